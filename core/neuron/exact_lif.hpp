#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/base/time.hpp"
#include "core/neuron/lif_propagators.hpp"

// LIF neurons on the continuous clock. A neuron's state is that of its last event: an input, its
// spike, the end of its refractory time before an input, or a change of its constant current. From
// there its future is a closed form until the next event, so its spikes depend on its events alone,
// never on when or how far ahead they were searched for.

namespace engram {

/// How fast a synaptic current decays beside the membrane.
enum class DecayOrder : std::uint8_t { kFaster, kSlower, kEqual };

/// What the update of a LIF model needs, in numbers. V is relative to the steady state under the
/// constant current; currents are the potentials that they would hold (I tau_m / C_m, mV).
struct ExactLifModel {
  LifKind kind = LifKind::kDelta;
  bool strict = false;        ///< fires above the threshold only, not at it
  double tau_m = 1;           ///< ms
  double membrane_decay = 0;  ///< -1/tau_m
  struct Current {
    DecayOrder order = DecayOrder::kEqual;
    double tau = 1;         ///< ms
    double decay = 0;       ///< -1/tau
    double difference = 0;  ///< -|1/tau - 1/tau_m|
    double V_from_I = 0;    ///< 1 / (tau_m |difference|)
    double V_from_dI = 0;   ///< 1 / (tau_m difference^2)
    double gain = 1;        ///< of the variable that input jumps, per weight
  };
  std::array<Current, 2> currents{};
  double excitation = 1;     ///< mV, what a unit of excitatory weight can raise the potential by
  double first_horizon = 1;  ///< ms, first span of the search for a crossing
  double threshold = 0;      ///< mV, relative to the steady state
  double reset = 0;          ///< mV, relative to the steady state
  double caution = 0;  ///< mV, below the threshold: more than all rounding errors of a potential
  Tick t_ref = 0;
};

/// State at `time`; of the size of a cache line. An array of them begins at one: the type itself
/// does not require it, as GCC 12 may return a value of such a type where it is not aligned.
struct ExactLifState {
  double V = 0;
  std::array<double, 2> I{};
  std::array<double, 2> dI{};  ///< alpha only: I(t) = (I + dI t) e^(-t/tau), mV/ms
  Tick tick = 0;
  Tick refractory_tick = 0;  ///< refractory before this; not later than `time` where it is not
  std::uint32_t fraction = 0;
  std::uint32_t refractory_fraction = 0;

  Time time() const { return {tick, fraction}; }
  Time refractory_until() const { return {refractory_tick, refractory_fraction}; }
  void set_time(Time time) {
    tick = time.tick;
    fraction = time.fraction;
  }
  void set_refractory_until(Time time) {
    refractory_tick = time.tick;
    refractory_fraction = time.fraction;
  }
};
static_assert(sizeof(ExactLifState) == 64);

/// What a search for the next spike of a neuron without further input has found.
struct NextSpike {
  bool found = false;
  Time time;             ///< of the spike or, where none was found, before which there is none
  ExactLifState before;  ///< where found: at that time, not yet reset
};

/// A few neurons side by side and their inputs, by rows of one input each: what the vectorised
/// update works on. Times are offsets from `base` in fractions of a tick.
class ExactLifBatch {
 public:
  static constexpr std::uint32_t kLanes = 8;

  /// Most spikes of one call that no input causes at once: for a neuron that fires without bound it
  /// would never return. Later spikes are not searched for.
  static constexpr std::size_t kMostSpikes = std::size_t{1} << 22;

  struct Spike {
    std::uint32_t lane = 0;
    Time time;
  };

  ExactLifBatch() { reserve_rows(32); }

  /// Lane `lane` is `state` from now on, and has no input.
  void set_lane(std::uint32_t lane, const ExactLifState& state) {
    states[lane] = state;
    counts[lane] = 0;
  }

  /// Makes room for `rows` inputs a lane.
  void reserve_rows(std::uint32_t rows) {
    if (rows <= capacity_) return;
    capacity_ = 2 * rows;
    offsets.resize(capacity_ * kLanes);
    for (auto& w : weights) w.resize(capacity_ * kLanes);
  }

  Time base;                    ///< a whole tick
  Time last;                    ///< how far the neurons are carried, inclusive
  std::uint32_t used = kLanes;  ///< lanes from here on are not carried
  /// Of each lane, where their thresholds and resets differ, but nothing else; else null.
  std::array<const ExactLifModel*, kLanes> models{};
  alignas(64) std::array<ExactLifState, kLanes> states;
  std::array<std::uint32_t, kLanes> counts{};    ///< inputs of each lane
  AlignedVector<std::int64_t> offsets;           ///< [row][lane], strictly ascending in a lane
  std::array<AlignedVector<double>, 2> weights;  ///< by receptor, [row][lane]
  std::array<Time, kLanes> quiet_until{};        ///< result: no spike before without further input
  /// Result: excitatory input of this weight in all (pA, mV) makes no spike before
  /// `tolerated_until`.
  std::array<double, kLanes> tolerated{};
  std::array<Tick, kLanes> tolerated_until{};
  std::vector<Spike> spikes;        ///< result: appended, unordered
  std::uint32_t overfull = kLanes;  ///< result: a lane that has more; else kLanes

 private:
  std::uint32_t capacity_ = 0;
};

/// More than all rounding errors of a potential, of the potentials that a model names.
inline constexpr double kCautionOfPotentials = 1e-11;

ExactLifModel make_exact_model(const LifModel& model);

/// The same under another constant current (pA); `state` is rebased by the difference of the
/// thresholds.
ExactLifModel with_current(const ExactLifModel& model, const LifModel& of, double current);

/// Whether two models differ in their thresholds, resets and what follows from them, and in their
/// refractory times, at most.
bool differ_in_levels_only(const ExactLifModel& a, const ExactLifModel& b);

/// Carries every lane through its inputs and on to `batch.last`: its state is then that of its last
/// event, and all its spikes up to `batch.last` are found.
void carry(const ExactLifModel& model, ExactLifBatch& batch);

/// The next spike up to `limit` of a neuron that has no further input.
NextSpike next_spike(const ExactLifModel& model, const ExactLifState& state, Time limit);

/// The state at `time`, not earlier than its own, if there is no event before.
ExactLifState carried(const ExactLifModel& model, const ExactLifState& state, Time time);

}  // namespace engram
