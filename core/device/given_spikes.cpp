#include "core/device/given_spikes.hpp"

namespace engram {

void check_exact_trains(const std::vector<std::vector<Time>>& trains, const Clock& clock,
                        const Place& place) {
  const Tick step = clock.step();
  for (const std::vector<Time>& train : trains) {
    place.require(std::ranges::is_sorted(train), "the times of a replayed train must ascend");
    place.require(train.empty() || train.front() > Time{}, "a replayed spike is not later than 0");
    const bool fits =
        std::ranges::all_of(train, [&](Time t) { return t.fraction == 0 && t.tick % step == 0; });
    place.require(clock.continuous() || fits,
                  "a replayed spike lies off the grid; valid are multiples of the step of " +
                      number(ms_from_ticks(step)) + " ms, or the continuous clock");
  }
}

OwnActivity activity_of_exact(const std::vector<std::vector<Time>>& trains,
                              const PopulationContext& context) {
  return activity_of(
      trains, context, [](Time t) { return ms_from_ticks(t.tick); },
      [step = context.clock().step()](Time t) { return t.tick / step; });
}

}  // namespace engram
