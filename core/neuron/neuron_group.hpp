#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "core/network/network.hpp"
#include "core/partitioning/slice.hpp"
#include "core/state/state_visitor.hpp"

namespace engram {

/// Where the volleys of the current instant add up for neurons that are swept: the rows of one
/// receptor, by slot of the partition or by neuron of a slice, in units of the receptor's scale.
/// The reader of a value sets it back to zero.
struct InputRow {
  std::int32_t* narrow = nullptr;  ///< from W16 synapses; null where no synapse needs it
  std::int64_t* wide = nullptr;    ///< from all others

  /// The rows from `slot` on.
  InputRow from(std::uint32_t slot) const {
    return {narrow ? narrow + slot : nullptr, wide ? wide + slot : nullptr};
  }
};

/// What a synapse brings to a neuron that sleeps.
struct Arrival {
  std::uint32_t neuron = 0;  ///< index within the slice
  std::uint8_t receptor = 0;
  bool narrow = false;  ///< in units of the receptor's narrow scale, else of its wide one
  std::int64_t units = 0;
};

/// Input that comes from a device, not through synapses, added to a receptor at an instant.
class DriveInput {
 public:
  virtual ~DriveInput() = default;
  virtual std::uint32_t device() const = 0;  ///< index in Network::devices
  virtual void set_rate(double hz) = 0;      ///< from the next step on
  /// Saves or restores what `set_rate` changes.
  virtual void visit_state(StateVisitor& state) = 0;
  virtual bool active(Step step) const = 0;
  virtual std::uint32_t receptor() const = 0;
  /// Adds to neurons `first`.. of the population (a multiple of 32) what arrives at `step`, pA
  /// (mV).
  virtual void add(Step step, std::uint32_t first, std::span<float> into) const = 0;
  virtual void add(Step step, std::uint32_t first, std::span<double> into) const = 0;
};

/// A current common to all neurons of a population.
class CurrentInput {
 public:
  virtual ~CurrentInput() = default;
  virtual std::uint32_t device() const = 0;  ///< index in Network::devices
  /// Gives `pA` from `now` until the next change of its own.
  virtual void set_amplitude(double pA, Step now) = 0;
  /// Saves or restores what `set_amplitude` changes.
  virtual void visit_state(StateVisitor& state) = 0;
  /// pA, flowing from `step` - 1 to `step`.
  virtual double amplitude(Step step) const = 0;
};

/// The neurons of one slice: their state and how it moves on. One virtual call a slice and step.
class NeuronGroup {
 public:
  virtual ~NeuronGroup() = default;

  /// Brings all neurons to `step`, taking the instant's input (from the rows, which it zeroes, or
  /// as it was received), and appends the index within the slice of each neuron that fires at
  /// `step` (m times for m spikes).
  virtual void advance(Step step, std::vector<std::uint32_t>& fired) = 0;

  /// The first step after `now` at which something may happen without a volley. Steps before it at
  /// which nothing arrives may be left out, or not: other groups of the partition may need them.
  virtual Step next_activity(Step now) const { return now + 1; }

  /// For groups that sleep: what reaches their neurons in the instant that `advance` moves to next,
  /// in any number of portions.
  virtual void receive(std::span<const Arrival>) {}

  /// State of a neuron at `step`, the last one advanced to; never changes it. `variable` is an
  /// index in the list of its model, and has that one's unit.
  virtual double state(std::uint32_t /*variable*/, std::uint32_t /*neuron*/, Step) const {
    return 0;
  }

  /// Saves or restores all that distinguishes the neurons from those of a group that was just made,
  /// between two steps. The input rows are empty then, and nothing has been received.
  virtual void visit_state(StateVisitor& state) = 0;

  // Changes between `now`, the last step advanced to, and the next.

  /// Sets a variable of every neuron, in its unit; a potential only of those that are not
  /// refractory.
  virtual void set_state(std::uint32_t /*variable*/, std::span<const double>, Step /*now*/) {
    assert(false);
  }
  /// Sets the rate (Hz) of a drive or the amplitude (pA) of a current.
  virtual void change_device(std::uint32_t /*device*/, double /*value*/, Step /*now*/) {
    assert(false);
  }
  /// Sets the rate (Hz) of sources.
  virtual void change_rate(double /*hz*/, Step /*now*/) { assert(false); }
  /// Makes a neuron (index within the slice) fire the caller's spike at `step`, later than the last
  /// one advanced to, where it has none yet.
  virtual void inject(std::uint32_t /*neuron*/, Step /*step*/) { assert(false); }
  virtual bool is_injected(std::uint32_t /*neuron*/, Step /*step*/) const { return false; }
};

}  // namespace engram
