#include "io/analysis/activity.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "io/analysis/memory_source.hpp"

namespace engram {
namespace {

using test::MemorySource;

TEST_CASE("spikes count to the bin that ends with them") {
  MemorySource source(0, 4);
  source.add("A", 2, {{0.1, 0}, {1, 1}, {1.1, 0}, {4, 1}}).add("empty", 0, {});
  const Activity activity = measure_activity(source, 0, 4 * kTicksPerMs, 100);
  CHECK(activity.bin == kTicksPerMs);
  const auto& population = activity.populations.at(0);
  CHECK(population.spikes == std::vector<std::uint64_t>{2, 1, 0, 1});
  CHECK(activity.rate(population, 0) == Approx(1000));  // 2 spikes, 2 neurons, 1 ms
  CHECK(activity.rate(activity.populations.at(1), 0) == 0);
}

TEST_CASE("bins are round and no more than asked for") {
  MemorySource source(0, 1e6);
  source.add("A", 1, {});
  const auto bin = [&](double ms, std::size_t most) {
    return ms_from_ticks(measure_activity(source, 0, ticks_from_ms(ms), most).bin);
  };
  CHECK(bin(500, 500) == 1);
  CHECK(bin(1500, 500) == 5);
  CHECK(bin(10'500, 500) == 50);
  CHECK(bin(1e6, 1) == 1e6);
  CHECK(bin(0.5, 500) == 0.5);
}

TEST_CASE("a last bin that is not full is left out") {
  MemorySource source(0, 2.5);
  source.add("A", 1, {{0.5, 0}, {2.2, 0}});
  const Activity activity = measure_activity(source, 0, ticks_from_ms(2.5), 100);
  CHECK(activity.populations.at(0).spikes == std::vector<std::uint64_t>{1, 0});
}

TEST_CASE("rates over no time are refused") {
  MemorySource source(0, 0);
  CHECK_THROWS_AS(measure_activity(source, 0, 0, 10), UserError);
}

}  // namespace
}  // namespace engram
