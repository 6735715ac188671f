#include "core/device/poisson_drive.hpp"

#include "core/network/receptors.hpp"

namespace engram {

PoissonDriveInput::PoissonDriveInput(const Network& network, const PoissonDrive& drive,
                                     std::uint32_t device)
    : counts_(drive.rate / 1000 * ms_from_ticks(network.clock.step())),
      key_(philox_key(network.seed, Purpose::kPoissonDrive, device)),
      weight_(drive.weight),
      receptor_(receptor_of(network.populations[drive.target].model, drive.weight)),
      start_(network.clock.steps(drive.start)),
      stop_(network.clock.steps(drive.stop)) {}

void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<float> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, static_cast<float>(weight_),
                     into);
}
void PoissonDriveInput::add(Step step, std::uint32_t first, std::span<double> into) const {
  counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, weight_, into);
}

}  // namespace engram
