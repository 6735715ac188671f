#include "io/analysis/raster.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "io/analysis/memory_source.hpp"

namespace engram {
namespace {

using test::MemorySource;
using test::SpikeList;

SpikeList once_each(std::uint32_t neurons) {
  SpikeList spikes;
  for (std::uint32_t neuron = 0; neuron < neurons; ++neuron) spikes.emplace_back(1, neuron);
  return spikes;
}

TEST_CASE("a small network is shown whole, the first population in the first rows") {
  MemorySource source(0, 10);
  source.add("A", 2, {{1, 0}, {2, 1}}).add("B", 3, {{3, 2}});
  const Raster raster = take_raster(source, 0, 10 * kTicksPerMs);
  CHECK(raster.rows == 5);
  CHECK(raster.populations.at(1).first_row == 2);
  REQUIRE(raster.points.size() == 3);
  CHECK(raster.points[2].population == 1);
  CHECK(raster.points[2].row == 4);
  CHECK(raster.points[2].time == 3 * kTicksPerMs);
}

TEST_CASE("each row shows one neuron") {
  REQUIRE(rc::check("rows of two populations", [] {
    const auto first = *rc::gen::inRange(0u, 300u);
    const auto second = *rc::gen::inRange(0u, 300u);
    RasterLimits limits;
    limits.rows = *rc::gen::inRange(1u, 300u);
    MemorySource source(0, 10);
    source.add("A", first, once_each(first)).add("B", second, once_each(second));
    const Raster raster = take_raster(source, 0, 10 * kTicksPerMs, limits);
    std::set<std::uint32_t> rows;
    for (const Raster::Point& point : raster.points) {
      const auto& population = raster.populations[point.population];
      RC_ASSERT(point.row >= population.first_row);
      RC_ASSERT(point.row < population.first_row + population.rows);
      rows.insert(point.row);
    }
    RC_ASSERT(rows.size() == raster.points.size());
    RC_ASSERT(rows.size() == raster.rows);
    RC_ASSERT(raster.rows <= limits.rows + 2 * (limits.rows / 40 + 1));
  }));
}

TEST_CASE("a small population stays visible beside a large one") {
  MemorySource source(0, 10);
  source.add("large", 100'000, {}).add("small", 200, {});
  RasterLimits limits;
  limits.rows = 1000;
  const Raster raster = take_raster(source, 0, 10 * kTicksPerMs, limits);
  CHECK(raster.populations[1].rows == 25);
}

TEST_CASE("the time shown is halved until the spikes are few enough") {
  MemorySource source(0, 100);
  SpikeList spikes;
  for (int ms = 1; ms <= 100; ++ms) spikes.emplace_back(ms, 0);
  source.add("A", 1, spikes);
  RasterLimits limits;
  limits.points = 30;
  const Raster raster = take_raster(source, 0, 100 * kTicksPerMs, limits);
  CHECK(raster.to == 25 * kTicksPerMs);
  CHECK(raster.points.size() == 25);
}

}  // namespace
}  // namespace engram
