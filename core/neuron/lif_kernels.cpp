#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/neuron/lif_kernels.cpp"
#include "core/neuron/lif_kernels.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <type_traits>

#include "core/neuron/lif_update-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

template <class D>
hn::Vec<D> FromNarrow(D d, const std::int32_t* row) {
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    return hn::ConvertTo(d, hn::Load(hn::RebindToSigned<D>(), row));
  } else {
    return hn::PromoteTo(d, hn::Load(hn::Rebind<std::int32_t, D>(), row));
  }
}

template <class D>
hn::Vec<D> FromWide(D d, const std::int64_t* row, double gain) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::Mul(hn::ConvertTo(d, hn::Load(hn::RebindToSigned<D>(), row)), hn::Set(d, gain));
  } else {
#if HWY_TARGET == HWY_SCALAR
    return hn::Set(d, static_cast<float>(static_cast<double>(*row) * gain));
#else
    const hn::Half<D> dh;
    const hn::RepartitionToWide<D> dd;
    const hn::RebindToSigned<decltype(dd)> di;
    const auto half = [&](const std::int64_t* at) {
      return hn::DemoteTo(dh, hn::Mul(hn::ConvertTo(dd, hn::Load(di, at)), hn::Set(dd, gain)));
    };
    return hn::Combine(d, half(row + hn::Lanes(dd)), half(row));
#endif
  }
}

/// Takes the input of receptor r from rows and drive and zeroes the rows.
template <class D, class Real = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> TakeInput(D d, const LifTile<Real>& tile, const LifConstants<Real>& c,
                                std::size_t r, std::uint32_t i) {
  auto input = hn::Zero(d);
  if (tile.narrow[r] != nullptr) {
    input = hn::Mul(FromNarrow(d, tile.narrow[r] + i), hn::Set(d, c.narrow_gain[r]));
    const hn::Rebind<std::int32_t, D> di;
    hn::Store(hn::Zero(di), di, tile.narrow[r] + i);
  }
  if (tile.wide[r] != nullptr) {
    input = hn::Add(input, FromWide(d, tile.wide[r] + i, c.wide_gain[r]));
    const hn::ScalableTag<std::int64_t> di;
    for (std::size_t k = 0; k < hn::Lanes(d); k += hn::Lanes(di)) {
      hn::Store(hn::Zero(di), di, tile.wide[r] + i + k);
    }
  }
  if (tile.drive[r] != nullptr) {
    input = hn::MulAdd(hn::Load(d, tile.drive[r] + i), hn::Set(d, c.drive_gain[r]), input);
  }
  return input;
}

/// What all neurons of a population share: of the tile's neurons from i on.
template <class D>
struct SharedNumbers {
  using V = hn::Vec<D>;
  using Real = hn::TFromD<D>;
  LifPropagators<Real> step;
  Real drift;
  Real threshold;

  HWY_INLINE V Threshold(D d, std::uint32_t) const { return hn::Set(d, threshold); }
  HWY_INLINE bool Fires(Real V_m, std::uint32_t) const { return V_m >= threshold; }
  HWY_INLINE V Drift(D d, std::uint32_t) const { return hn::Set(d, drift); }
  HWY_INLINE V Input(D, V input, std::size_t, std::uint32_t) const { return input; }
  HWY_INLINE SharedPropagators<D> Propagators(D d, std::uint32_t) const { return {d, step}; }
};

/// What each neuron has of its own.
template <class D, LifKind kKind, LifOwn kOwn>
struct OwnNumbers {
  using V = hn::Vec<D>;
  using Real = hn::TFromD<D>;
  LifPropagators<Real> step;
  LifColumns<Real> c;

  HWY_INLINE V Threshold(D d, std::uint32_t i) const { return hn::Load(d, c.threshold.at(i)); }
  HWY_INLINE bool Fires(Real V_m, std::uint32_t i) const { return V_m >= *c.threshold.at(i); }
  HWY_INLINE V Drift(D d, std::uint32_t i) const { return hn::Load(d, c.drift.at(i)); }
  HWY_INLINE V Input(D d, V input, std::size_t r, std::uint32_t i) const {
    if constexpr (!is_alpha(kKind) || kOwn < LifOwn::kAll) return input;
    return hn::Mul(input, hn::Load(d, c.input_gain[r].at(i)));
  }
  HWY_INLINE OwnPropagators<D, kOwn> Propagators(D d, std::uint32_t i) const {
    return {d, step, c, i};
  }
};

/// Tile and numbers are copies: what is behind a reference would be read again after every store.
template <LifKind kKind, class Real, class Numbers>
std::uint32_t SweepKind(const LifTile<Real> tile, const LifConstants<Real> c, const Numbers numbers,
                        std::uint32_t* above) {
  constexpr bool kAlpha = is_alpha(kKind);
  using D = hn::ScalableTag<Real>;
  const D d;
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < tile.count; i += static_cast<std::uint32_t>(hn::Lanes(d))) {
    hn::Vec<D> input[2];
    input[0] = numbers.Input(d, TakeInput(d, tile, c, 0, i), 0, i);
    if constexpr (currents_of(kKind) == 2) {
      input[1] = numbers.Input(d, TakeInput(d, tile, c, 1, i), 1, i);
    }
    LifState<D> s;
    s.V = hn::Load(d, tile.V + i);
    for (std::size_t r = 0; r < currents_of(kKind); ++r) {
      s.I[r] = hn::Load(d, tile.I[r] + i);
      if constexpr (kAlpha) s.dI[r] = hn::Load(d, tile.dI[r] + i);
    }
    UpdateLif<kKind>(d, numbers.Propagators(d, i), input, numbers.Drift(d, i), s);
    hn::Store(s.V, d, tile.V + i);
    for (std::size_t r = 0; r < currents_of(kKind); ++r) {
      hn::Store(s.I[r], d, tile.I[r] + i);
      if constexpr (kAlpha) hn::Store(s.dI[r], d, tile.dI[r] + i);
    }
    const auto fires = hn::Ge(s.V, numbers.Threshold(d, i));
    if (HWY_UNLIKELY(!hn::AllFalse(d, fires))) {
      for (std::uint32_t k = 0; k < hn::Lanes(d); ++k) {
        if (numbers.Fires(tile.V[i + k], i + k)) above[found++] = i + k;
      }
    }
  }
  return found;
}

template <class Real>
std::uint32_t Sweep(const LifTile<Real>& tile, const LifConstants<Real>& c, Real current,
                    std::uint32_t* above) {
  using D = hn::ScalableTag<Real>;
  const SharedNumbers<D> numbers{c.step, c.step.V_from_current * current, c.threshold};
  return with_kind(c.kind, [&](auto kind) { return SweepKind<kind()>(tile, c, numbers, above); });
}

template <class Real>
std::uint32_t SweepOwn(const LifTile<Real>& tile, const LifConstants<Real>& c,
                       const LifColumns<Real>& columns, std::uint32_t* above) {
  using D = hn::ScalableTag<Real>;
  return with_kind(c.kind, [&](auto kind) {
    const auto sweep = [&](auto own) {
      const OwnNumbers<D, kind(), own()> numbers{c.step, columns};
      return SweepKind<kind()>(tile, c, numbers, above);
    };
    switch (columns.own) {
      case LifOwn::kLevels:
        return sweep(std::integral_constant<LifOwn, LifOwn::kLevels>());
      case LifOwn::kMembrane:
        return sweep(std::integral_constant<LifOwn, LifOwn::kMembrane>());
      default:
        return sweep(std::integral_constant<LifOwn, LifOwn::kAll>());
    }
  });
}

template <LifKind kKind, class Real>
void UpdateKind(const LifPropagators<Real>& p, const std::array<Real, 2>& input, Real current,
                LifNeuron<Real>& neuron) {
  using D = hn::CappedTag<Real, 1>;
  const D d;
  const hn::Vec<D> in[2] = {hn::Set(d, input[0]), hn::Set(d, input[1])};
  LifState<D> s{hn::Set(d, neuron.V),
                {hn::Set(d, neuron.I[0]), hn::Set(d, neuron.I[1])},
                {hn::Set(d, neuron.dI[0]), hn::Set(d, neuron.dI[1])}};
  UpdateLif<kKind>(d, SharedPropagators<D>{d, p}, in, hn::Set(d, p.V_from_current * current), s);
  neuron.V = hn::GetLane(s.V);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    neuron.I[r] = hn::GetLane(s.I[r]);
    neuron.dI[r] = hn::GetLane(s.dI[r]);
  }
}

template <class Real>
void UpdateAny(LifKind kind, const LifPropagators<Real>& p, const std::array<Real, 2>& input,
               Real current, LifNeuron<Real>& neuron) {
  with_kind(kind, [&](auto of) { UpdateKind<of()>(p, input, current, neuron); });
}

std::uint32_t SweepF32(const LifTile<float>& t, const LifConstants<float>& c, float current,
                       std::uint32_t* above) {
  return Sweep(t, c, current, above);
}
std::uint32_t SweepOwnF32(const LifTile<float>& t, const LifConstants<float>& c,
                          const LifColumns<float>& own, std::uint32_t* above) {
  return SweepOwn(t, c, own, above);
}
std::uint32_t SweepF64(const LifTile<double>& t, const LifConstants<double>& c, double current,
                       std::uint32_t* above) {
  return Sweep(t, c, current, above);
}
std::uint32_t SweepOwnF64(const LifTile<double>& t, const LifConstants<double>& c,
                          const LifColumns<double>& own, std::uint32_t* above) {
  return SweepOwn(t, c, own, above);
}
void UpdateF32(LifKind kind, const LifPropagators<float>& p, const std::array<float, 2>& input,
               float current, LifNeuron<float>& neuron) {
  UpdateAny(kind, p, input, current, neuron);
}
void UpdateF64(LifKind kind, const LifPropagators<double>& p, const std::array<double, 2>& input,
               double current, LifNeuron<double>& neuron) {
  UpdateAny(kind, p, input, current, neuron);
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(SweepF32);
HWY_EXPORT(SweepF64);
HWY_EXPORT(SweepOwnF32);
HWY_EXPORT(SweepOwnF64);
HWY_EXPORT(UpdateF32);
HWY_EXPORT(UpdateF64);

template <>
std::uint32_t sweep(const LifTile<float>& tile, const LifConstants<float>& constants, float current,
                    std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepF32)(tile, constants, current, above);
}
template <>
std::uint32_t sweep(const LifTile<double>& tile, const LifConstants<double>& constants,
                    double current, std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepF64)(tile, constants, current, above);
}
template <>
std::uint32_t sweep_own(const LifTile<float>& tile, const LifConstants<float>& constants,
                        const LifColumns<float>& columns, std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepOwnF32)(tile, constants, columns, above);
}
template <>
std::uint32_t sweep_own(const LifTile<double>& tile, const LifConstants<double>& constants,
                        const LifColumns<double>& columns, std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepOwnF64)(tile, constants, columns, above);
}
template <>
void update(LifKind kind, const LifPropagators<float>& p, const std::array<float, 2>& input,
            float current, LifNeuron<float>& neuron) {
  HWY_DYNAMIC_DISPATCH(UpdateF32)(kind, p, input, current, neuron);
}
template <>
void update(LifKind kind, const LifPropagators<double>& p, const std::array<double, 2>& input,
            double current, LifNeuron<double>& neuron) {
  HWY_DYNAMIC_DISPATCH(UpdateF64)(kind, p, input, current, neuron);
}

}  // namespace engram
#endif
