#pragma once

#include "core/neuron/neuron_group.hpp"
#include "core/random/philox.hpp"
#include "core/random/poisson.hpp"

namespace engram {

/// Poisson input to every neuron of a population: one count a neuron and step.
class PoissonDriveInput final : public DriveInput {
 public:
  /// `device` is the index in `Network::devices`, `seed` that of noise.
  PoissonDriveInput(const Network& network, const PoissonDrive& drive, std::uint32_t device,
                    std::uint64_t seed);

  std::uint32_t device() const override { return device_; }
  void set_rate(double hz) override;
  bool active(Step step) const override { return step > start_ && step <= stop_; }
  std::uint32_t receptor() const override { return receptor_; }
  void add(Step step, std::uint32_t first, std::span<float> into) const override;
  void add(Step step, std::uint32_t first, std::span<double> into) const override;

 private:
  std::uint32_t device_;
  double step_ms_;
  PoissonSampler counts_;
  PhiloxKey key_;
  double weight_;
  std::uint32_t receptor_;
  Step start_;
  Step stop_;
};

}  // namespace engram
