#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/neuron/lif_kernels.cpp"
#include "core/neuron/lif_kernels.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

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
  const LifConstants<Real>& c;
  Real external;
  Real threshold;

  HWY_INLINE V Threshold(D d, std::uint32_t) const { return hn::Set(d, threshold); }
  HWY_INLINE bool Fires(Real V_m, std::uint32_t) const { return V_m >= threshold; }
  HWY_INLINE V Current(D d, std::uint32_t) const { return hn::Set(d, external); }
  HWY_INLINE V Input(D, V input, std::size_t, std::uint32_t) const { return input; }
  HWY_INLINE SharedPropagators<D> Propagators(D d, std::uint32_t) const { return {d, c.step}; }
};

/// What each neuron has of its own.
template <class D>
struct OwnNumbers {
  using V = hn::Vec<D>;
  using Real = hn::TFromD<D>;
  const LifColumns<Real>& c;
  Real external;

  HWY_INLINE V Threshold(D d, std::uint32_t i) const { return hn::Load(d, c.threshold.at(i)); }
  HWY_INLINE bool Fires(Real V_m, std::uint32_t i) const { return V_m >= *c.threshold.at(i); }
  HWY_INLINE V Current(D d, std::uint32_t i) const {
    return hn::Add(hn::Load(d, c.current.at(i)), hn::Set(d, external));
  }
  HWY_INLINE V Input(D d, V input, std::size_t r, std::uint32_t i) const {
    return hn::Mul(input, hn::Load(d, c.input_gain[r].at(i)));
  }
  HWY_INLINE OwnPropagators<D> Propagators(D d, std::uint32_t i) const { return {d, c, i}; }
};

template <LifKind kKind, class Real, class Numbers>
std::uint32_t SweepKind(const LifTile<Real>& tile, const LifConstants<Real>& c,
                        const Numbers& numbers, std::uint32_t* above) {
  constexpr bool kAlpha = kKind == LifKind::kAlpha1 || kKind == LifKind::kAlpha2;
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
    UpdateLif<kKind>(d, numbers.Propagators(d, i), input, numbers.Current(d, i), s);
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

template <class Real, class Numbers>
std::uint32_t SweepAny(const LifTile<Real>& tile, const LifConstants<Real>& c,
                       const Numbers& numbers, std::uint32_t* above) {
  switch (c.kind) {
    case LifKind::kExp1:
      return SweepKind<LifKind::kExp1>(tile, c, numbers, above);
    case LifKind::kExp2:
      return SweepKind<LifKind::kExp2>(tile, c, numbers, above);
    case LifKind::kAlpha1:
      return SweepKind<LifKind::kAlpha1>(tile, c, numbers, above);
    case LifKind::kAlpha2:
      return SweepKind<LifKind::kAlpha2>(tile, c, numbers, above);
    default:
      return SweepKind<LifKind::kDelta>(tile, c, numbers, above);
  }
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
  UpdateLif<kKind>(d, SharedPropagators<D>{d, p}, in, hn::Set(d, current), s);
  neuron.V = hn::GetLane(s.V);
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    neuron.I[r] = hn::GetLane(s.I[r]);
    neuron.dI[r] = hn::GetLane(s.dI[r]);
  }
}

template <class Real>
void UpdateAny(LifKind kind, const LifPropagators<Real>& p, const std::array<Real, 2>& input,
               Real current, LifNeuron<Real>& neuron) {
  switch (kind) {
    case LifKind::kExp1:
      return UpdateKind<LifKind::kExp1>(p, input, current, neuron);
    case LifKind::kExp2:
      return UpdateKind<LifKind::kExp2>(p, input, current, neuron);
    case LifKind::kAlpha1:
      return UpdateKind<LifKind::kAlpha1>(p, input, current, neuron);
    case LifKind::kAlpha2:
      return UpdateKind<LifKind::kAlpha2>(p, input, current, neuron);
    default:
      return UpdateKind<LifKind::kDelta>(p, input, current, neuron);
  }
}

std::uint32_t SweepF32(const LifTile<float>& t, const LifConstants<float>& c, float current,
                       std::uint32_t* above) {
  return SweepAny(t, c, SharedNumbers<hn::ScalableTag<float>>{c, current, c.threshold}, above);
}
std::uint32_t SweepOwnF32(const LifTile<float>& t, const LifConstants<float>& c,
                          const LifColumns<float>& own, float current, std::uint32_t* above) {
  return SweepAny(t, c, OwnNumbers<hn::ScalableTag<float>>{own, current}, above);
}
std::uint32_t SweepF64(const LifTile<double>& t, const LifConstants<double>& c, double current,
                       std::uint32_t* above) {
  return SweepAny(t, c, SharedNumbers<hn::ScalableTag<double>>{c, current, c.threshold}, above);
}
std::uint32_t SweepOwnF64(const LifTile<double>& t, const LifConstants<double>& c,
                          const LifColumns<double>& own, double current, std::uint32_t* above) {
  return SweepAny(t, c, OwnNumbers<hn::ScalableTag<double>>{own, current}, above);
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
                        const LifColumns<float>& columns, float current, std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepOwnF32)(tile, constants, columns, current, above);
}
template <>
std::uint32_t sweep_own(const LifTile<double>& tile, const LifConstants<double>& constants,
                        const LifColumns<double>& columns, double current, std::uint32_t* above) {
  return HWY_DYNAMIC_DISPATCH(SweepOwnF64)(tile, constants, columns, current, above);
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
