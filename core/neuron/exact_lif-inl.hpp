// The closed form of a LIF neuron over any interval, and the search for its next spike. Included
// once for every instruction set (Highway's foreach_target).

#if defined(ENGRAM_CORE_NEURON_EXACT_LIF_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_NEURON_EXACT_LIF_INL_HPP_
#undef ENGRAM_CORE_NEURON_EXACT_LIF_INL_HPP_
#else
#define ENGRAM_CORE_NEURON_EXACT_LIF_INL_HPP_
#endif

#include <algorithm>
#include <cassert>
#include <limits>
#include <numbers>

#include "core/neuron/exact_lif.hpp"
#include "core/random/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// The state of the neurons in the lanes of V: potential (mV, relative to the steady state) and
/// currents, as in ExactLifState.
template <class V>
struct Membrane {
  V potential;
  V I[2];
  V dI[2];
};

/// The state `dt` ms later (Rotter & Diesmann 1999, their propagators written so that nothing
/// cancels, whatever the time constants: each pair of decays as the slower one times one plus a
/// change).
template <LifKind kKind, class D, class V = hn::Vec<D>>
HWY_INLINE Membrane<V> Advance(D d, const ExactLifModel& m, V dt, const Membrane<V>& s) {
  Membrane<V> next;
  const V membrane = DecayOf(d, hn::Mul(dt, hn::Set(d, m.membrane_decay))).factor;
  next.potential = hn::Mul(membrane, s.potential);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    const ExactLifModel::Current& c = m.currents[r];
    V synaptic, from_I, from_dI = hn::Zero(d);
    if (c.order == DecayOrder::kEqual) {
      synaptic = membrane;
      from_I = hn::Mul(membrane, hn::Mul(dt, hn::Set(d, -m.membrane_decay)));
      from_dI = hn::Mul(from_I, hn::Mul(dt, hn::Set(d, 0.5)));
    } else {
      const V x = hn::Mul(dt, hn::Set(d, c.difference));
      const Decay<V> relative = DecayOf(d, x);
      const bool faster = c.order == DecayOrder::kFaster;
      synaptic = faster ? hn::Mul(membrane, relative.factor)
                        : DecayOf(d, hn::Mul(dt, hn::Set(d, c.decay))).factor;
      const V slower = faster ? membrane : synaptic;
      from_I = hn::Mul(slower, hn::Mul(relative.change, hn::Set(d, -c.V_from_I)));
      if constexpr (is_alpha(kKind)) {
        const V moment = faster ? hn::MulSub(x, relative.change, relative.beyond_linear)
                                : relative.beyond_linear;
        from_dI = hn::Mul(slower, hn::Mul(moment, hn::Set(d, c.V_from_dI)));
      }
    }
    next.potential = hn::MulAdd(from_I, s.I[r], next.potential);
    if constexpr (is_alpha(kKind)) {
      next.potential = hn::MulAdd(from_dI, s.dI[r], next.potential);
      next.I[r] = hn::Mul(synaptic, hn::MulAdd(s.dI[r], dt, s.I[r]));
      next.dI[r] = hn::Mul(synaptic, s.dI[r]);
    } else {
      next.I[r] = hn::Mul(synaptic, s.I[r]);
    }
  }
  return next;
}

/// What the currents together do not exceed during the next `dt` ms.
template <LifKind kKind, class D, class V = hn::Vec<D>>
HWY_INLINE V LargestCurrent(D d, const ExactLifModel& m, V dt, const Membrane<V>& s) {
  V sum = hn::Zero(d);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    // A negative current rises to at most I (1 - dt/tau): e^-x >= 1 - x.
    const V left =
        hn::Max(hn::MulAdd(dt, hn::Set(d, m.currents[r].decay), hn::Set(d, 1.0)), hn::Zero(d));
    sum = hn::Add(sum, hn::Max(s.I[r], hn::Mul(s.I[r], left)));
    if constexpr (is_alpha(kKind)) sum = hn::MulAdd(hn::Max(s.dI[r], hn::Zero(d)), dt, sum);
  }
  return sum;
}

/// What the currents together never exceed.
template <LifKind kKind, class D, class V = hn::Vec<D>>
HWY_INLINE V LargestCurrentEver(D d, const ExactLifModel& m, const Membrane<V>& s) {
  V sum = hn::Zero(d);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    sum = hn::Add(sum, hn::Max(s.I[r], hn::Zero(d)));
    if constexpr (is_alpha(kKind)) {
      const V peak = hn::Set(d, m.currents[r].tau / std::numbers::e);
      sum = hn::MulAdd(hn::Max(s.dI[r], hn::Zero(d)), peak, sum);
    }
  }
  return sum;
}

/// Single neurons, in vectors of one lane.
using One = hn::CappedTag<double, 1>;
/// The state of a single neuron.
using OneMembrane = Membrane<hn::Vec<One>>;

inline OneMembrane LoadMembrane(const ExactLifState& state) {
  const One d;
  return {hn::Set(d, state.V),
          {hn::Set(d, state.I[0]), hn::Set(d, state.I[1])},
          {hn::Set(d, state.dI[0]), hn::Set(d, state.dI[1])}};
}

template <LifKind kKind>
void StoreMembrane(const OneMembrane& membrane, ExactLifState& state) {
  state.V = hn::GetLane(membrane.potential);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    state.I[r] = hn::GetLane(membrane.I[r]);
    if constexpr (is_alpha(kKind)) state.dI[r] = hn::GetLane(membrane.dI[r]);
  }
}

/// The state at `time` of a neuron that is free, or refractory all the while.
template <LifKind kKind>
ExactLifState Moved(const ExactLifModel& m, const ExactLifState& from, Time time, bool refractory) {
  const One d;
  ExactLifState to = from;
  const auto dt = hn::Set(d, ms_between(from.time(), time));
  StoreMembrane<kKind>(Advance<kKind>(d, m, dt, LoadMembrane(from)), to);
  if (refractory) to.V = from.V;
  to.set_time(time);
  return to;
}

/// Whether and when a potential reaches the threshold.
struct Crossing {
  bool found = false;
  double after_ms = 0;  ///< where not found: there is none before
};

/// The first time at which the potential of a free neuron reaches the threshold without further
/// input, if it is not later than about `limit` ms.
///
/// Goes from left to right by steps that cannot skip a crossing: with S a bound of what the
/// currents sum up to during the next H ms, V cannot climb the gap to the threshold in less than
/// tau_m gap / (S - V). Near a crossing H shrinks with the steps, so that these become Newton's. No
/// step depends on the limit: the bits are the same whatever the limit.
template <LifKind kKind>
Crossing FirstCrossing(const ExactLifModel& m, const ExactLifState& state, double limit) {
  const One d;
  const OneMembrane start = LoadMembrane(state);
  OneMembrane now = start;
  double scale = std::abs(state.V) + std::abs(m.threshold);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) scale += std::abs(state.I[r]);
  const double tolerance = 0x1p-51 * scale;
  double t = 0;
  double horizon = m.first_horizon;
  for (int iteration = 0; t <= limit; ++iteration) {
    assert(iteration < 100'000);
    const double V = hn::GetLane(now.potential);
    const double gap = m.threshold - V;
    if (m.strict ? gap < 0 : gap <= 0) return {true, t};
    if (hn::GetLane(LargestCurrentEver<kKind>(d, m, now)) <= m.threshold) {
      return {false, std::numeric_limits<double>::infinity()};
    }
    const double drive = hn::GetLane(LargestCurrent<kKind>(d, m, hn::Set(d, horizon), now)) - V;
    const double least =
        drive > gap ? m.tau_m * (gap / drive) : std::numeric_limits<double>::infinity();
    // Not where the potential only creeps towards a steady state at the threshold.
    if (least < 0x1p-20 * m.tau_m && gap <= tolerance) return {true, t + least};
    const double step = std::min(least, horizon);
    if (t + step == t) return {true, t};
    horizon = 2 * step;
    t += step;
    now = Advance<kKind>(d, m, hn::Set(d, t), start);
  }
  return {false, t};
}

/// The next spike up to `limit`.
template <LifKind kKind>
NextSpike FindNextSpike(const ExactLifModel& m, const ExactLifState& state, Time limit) {
  ExactLifState free = state;
  if (state.refractory_until() > state.time()) {
    if (state.refractory_until() > limit) return {false, state.refractory_until(), {}};
    free = Moved<kKind>(m, state, state.refractory_until(), true);
  }
  // A little beyond the limit: whether a crossing is in time is decided by its rounded time.
  const double ms = ms_between(free.time(), limit) * (1 + 0x1p-40) + 1e-9;
  const Crossing crossing = FirstCrossing<kKind>(m, free, ms);
  // The first moment after the beginning, for neurons that start at or above their threshold.
  constexpr Time kFirstMoment{0, 1};
  Time time = after_ms(free.time(), crossing.after_ms);
  if (!crossing.found) return {false, time, {}};
  time = std::max(time, kFirstMoment);
  if (time > limit) return {false, time, {}};
  return {true, time, Moved<kKind>(m, free, time, false)};
}

inline void Reset(const ExactLifModel& m, Time time, ExactLifState& state) {
  state.V = m.reset;
  state.set_time(time);
  state.set_refractory_until(time + m.t_ref);
}

/// Carries a neuron to `time`, and calls `on_spike(time)` for every spike up to then, as long as it
/// returns true.
template <LifKind kKind, class OnSpike>
ExactLifState Settle(const ExactLifModel& m, ExactLifState state, Time time, OnSpike&& on_spike) {
  for (;;) {
    const NextSpike next = FindNextSpike<kKind>(m, state, time);
    if (!next.found) break;
    state = next.before;
    Reset(m, next.time, state);
    if (!on_spike(next.time)) break;
  }
  if (state.refractory_until() > state.time()) {
    const Time until = std::min(state.refractory_until(), time);
    state = Moved<kKind>(m, state, until, true);
  }
  return Moved<kKind>(m, state, time, false);
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
