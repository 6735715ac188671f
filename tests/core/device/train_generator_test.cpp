#include "core/device/train_generator.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/device/generated.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {

TEST_CASE("spike trains give their times to the nearest fraction of a tick") {
  SpikeTrains trains;
  trains.times = {{0.1, 0.3, 0.1 + 0.2, 4.00000000025, 9}, {}, {1e-30, 5e-10, 8.999999999, 9}};
  const auto times = generated(trains, 3, at(9));
  // A quarter of a tick in a double of 4 ms.
  CHECK(std::abs(static_cast<double>(times[0][3].fraction) - 0x1p30) < 0x1p32 * 1e-6);
  CHECK(times == std::vector<std::vector<Time>>{
                     {at(0.1), at(0.3), at(0.3), {at(4).tick, times[0][3].fraction}, at(9)},
                     {},
                     {{0, 1}, {0, 1u << 31}, {at(9).tick - 1, 0}, at(9)}});
}

TEST_CASE("a replay gives its times to the fraction") {
  const Replay replay{{{{0, 1}, {5, 0}, {5, 7}, {5, 7}, {at(3).tick, 4'000'000'000}}, {{6, 2}}}};
  CHECK(generated(replay, 2, at(4)) == replay.times);
}

TEST_CASE("a train that is over stays so") {
  const auto generator = make_spike_generator(sources(Replay{{{{5, 0}}}}, 1), {0, 0, 1, 0}, 1);
  CHECK(generator->next(0) == Time{5, 0});
  CHECK(generator->next(0) == kNeverTime);
  CHECK(generator->next(0) == kNeverTime);
}

}  // namespace engram::test
