#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/neuron/exact_lif_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <type_traits>

#include "core/neuron/exact_lif-inl.hpp"
#include "core/neuron/exact_lif.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

using Lanes8 = hn::CappedTag<double, ExactLifBatch::kLanes>;
using Offsets8 = hn::RebindToSigned<Lanes8>;

constexpr std::int64_t kFree = std::numeric_limits<std::int64_t>::min();

/// Offset of `time`; of what lies far before or after the base, some offset beyond every input's.
inline std::int64_t OffsetOf(Time time, Time base) {
  const Tick ticks = time.tick - base.tick;
  constexpr Tick kFar = Tick{1} << 31;
  if (ticks <= -kFar) return kFree + 1;
  if (ticks >= kFar) return std::numeric_limits<std::int64_t>::max();
  return offset_from(base, time);
}

/// Carries the lanes from `first` on, as many as a vector has, through their inputs. `kOwn`:
/// whether each lane has a threshold and a reset of its own (ExactLifBatch::models).
template <LifKind kKind, bool kOwn>
class VectorOfNeurons {
  using V = hn::Vec<Lanes8>;
  using Offsets = hn::Vec<Offsets8>;

 public:
  VectorOfNeurons(const ExactLifModel& model, ExactLifBatch& batch, std::uint32_t first)
      : m_(model), batch_(batch), first_(first) {
    alignas(64) double V_m[kLanes], I[2][kLanes], dI[2][kLanes];
    const std::size_t lanes = hn::Lanes(Lanes8());
    for (std::uint32_t i = 0; i < lanes; ++i) {
      const ExactLifState& state = batch.states[first + i];
      V_m[i] = state.V;
      for (std::size_t r = 0; r < 2; ++r) {
        I[r][i] = state.I[r];
        dI[r][i] = state.dI[r];
      }
      rows_ = std::max(rows_, batch.counts[first + i]);
      refractory_[i] = state.refractory_until() > state.time()
                           ? OffsetOf(state.refractory_until(), batch.base)
                           : kFree;
      begin_[i] = state.time();
      first_dt_[i] = 0;
      if (batch.counts[first + i] != 0) {
        first_dt_[i] = ms_between(state.time(), time_from(batch.base, batch.offsets[first + i]));
      }
    }
    if constexpr (kOwn) {
      for (std::uint32_t i = 0; i < lanes; ++i) {
        threshold_[i] = Of(first + i).threshold;
        ceiling_[i] = Of(first + i).threshold - Of(first + i).caution;
      }
    }
    const Lanes8 d;
    now_.potential = hn::Load(d, V_m);
    for (std::size_t r = 0; r < 2; ++r) {
      now_.I[r] = hn::Load(d, I[r]);
      now_.dI[r] = hn::Load(d, dI[r]);
    }
    FillUp();
  }

  void Run() {
    const Lanes8 d;
    const Offsets8 di;
    const V to_ms = hn::Set(d, 1 / kFractionsPerMs);
    V dt = hn::Load(d, first_dt_);
    Offsets before = hn::Load(di, &batch_.offsets[first_]);
    for (std::uint32_t row = 0; row < rows_; ++row) {
      const std::size_t at = row * kLanes + first_;
      const Offsets offsets = hn::Load(di, &batch_.offsets[at]);
      if (row != 0) dt = hn::Mul(hn::ConvertTo(d, hn::Sub(offsets, before)), to_ms);
      before = offsets;
      Step(row, offsets, dt);
      AddInput(row, offsets, at);
    }
    Finish();
  }

 private:
  static constexpr std::uint32_t kLanes = ExactLifBatch::kLanes;
  static constexpr std::size_t kReceptors = std::max(1u, currents_of(kKind));

  static constexpr double kToleratedMs = 1;

  const ExactLifModel& Of(std::uint32_t lane) const {
    if constexpr (kOwn) return *batch_.models[lane];
    return m_;
  }
  HWY_INLINE V Threshold() const {
    if constexpr (kOwn) return hn::Load(Lanes8(), threshold_);
    return hn::Set(Lanes8(), m_.threshold);
  }
  /// What a potential stays below that does not fire, rounding errors included.
  HWY_INLINE V Ceiling() const {
    if constexpr (kOwn) return hn::Load(Lanes8(), ceiling_);
    return hn::Set(Lanes8(), m_.threshold - m_.caution);
  }

  /// Lanes with fewer inputs than others get idle ones: at the time of their last, without weight.
  void FillUp() {
    for (std::uint32_t i = 0; i < hn::Lanes(Lanes8()); ++i) {
      const std::uint32_t count = batch_.counts[first_ + i];
      const std::int64_t last = count == 0 ? 0 : batch_.offsets[(count - 1) * kLanes + first_ + i];
      for (std::uint32_t row = count; row < rows_; ++row) {
        batch_.offsets[row * kLanes + first_ + i] = last;
        for (std::size_t r = 0; r < kReceptors; ++r) {
          batch_.weights[r][row * kLanes + first_ + i] = 0;
        }
      }
    }
  }

  /// Carries all lanes to their input of this row.
  HWY_INLINE void Step(std::uint32_t row, Offsets offsets, V dt) {
    const Lanes8 d;
    const Offsets8 di;
    const Membrane<V> next = Advance<kKind>(d, m_, dt, now_);
    const Offsets until = hn::Load(di, refractory_);
    const auto refractory = hn::Gt(until, hn::Set(di, kFree));
    const auto throughout = hn::And(refractory, hn::Not(hn::Lt(until, offsets)));
    // V stays below max(V, V + (S - V) dt/tau_m) with S a bound of the currents.
    const V rise = hn::Sub(LargestCurrent<kKind>(d, m_, dt, now_), now_.potential);
    const V reach = hn::MulAdd(hn::Max(rise, hn::Zero(d)),
                               hn::Mul(dt, hn::Set(d, -m_.membrane_decay)), now_.potential);
    const V safe = hn::NegMulAdd(hn::Abs(rise), hn::Set(d, 0x1p-40), Ceiling());
    const auto may_fire = hn::Not(hn::RebindMask(di, hn::Lt(reach, safe)));
    const auto watched = hn::AndNot(throughout, hn::Or(may_fire, refractory));
    const V held = now_.potential;
    const Membrane<V> before = now_;
    now_ = next;
    now_.potential = hn::IfThenElse(hn::RebindMask(d, throughout), held, next.potential);
    if (HWY_UNLIKELY(!hn::AllFalse(di, watched))) Watch(row, watched, before);
  }

  /// Settles the chosen lanes one by one, from `before` to their input of this row.
  HWY_NOINLINE void Watch(std::uint32_t row, hn::Mask<Offsets8> chosen, const Membrane<V>& before) {
    alignas(64) std::int64_t is_chosen[kLanes];
    hn::Store(hn::VecFromMask(Offsets8(), chosen), Offsets8(), is_chosen);
    Spill old(before), now(now_);
    for (std::uint32_t i = 0; i < hn::Lanes(Lanes8()); ++i) {
      const std::uint32_t lane = first_ + i;
      if (is_chosen[i] == 0 || row >= batch_.counts[lane]) continue;
      ExactLifState state = batch_.states[lane];
      old.get(i, state);
      state.set_time(row == 0 ? begin_[i]
                              : time_from(batch_.base, batch_.offsets[(row - 1) * kLanes + lane]));
      const Time input = time_from(batch_.base, batch_.offsets[row * kLanes + lane]);
      state =
          Settle<kKind>(Of(lane), state, input, [&](Time time) { return AddSpike(lane, time); });
      now.put(i, state);
      SetRefractory(i, state, input);
    }
    now.restore(now_);
  }

  /// At its very end the refractory time is over: an input of that moment counts.
  void SetRefractory(std::uint32_t i, const ExactLifState& state, Time now) {
    batch_.states[first_ + i].set_refractory_until(state.refractory_until());
    refractory_[i] =
        state.refractory_until() > now ? OffsetOf(state.refractory_until(), batch_.base) : kFree;
  }

  HWY_INLINE void AddInput(std::uint32_t row, Offsets offsets, std::size_t at) {
    const Lanes8 d;
    if constexpr (kKind == LifKind::kDelta) {
      AddJump(row, offsets, hn::Load(d, &batch_.weights[0][at]));
      return;
    }
    for (std::size_t r = 0; r < currents_of(kKind); ++r) {
      const V weight = hn::Load(d, &batch_.weights[r][at]);
      const V gain = hn::Set(d, m_.currents[r].gain);
      V& jumps = is_alpha(kKind) ? now_.dI[r] : now_.I[r];
      jumps = hn::MulAdd(weight, gain, jumps);
    }
  }

  HWY_INLINE void AddJump(std::uint32_t row, Offsets offsets, V weight) {
    const Lanes8 d;
    const Offsets8 di;
    const Offsets until = hn::Load(di, refractory_);
    const auto refractory = hn::RebindMask(d, hn::Gt(until, offsets));
    now_.potential = hn::Add(now_.potential, hn::IfThenZeroElse(refractory, weight));
    const V threshold = Threshold();
    const auto fires = hn::AndNot(refractory, m_.strict ? hn::Gt(now_.potential, threshold)
                                                        : hn::Ge(now_.potential, threshold));
    if (HWY_UNLIKELY(!hn::AllFalse(d, fires))) FireNow(row, fires);
  }

  HWY_NOINLINE void FireNow(std::uint32_t row, hn::Mask<Lanes8> fires) {
    alignas(64) double is_firing[kLanes];
    hn::Store(hn::IfThenElseZero(fires, hn::Set(Lanes8(), 1.0)), Lanes8(), is_firing);
    Spill now(now_);
    for (std::uint32_t i = 0; i < hn::Lanes(Lanes8()); ++i) {
      const std::uint32_t lane = first_ + i;
      if (is_firing[i] == 0 || row >= batch_.counts[lane]) continue;
      const Time time = time_from(batch_.base, batch_.offsets[row * kLanes + lane]);
      ExactLifState state = batch_.states[lane];
      Reset(Of(lane), time, state);
      batch_.spikes.push_back({lane, time});
      now.V_m[i] = Of(lane).reset;
      SetRefractory(i, state, time);
    }
    now.restore(now_);
  }

  /// Writes the lanes back and looks ahead to the end.
  void Finish() {
    const Lanes8 d;
    Spill now(now_);
    // Without further input V stays below V + (S - V) t/tau_m.
    const V largest = LargestCurrentEver<kKind>(d, m_, now_);
    alignas(64) double ever[kLanes];
    hn::Store(largest, d, ever);
    const V rise = hn::Sub(largest, now_.potential);
    const V gap = hn::Sub(Ceiling(), now_.potential);
    const V quiet_ms = hn::IfThenElse(
        hn::Gt(rise, gap), hn::Mul(hn::Set(d, m_.tau_m * (1 - 0x1p-40)), hn::Div(gap, rise)),
        hn::Set(d, std::numeric_limits<double>::infinity()));
    alignas(64) double quiet[kLanes];
    // A neuron that starts above the threshold fires at once, even where the potential falls.
    hn::Store(hn::IfThenElse(hn::Gt(gap, hn::Zero(d)), quiet_ms, hn::Zero(d)), d, quiet);
    for (std::uint32_t i = 0; i < hn::Lanes(d); ++i) {
      const std::uint32_t lane = first_ + i;
      ExactLifState& state = batch_.states[lane];
      now.get(i, state);
      const std::uint32_t count = batch_.counts[lane];
      if (count != 0) {
        state.set_time(time_from(batch_.base, batch_.offsets[(count - 1) * kLanes + lane]));
      }
      batch_.quiet_until[lane] = after_ms(state.time(), std::max(quiet[i], 0.0));
      batch_.tolerated[lane] = 0;
      if (batch_.quiet_until[lane] <= batch_.last) {
        LookAhead(lane);
      } else {
        SetTolerated(lane, ever[i]);
      }
    }
  }

  /// The excitation that a neuron tolerates: for ever, where its currents alone would not bring it
  /// to the threshold, else for kToleratedMs.
  void SetTolerated(std::uint32_t lane, double currents) {
    const ExactLifState& state = batch_.states[lane];
    const double highest = Of(lane).threshold - Of(lane).caution - m_.excitation * 0x1p-20;
    const double rise = std::max(currents - state.V, 0.0);
    double free = state.V + rise;
    batch_.tolerated_until[lane] = kNeverTime.tick;
    if (free >= highest) {
      const double ms = ms_between(state.time(), batch_.last) + kToleratedMs;
      free = state.V + rise * std::min(1.0, ms / m_.tau_m);
      batch_.tolerated_until[lane] = batch_.last.tick + ticks_from_ms(kToleratedMs);
    }
    batch_.tolerated[lane] = std::max(0.0, (highest - free) / m_.excitation * 0.999);
  }

  HWY_NOINLINE void LookAhead(std::uint32_t lane) {
    ExactLifState& state = batch_.states[lane];
    for (;;) {
      const NextSpike next = FindNextSpike<kKind>(Of(lane), state, batch_.last);
      batch_.quiet_until[lane] = next.time;
      if (!next.found) return;
      state = next.before;
      Reset(Of(lane), next.time, state);
      if (!AddSpike(lane, next.time)) return;
    }
  }

  bool AddSpike(std::uint32_t lane, Time time) {
    batch_.spikes.push_back({lane, time});
    if (++found_ < ExactLifBatch::kMostSpikes) return true;
    batch_.overfull = lane;
    return false;
  }

  /// The lanes in memory.
  struct Spill {
    explicit Spill(const Membrane<V>& s) {
      const Lanes8 d;
      hn::Store(s.potential, d, V_m);
      for (std::size_t r = 0; r < currents_of(kKind); ++r) {
        hn::Store(s.I[r], d, I[r]);
        if constexpr (is_alpha(kKind)) hn::Store(s.dI[r], d, dI[r]);
      }
    }
    void restore(Membrane<V>& s) const {
      const Lanes8 d;
      s.potential = hn::Load(d, V_m);
      for (std::size_t r = 0; r < currents_of(kKind); ++r) {
        s.I[r] = hn::Load(d, I[r]);
        if constexpr (is_alpha(kKind)) s.dI[r] = hn::Load(d, dI[r]);
      }
    }
    void get(std::uint32_t i, ExactLifState& state) const {
      state.V = V_m[i];
      for (std::size_t r = 0; r < currents_of(kKind); ++r) {
        state.I[r] = I[r][i];
        if constexpr (is_alpha(kKind)) state.dI[r] = dI[r][i];
      }
    }
    void put(std::uint32_t i, const ExactLifState& state) {
      V_m[i] = state.V;
      for (std::size_t r = 0; r < currents_of(kKind); ++r) {
        I[r][i] = state.I[r];
        if constexpr (is_alpha(kKind)) dI[r][i] = state.dI[r];
      }
    }
    alignas(64) double V_m[kLanes];
    alignas(64) double I[2][kLanes];
    alignas(64) double dI[2][kLanes];
  };

  const ExactLifModel& m_;
  ExactLifBatch& batch_;
  const std::uint32_t first_;
  std::uint32_t rows_ = 0;
  std::size_t found_ = 0;  ///< spikes between inputs
  Membrane<V> now_;
  alignas(64) double threshold_[kOwn ? kLanes : 1];
  alignas(64) double ceiling_[kOwn ? kLanes : 1];
  alignas(64) std::int64_t refractory_[kLanes];  ///< until this offset; kFree where it is not
  alignas(64) double first_dt_[kLanes];          ///< ms to the first input
  Time begin_[kLanes];
};

template <LifKind kKind, bool kOwn>
void CarryKind(const ExactLifModel& model, ExactLifBatch& batch) {
  for (std::uint32_t first = 0; first < batch.used;
       first += static_cast<std::uint32_t>(hn::Lanes(Lanes8()))) {
    VectorOfNeurons<kKind, kOwn>(model, batch, first).Run();
  }
}

void CarryAny(const ExactLifModel& model, ExactLifBatch& batch) {
  with_kind(model.kind, [&](auto kind) {
    batch.models[0] == nullptr ? CarryKind<kind(), false>(model, batch)
                               : CarryKind<kind(), true>(model, batch);
  });
}

NextSpike NextSpikeAny(const ExactLifModel& model, const ExactLifState& state, Time limit) {
  return with_kind(model.kind,
                   [&](auto kind) { return FindNextSpike<kind()>(model, state, limit); });
}

ExactLifState CarriedAny(const ExactLifModel& model, const ExactLifState& state, Time time) {
  return with_kind(model.kind, [&](auto kind) {
    return Settle<kind()>(model, state, time, [](Time) { return true; });
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(CarryAny);
HWY_EXPORT(CarriedAny);
HWY_EXPORT(NextSpikeAny);

void carry(const ExactLifModel& model, ExactLifBatch& batch) {
  HWY_DYNAMIC_DISPATCH(CarryAny)(model, batch);
}

NextSpike next_spike(const ExactLifModel& model, const ExactLifState& state, Time limit) {
  return HWY_DYNAMIC_DISPATCH(NextSpikeAny)(model, state, limit);
}

ExactLifState carried(const ExactLifModel& model, const ExactLifState& state, Time time) {
  return HWY_DYNAMIC_DISPATCH(CarriedAny)(model, state, time);
}

}  // namespace engram
#endif
