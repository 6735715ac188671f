#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/memory_guard.hpp"
#include "core/base/time.hpp"
#include "core/event/input_lists.hpp"
#include "core/network/network.hpp"
#include "core/partitioning/slice.hpp"
#include "core/state/state_visitor.hpp"

namespace engram {

/// What groups receive when their partition moves on, and where they put the results. Everything up
/// to `last` (inclusive) that can reach a neuron is in `inputs`, and nothing earlier than `base`.
struct Flush {
  /// Here, in the partition's list and in its outbox, with room to grow, for two partitions.
  static constexpr double kBytesPerSpike = 256;

  struct Fired {
    Time time;
    std::uint32_t neuron = 0;  ///< index within the slice
  };
  struct Wake {
    Tick tick = 0;
    std::uint32_t neuron = 0;  ///< index within the slice
    float tolerated = 0;  ///< weight (pA, mV) of excitatory input that makes no spike until then
  };

  const InputLists& inputs;    ///< by slot of the partition; offsets from `base`
  Time base;                   ///< a whole tick
  Time last;                   ///< less than 2^31 ticks after the base
  bool defers = false;         ///< whether input that is tolerated is left for later windows
  std::vector<Fired> fired{};  ///< of one group, unordered
  std::vector<Wake> wakes{};   ///< of one group: to be advanced by then, input or not
  std::optional<std::uint32_t> runaway{};  ///< a neuron whose spikes were too many to be found
  MemoryGuard guard{kBytesPerSpike};

  /// Whether groups that repeat or answer their input are to stop, as their spikes would fill the
  /// memory. Sources are limited by what is valid.
  bool outgrows_memory() {
    outgrown = outgrown || guard.outgrows(fired.size());
    return outgrown;
  }
  bool outgrown = false;
};

/// The neurons of one slice on the continuous clock. A neuron is advanced when it has input or a
/// wake-up: cost follows activity.
class ExactGroup {
 public:
  virtual ~ExactGroup() = default;

  /// Carries the chosen neurons to `flush.last`: all that have input or a wake-up by then.
  virtual void advance(Flush& flush, std::span<const std::uint32_t> neurons) = 0;

  /// Before anything else, at time 0 or where state was restored (`flush.last`): enters the first
  /// wake-up of every neuron.
  virtual void start(Flush& flush) = 0;

  /// Saves or restores all that distinguishes the neurons from those of a group that was just made,
  /// everything up to some moment being done and all inputs having been taken.
  virtual void visit_state(StateVisitor& state) = 0;

  /// The next moment at which something changes for all neurons at once.
  virtual Time next_control() const { return kNeverTime; }
  /// Carries that out, everything up to that moment (`flush.last`) being done.
  virtual void control(Flush&) {}

  /// State of a neuron at `time`, up to which everything is done; never changes it. `variable` is
  /// an index in the list of its model, and has that one's unit.
  virtual double state(std::uint32_t /*variable*/, std::uint32_t /*neuron*/, Time) const {
    return 0;
  }

  // Changes at `flush.last`, up to which everything is done and all inputs have been taken.

  /// Sets a variable of every neuron, in its unit; a potential only of those that are not
  /// refractory.
  virtual void set_state(std::uint32_t /*variable*/, std::span<const double>, Flush&) {
    assert(false);
  }
  /// Sets the rate (Hz) of a drive or the amplitude (pA) of a current.
  virtual void change_device(std::uint32_t /*device*/, double /*value*/, Flush&) { assert(false); }
  /// Sets the rate (Hz) of sources.
  virtual void change_rate(double /*hz*/, Flush&) { assert(false); }
  /// Makes a neuron (index within the slice) fire the caller's spike at `time`, later than
  /// `flush.last`, where it has none yet.
  virtual void inject(std::uint32_t /*neuron*/, Time /*time*/, Flush&) { assert(false); }
  virtual bool is_injected(std::uint32_t /*neuron*/, Time /*time*/) const { return false; }
};

/// Input that comes from a device, as single arrivals of one weight.
class ArrivalStream {
 public:
  virtual ~ArrivalStream() = default;
  virtual double weight() const = 0;         ///< pA (mV)
  virtual std::uint32_t device() const = 0;  ///< index in Network::devices
  /// Goes on with another rate (Hz), everything up to `now` having been taken.
  virtual void set_rate(double hz, Time now) = 0;
  /// Saves or restores all that distinguishes the stream from one that was just made.
  virtual void visit_state(StateVisitor& state) = 0;
  /// Appends the offsets from `base` of all arrivals at `neuron` (index within the slice) up to
  /// `last` that were not taken yet, ascending. Returns the next one's tick.
  virtual Tick take(std::uint32_t neuron, Time base, Time last,
                    std::vector<std::int64_t>& offsets) = 0;
  /// Prefetches the memory that `take` reads first.
  virtual void prefetch_neuron(std::uint32_t) const {}
  /// How many of the next `most` arrivals after those taken are known, and the tick of the one that
  /// follows them.
  struct Ahead {
    std::uint32_t arrivals = 0;
    Tick tick = 0;
  };
  virtual Ahead ahead(std::uint32_t neuron, std::uint32_t most) const = 0;
};

}  // namespace engram
