#include "core/device/poisson_drive.hpp"

#include "core/network/receptors.hpp"

namespace engram {

PoissonDriveInput::PoissonDriveInput(const Network& network, const PoissonDrive& drive,
                                     std::uint32_t device, std::uint64_t seed)
    : device_(device),
      step_ms_(ms_from_ticks(network.clock.step())),
      counts_(drive.rate / 1000 * step_ms_),
      key_(philox_key(seed, Purpose::kPoissonDrive, device)),
      weight_(drive.weight),
      receptor_(receptor_of(network.populations[drive.target].model, drive.weight)),
      start_(network.clock.steps(drive.start)),
      stop_(network.clock.steps(drive.stop)) {}

void PoissonDriveInput::set_rate(double hz) { counts_ = PoissonSampler(hz / 1000 * step_ms_); }

void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<float> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, static_cast<float>(weight_),
                     into);
}
void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<double> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, weight_, into);
}

}  // namespace engram
