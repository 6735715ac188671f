#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "core/neuron/exact_group.hpp"
#include "core/random/exponential.hpp"

namespace engram {

/// Poisson input to every neuron of a slice, every arrival at its exact time: exponential
/// intervals, drawn in blocks.
class PoissonArrivals final : public ArrivalStream {
 public:
  /// What all neurons have in common: arrivals fall into (start, stop].
  struct Law {
    double rate = 0;    ///< Hz
    double weight = 0;  ///< pA (mV)
    Tick start = 0;
    Tick stop = 0;
  };

  /// `key` is of the device, `device` its index in Network::devices.
  PoissonArrivals(PhiloxKey key, std::uint32_t device, const Slice& slice, const Law& law);

  double weight() const override { return weight_; }
  std::uint32_t device() const override { return device_; }
  /// Begins a new process at `now`: Poisson processes are memoryless.
  void set_rate(double hz, Time now) override;
  void visit_state(StateVisitor& state) override;
  Tick take(std::uint32_t neuron, Time base, Time last,
            std::vector<std::int64_t>& offsets) override;
  Ahead ahead(std::uint32_t neuron, std::uint32_t most) const override;
  void prefetch_neuron(std::uint32_t neuron) const override;

 private:
  struct Train {
    std::array<Tick, kExponentialBlock> ticks;               ///< of the block's arrivals
    std::array<std::uint32_t, kExponentialBlock> fractions;  ///< likewise
    std::uint64_t blocks = 0;                                ///< drawn so far
    std::uint32_t next = kExponentialBlock;
  };

  bool is_silent() const { return std::isinf(mean_interval_); }
  void begin_at(Time time);
  void draw(std::uint32_t neuron, Train& train) const;

  PhiloxKey key_;
  std::uint32_t device_;
  double weight_;
  double mean_interval_;  ///< ticks; infinite for a rate of 0
  Time start_;
  Time stop_;
  std::uint32_t first_;  ///< of the slice, within the population
  std::vector<Train> trains_;
};

}  // namespace engram
