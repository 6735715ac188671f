#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/poisson.cpp"
#include "core/random/poisson.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <type_traits>

#include "core/base/error.hpp"
#include "core/random/philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

// At most 4 lanes: a group of 32 entities is 4 calls. More lanes would gain nothing without wider
// byte shuffles.
using Lanes64 = hn::CappedTag<std::uint64_t, 4>;
using Lanes32 = hn::Repartition<std::uint32_t, Lanes64>;
using Bytes = hn::Repartition<std::int8_t, Lanes64>;
constexpr std::size_t kGroup = 32;
constexpr std::size_t kUnitsPerGroup = 4 / hn::MaxLanes(Lanes64());

struct StoreCounts {
  std::uint32_t* out;

  HWY_INLINE void operator()(std::size_t i, hn::Vec<Lanes32> counts) const {
    hn::StoreU(counts, Lanes32(), out + i);
  }
};

template <class Real>
struct AddWeighted {
  Real weight;
  Real* inout;

  HWY_INLINE void operator()(std::size_t i, hn::Vec<Lanes32> counts) const {
    const hn::RebindToSigned<Lanes32> di;
    const auto whole = hn::BitCast(di, counts);
    if constexpr (std::is_same_v<Real, float>) {
      const hn::RebindToFloat<Lanes32> d;
      add(d, i, hn::ConvertTo(d, whole));
    } else {
      const hn::RebindToFloat<Lanes64> d;
      add(d, i, hn::PromoteTo(d, hn::LowerHalf(whole)));
      add(d, i + hn::Lanes(d), hn::PromoteTo(d, hn::UpperHalf(hn::Half<decltype(di)>(), whole)));
    }
  }

 private:
  template <class D>
  HWY_INLINE void add(D d, std::size_t i, hn::Vec<D> counts) const {
    hn::StoreU(hn::MulAdd(counts, hn::Set(d, weight), hn::LoadU(d, inout + i)), d, inout + i);
  }
};

/// The thresholds and aliases of PoissonAlias, ready for byte shuffles.
struct AliasColumns {
  explicit AliasColumns(const PoissonAlias& alias)
      : high(load(alias.thresholds_high())),
        low(load(alias.thresholds_low())),
        aliases(load(alias.aliases())) {}

  hn::Vec<Bytes> high;
  hn::Vec<Bytes> low;
  hn::Vec<Bytes> aliases;

 private:
  static HWY_INLINE hn::Vec<Bytes> load(const PoissonAlias::ByteColumn& bytes) {
    const hn::Repartition<std::uint8_t, Lanes64> d;
    return hn::BitCast(Bytes(), hn::LoadDup128(d, bytes.data()));
  }
};

/// Settles the counts that two bytes leave open. Byte i belongs to entity base + 8 (i % 4) + i / 4.
HWY_NOINLINE void Settle(const PoissonAlias& alias, const PoissonDraw& draw, std::uint32_t base,
                         hn::Vec<Bytes> high, hn::Vec<Bytes> low, hn::Mask<Bytes> open,
                         hn::Vec<Bytes>& counts) {
  constexpr std::size_t kBytes = hn::MaxLanes(Bytes());
  alignas(32) std::int8_t highs[kBytes];
  alignas(32) std::int8_t lows[kBytes];
  alignas(32) std::int8_t settled[kBytes];
  alignas(32) std::int8_t is_open[kBytes];
  hn::Store(high, Bytes(), highs);
  hn::Store(low, Bytes(), lows);
  hn::Store(counts, Bytes(), settled);
  hn::Store(hn::VecFromMask(Bytes(), open), Bytes(), is_open);
  for (std::uint32_t i = 0; i < kBytes; ++i) {
    if (is_open[i] == 0) continue;
    const PhiloxWords further = philox4x32(draw.further(base + 8 * (i % 4) + i / 4), draw.key);
    settled[i] = static_cast<std::int8_t>(alias.count(static_cast<std::uint8_t>(highs[i]),
                                                      static_cast<std::uint8_t>(lows[i]), further));
  }
  counts = hn::Load(Bytes(), settled);
}

template <class Sink>
void VisitCounts(const PoissonAlias& alias, const PoissonDraw& draw, std::size_t groups,
                 const Sink& sink) {
  const Lanes64 d;
  const Lanes32 d32;
  const Bytes db;
  const PhiloxRoundKeys keys(draw.key);
  const AliasColumns columns(alias);
  const auto step_low = hn::Set(d, draw.step & 0xffffffff);
  const auto step_high = hn::Set(d, draw.step >> 32);
  const auto one_byte = hn::Set(d32, 0xff);
  for (std::size_t unit = 0; unit < groups * kUnitsPerGroup; ++unit) {
    const std::size_t call = unit * hn::Lanes(d);
    const std::size_t base = call / 4 * kGroup + call % 4 * 2;
    const auto words =
        Philox(d, keys, hn::Iota(d, draw.first / 8 + call), step_low, step_high, hn::Zero(d));
    const auto low = hn::BitCast(db, words.first);
    const auto high = hn::BitCast(db, words.second);
    const auto column = hn::And(low, hn::Set(db, 0xf));
    const auto threshold_high = hn::TableLookupBytes(columns.high, column);
    const auto threshold_low = hn::TableLookupBytes(columns.low, column);
    const auto high_equal = hn::Eq(high, threshold_high);
    const auto is_own =
        hn::Or(hn::Lt(high, threshold_high), hn::And(high_equal, hn::Lt(low, threshold_low)));
    auto counts = hn::IfThenElse(is_own, column, hn::TableLookupBytes(columns.aliases, column));
    const auto open = hn::Or(hn::And(high_equal, hn::Eq(low, threshold_low)),
                             hn::Eq(counts, hn::Set(db, PoissonAlias::kTail)));
    if (HWY_UNLIKELY(!hn::AllFalse(db, open))) {
      Settle(alias, draw, draw.first + static_cast<std::uint32_t>(base), high, low, open, counts);
    }
    const auto four = hn::BitCast(d32, counts);
    sink(base, hn::And(four, one_byte));
    sink(base + 8, hn::And(hn::ShiftRight<8>(four), one_byte));
    sink(base + 16, hn::And(hn::ShiftRight<16>(four), one_byte));
    sink(base + 24, hn::ShiftRight<24>(four));
  }
}

template <class Sink>
void VisitCounts(const PoissonInversion& inversion, const PoissonDraw& draw, std::size_t groups,
                 const Sink& sink) {
  const Lanes64 d;
  const Lanes32 d32;
  constexpr std::size_t kLanes = hn::MaxLanes(d);
  const PhiloxRoundKeys keys(draw.key);
  const auto step_low = hn::Set(d, draw.step & 0xffffffff);
  const auto step_high = hn::Set(d, draw.step >> 32);
  for (std::size_t base = 0; base < groups * kGroup; base += 4 * kLanes) {
    const std::uint32_t entity = draw.first + static_cast<std::uint32_t>(base);
    const auto words = Philox(d, keys, hn::Iota(d, entity / 4), step_low, step_high, hn::Zero(d));
    alignas(32) std::uint64_t pairs[2 * kLanes];
    hn::StoreInterleaved2(words.first, words.second, d, pairs);
    alignas(32) std::uint32_t counts[4 * kLanes];
    for (std::uint32_t i = 0; i < 4 * kLanes; ++i) {
      const auto word = static_cast<std::uint32_t>(pairs[i / 2] >> (i % 2 == 0 ? 32 : 0));
      counts[i] =
          inversion.count(word, [&] { return philox4x32(draw.further(entity + i), draw.key)[0]; });
    }
    sink(base, hn::Load(d32, counts));
    sink(base + 2 * kLanes, hn::Load(d32, counts + 2 * kLanes));
  }
}

template <class Sink>
void VisitAny(const PoissonMethod& method, const PoissonDraw& draw, std::size_t groups,
              const Sink& sink) {
  if (const auto* alias = std::get_if<PoissonAlias>(&method)) {
    VisitCounts(*alias, draw, groups, sink);
  } else {
    VisitCounts(std::get<PoissonInversion>(method), draw, groups, sink);
  }
}

void Store(const PoissonMethod& method, const PoissonDraw& draw, std::size_t groups,
           std::uint32_t* out) {
  VisitAny(method, draw, groups, StoreCounts{out});
}
void AddF32(const PoissonMethod& method, const PoissonDraw& draw, std::size_t groups, float weight,
            float* inout) {
  VisitAny(method, draw, groups, AddWeighted<float>{weight, inout});
}
void AddF64(const PoissonMethod& method, const PoissonDraw& draw, std::size_t groups, double weight,
            double* inout) {
  VisitAny(method, draw, groups, AddWeighted<double>{weight, inout});
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {
namespace {

constexpr std::size_t kGroupSize = 32;

HWY_EXPORT(Store);
HWY_EXPORT(AddF32);
HWY_EXPORT(AddF64);

/// Calls `visit(draw, groups, values)` for groups of 32; a last, incomplete one is completed in a
/// buffer.
template <class T, class Visit>
void for_whole_groups(PoissonDraw draw, std::span<T> values, const Visit& visit) {
  assert(draw.first % kGroupSize == 0);
  const std::size_t groups = values.size() / kGroupSize;
  visit(draw, groups, values.data());
  const std::span<T> rest = values.subspan(groups * kGroupSize);
  if (rest.empty()) return;
  draw.first += static_cast<std::uint32_t>(groups * kGroupSize);
  std::array<T, kGroupSize> buffer{};
  std::ranges::copy(rest, buffer.begin());
  visit(draw, 1, buffer.data());
  std::copy_n(buffer.begin(), rest.size(), rest.begin());
}

PoissonMethod method_for(double mean) {
  if (!(mean >= 0 && mean <= PoissonSampler::kLargestMean)) {
    throw UserError("a Poisson count has a mean of " + std::to_string(mean) +
                    " a step; it must lie between 0 and " +
                    std::to_string(static_cast<int>(PoissonSampler::kLargestMean)));
  }
  if (mean < 0x1p-66) return PoissonAlwaysZero{};
  if (mean <= PoissonAlias::kLargestMean) return PoissonAlias(mean);
  return PoissonInversion(mean);
}

}  // namespace

PoissonSampler::PoissonSampler(double mean) : method_(method_for(mean)) {}

void PoissonSampler::counts(PhiloxKey key, std::uint64_t step, std::uint32_t first,
                            std::span<std::uint32_t> out) const {
  if (std::holds_alternative<PoissonAlwaysZero>(method_)) {
    std::ranges::fill(out, 0u);
    return;
  }
  for_whole_groups({key, step, first}, out, [&](const auto& draw, std::size_t groups, auto* to) {
    HWY_DYNAMIC_DISPATCH(Store)(method_, draw, groups, to);
  });
}

template <>
void PoissonSampler::accumulate(PhiloxKey key, std::uint64_t step, std::uint32_t first,
                                float weight, std::span<float> inout) const {
  if (std::holds_alternative<PoissonAlwaysZero>(method_)) return;
  for_whole_groups({key, step, first}, inout, [&](const auto& draw, std::size_t groups, auto* to) {
    HWY_DYNAMIC_DISPATCH(AddF32)(method_, draw, groups, weight, to);
  });
}

template <>
void PoissonSampler::accumulate(PhiloxKey key, std::uint64_t step, std::uint32_t first,
                                double weight, std::span<double> inout) const {
  if (std::holds_alternative<PoissonAlwaysZero>(method_)) return;
  for_whole_groups({key, step, first}, inout, [&](const auto& draw, std::size_t groups, auto* to) {
    HWY_DYNAMIC_DISPATCH(AddF64)(method_, draw, groups, weight, to);
  });
}

}  // namespace engram
#endif
