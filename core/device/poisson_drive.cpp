#include "core/device/poisson_drive.hpp"

#include <cmath>
#include <limits>

#include "core/network/receptors.hpp"

namespace engram {

Step step_after(double ms, Tick step) {
  const double steps = std::floor(ms / ms_from_ticks(step) + 1e-6);
  if (steps >= 9e18) return std::numeric_limits<Step>::max();
  return static_cast<Step>(steps) + 1;
}

PoissonDriveInput::PoissonDriveInput(const Network& network, const PoissonDrive& drive,
                                     std::uint32_t device)
    : counts_(drive.rate / 1000 * ms_from_ticks(network.clock.step)),
      key_(philox_key(network.seed, Purpose::kPoissonDrive, device)),
      weight_(drive.weight),
      receptor_(receptor_of(network.populations[drive.target].model, drive.weight)),
      first_step_(step_after(drive.start, network.clock.step)),
      end_step_(step_after(drive.stop, network.clock.step)) {}

void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<float> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, static_cast<float>(weight_),
                     into);
}
void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<double> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, weight_, into);
}

}  // namespace engram
