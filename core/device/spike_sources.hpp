#pragma once

#include <vector>

#include "core/neuron/neuron_group.hpp"
#include "core/random/philox.hpp"
#include "core/random/poisson.hpp"

// Populations that fire by themselves and take no input.

namespace engram {

/// Independent Poisson processes.
class PoissonSources final : public NeuronGroup {
 public:
  /// `seed` is that of noise.
  PoissonSources(const Network& network, const Slice& slice, std::uint64_t seed);

  /// Throws EnvironmentError where a neuron fires more often at once than the weights allow for.
  void advance(Step step, std::vector<std::uint32_t>& fired) override;
  Step next_activity(Step now) const override;
  void change_rate(double hz, Step now) override;

 private:
  Slice slice_;
  double step_ms_;
  double rate_;  ///< Hz
  double most_;  ///< counts of a neuron at once that the weights allow for
  bool has_changed_ = false;
  PoissonSampler counts_;
  PhiloxKey key_;
  Step start_;
  Step stop_;
  std::vector<std::uint32_t> drawn_;
};

/// Spikes at given times.
class SpikeTrainSources final : public NeuronGroup {
 public:
  SpikeTrainSources(const Network& network, const Slice& slice);
  void advance(Step step, std::vector<std::uint32_t>& fired) override;
  Step next_activity(Step now) const override;

 private:
  struct Entry {
    Step step;
    std::uint32_t neuron;
  };
  std::vector<Entry> entries_;  ///< ascending
  std::size_t next_ = 0;
};

}  // namespace engram
