#pragma once

#include <vector>

#include "core/device/rate_profile.hpp"
#include "core/device/spike_generator.hpp"
#include "core/random/philox.hpp"

namespace engram {

/// Independent Poisson processes of a rate that may change in time: exponential steps in the
/// integral of a bound of the rate. Where the bound is the rate itself, as for tables and
/// constants, each is an event; else an event is kept with the probability rate / bound (thinning:
/// Lewis & Shedler 1979, Naval Res. Logist. Q. 26:403-413).
class PoissonGenerator final : public SpikeGenerator {
 public:
  /// `key` is of the population or device.
  PoissonGenerator(PhiloxKey key, const Slice& slice, const RateProfile& rate, TimeSpan span);

  Time next(std::uint32_t neuron) override;
  /// Begins a new process at `now`: Poisson processes are memoryless.
  void set_rate(double hz, Time now, std::span<Time> pending) override;
  void visit_state(StateVisitor& state) override;

 private:
  struct State {
    Tick tick;
    std::uint32_t fraction;
    std::uint32_t piece;
    std::uint64_t draws;
  };

  Time advance(State& state, double integral) const;
  void begin(TimeSpan span);
  void begin_at(double hz, Time now);

  PhiloxKey key_;
  std::uint32_t first_;
  TimeSpan span_;
  RateProfile rate_;
  Time set_at_ = kNeverTime;  ///< when `set_rate` was called last, and with what
  double set_to_ = 0;         ///< Hz
  bool thins_;
  std::vector<RatePiece> pieces_;
  std::vector<State> states_;
};

}  // namespace engram
