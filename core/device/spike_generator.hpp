#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/time.hpp"
#include "core/network/network.hpp"
#include "core/partitioning/slice.hpp"
#include "core/state/state_visitor.hpp"

namespace engram {

/// The exact times of events that follow from the model alone, for the neurons of one slice. What a
/// neuron gets is a pure function of seed, population or device, and its index within the
/// population: however the population is cut, its times are the same, bit for bit.
class SpikeGenerator {
 public:
  virtual ~SpikeGenerator() = default;

  /// The next event of neuron `neuron` (index within the slice), later than Time{0, 0} and later
  /// than or equal to the one returned before; kNeverTime after the last.
  virtual Time next(std::uint32_t neuron) = 0;

  /// Goes on with another rate (Hz) from `now` on. `pending` has the event of each neuron that was
  /// returned last and is later than `now`; it is replaced. Only where the rate is one number.
  virtual void set_rate(double /*hz*/, Time /*now*/, std::span<Time> /*pending*/) { assert(false); }

  /// Saves or restores how far it has come.
  virtual void visit_state(StateVisitor& state) = 0;
};

/// Spikes of the sources in a slice; null where its model is not a source. `network` must have
/// passed validate() and is not needed afterwards; `seed` is that of noise.
std::unique_ptr<SpikeGenerator> make_spike_generator(const Network& network, const Slice& slice,
                                                     std::uint64_t seed);

}  // namespace engram
