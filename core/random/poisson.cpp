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

constexpr std::size_t kGroupSize = PoissonSampler::kGroupSize;
constexpr std::uint32_t kCountsPerCall = 8;
constexpr std::size_t kCallsPerGroup = kGroupSize / kCountsPerCall;

/// Lanes64 is a vector of Philox calls; these are the other views of its bits.
template <class Lanes64>
using Lanes32Of = hn::Repartition<std::uint32_t, Lanes64>;
template <class Lanes64>
using BytesOf = hn::Repartition<std::int8_t, Lanes64>;

struct StoreCounts {
  std::uint32_t* out;

  template <class D>
  HWY_INLINE void operator()(D d, std::size_t i, hn::Vec<D> counts) const {
    hn::StoreU(counts, d, out + i);
  }
};

template <class Real>
struct AddWeighted {
  Real weight;
  Real* inout;

  template <class D>
  HWY_INLINE void operator()(D, std::size_t i, hn::Vec<D> counts) const {
    const hn::RebindToSigned<D> di;
    const auto whole = hn::BitCast(di, counts);
    if constexpr (std::is_same_v<Real, float>) {
      const hn::RebindToFloat<D> d;
      add(d, i, hn::ConvertTo(d, whole));
    } else {
      const hn::RepartitionToWide<hn::RebindToFloat<D>> d;
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

/// The step as counter words 1 and 2.
template <class Lanes64>
struct StepWords {
  explicit HWY_INLINE StepWords(std::uint64_t step)
      : low(hn::Set(Lanes64(), step & 0xffffffff)), high(hn::Set(Lanes64(), step >> 32)) {}

  hn::Vec<Lanes64> low;
  hn::Vec<Lanes64> high;
};

/// The thresholds and aliases of PoissonAlias, ready for byte shuffles.
template <class Bytes>
struct AliasColumns {
  explicit HWY_INLINE AliasColumns(const PoissonAlias& alias)
      : high(load(alias.thresholds_high())),
        low(load(alias.thresholds_low())),
        aliases(load(alias.aliases())) {}

  hn::Vec<Bytes> high;
  hn::Vec<Bytes> low;
  hn::Vec<Bytes> aliases;

 private:
  static HWY_INLINE hn::Vec<Bytes> load(const PoissonAlias::ByteColumn& bytes) {
    const hn::RebindToUnsigned<Bytes> d;
    return hn::BitCast(Bytes(), hn::LoadDup128(d, bytes.data()));
  }
};

/// Settles the counts that two bytes leave open; `first` is the entity of the first byte.
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V Settle(D d, const PoissonAlias& alias, const PoissonDraw& draw, std::uint32_t first,
                      V low, V high, V open, V counts) {
  constexpr std::size_t kBytes = hn::MaxLanes(D());
  alignas(64) std::int8_t lows[kBytes];
  alignas(64) std::int8_t highs[kBytes];
  alignas(64) std::int8_t is_open[kBytes];
  alignas(64) std::int8_t settled[kBytes];
  hn::Store(low, d, lows);
  hn::Store(high, d, highs);
  hn::Store(open, d, is_open);
  hn::Store(counts, d, settled);
  for (std::uint32_t i = 0; i < kBytes; ++i) {
    if (is_open[i] == 0) continue;
    const PhiloxWords further = philox4x32(draw.further(first + i), draw.key);
    settled[i] = static_cast<std::int8_t>(alias.count(static_cast<std::uint8_t>(highs[i]),
                                                      static_cast<std::uint8_t>(lows[i]), further));
  }
  return hn::Load(d, settled);
}

/// The counts of two random bytes each, those at the same index of `low` and `high`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V AliasCounts(D d, const PoissonAlias& alias, const AliasColumns<D>& columns,
                         const PoissonDraw& draw, std::uint32_t first, V low, V high) {
  const auto column = hn::And(low, hn::Set(d, 0xf));
  const auto threshold_high = hn::TableLookupBytes(columns.high, column);
  const auto threshold_low = hn::TableLookupBytes(columns.low, column);
  const auto high_equal = hn::Eq(high, threshold_high);
  const auto is_own =
      hn::Or(hn::Lt(high, threshold_high), hn::And(high_equal, hn::Lt(low, threshold_low)));
  const auto counts = hn::IfThenElse(is_own, column, hn::TableLookupBytes(columns.aliases, column));
  const auto open = hn::Or(hn::And(high_equal, hn::Eq(low, threshold_low)),
                           hn::Eq(counts, hn::Set(d, PoissonAlias::kTail)));
  if (HWY_LIKELY(hn::AllFalse(d, open))) return counts;
  return Settle(d, alias, draw, first, low, high, hn::VecFromMask(d, open), counts);
}

/// Hands bytes on, widened to 32 bits.
template <class D, class Sink>
HWY_INLINE void PutBytes(D d, std::size_t first, hn::Vec<D> counts, const Sink& sink) {
  const hn::Repartition<std::uint32_t, D> d32;
  const hn::Rebind<std::uint8_t, decltype(d32)> d8;
  alignas(64) std::uint8_t bytes[hn::MaxLanes(d)];
  hn::Store(hn::BitCast(hn::RebindToUnsigned<D>(), counts), hn::RebindToUnsigned<D>(), bytes);
  for (std::size_t i = 0; i < hn::MaxLanes(d); i += hn::MaxLanes(d32)) {
    sink(d32, first + i, hn::PromoteTo(d32, hn::Load(d8, bytes + i)));
  }
}

/// Makes the calls from number `begin` on, kVectors vectors of them at a time, as long as they end
/// before `end`. Returns where it stopped.
template <std::size_t kVectors, class D, class Sink>
HWY_INLINE std::size_t AliasCalls(D d, const PoissonAlias& alias, const PoissonDraw& draw,
                                  std::size_t begin, std::size_t end, Sink sink) {
  const BytesOf<D> db;
  const PhiloxRoundKeys keys(draw.key);
  const AliasColumns<BytesOf<D>> columns(alias);
  const StepWords<D> step(draw.step);
  const std::uint32_t first_call = draw.first / kCountsPerCall;
  const std::size_t lanes = hn::Lanes(d);
  for (; begin + kVectors * lanes <= end; begin += kVectors * lanes) {
    PhiloxPairs<hn::Vec<D>> words[kVectors];
    Philox(d, keys, Ascending(d, first_call + begin), step.low, step.high, hn::Zero(d), words);
    for (std::size_t i = 0; i < kVectors; ++i) {
      const std::size_t base = (begin + i * lanes) * kCountsPerCall;
      const auto counts =
          AliasCounts(db, alias, columns, draw, draw.first + static_cast<std::uint32_t>(base),
                      hn::BitCast(db, words[i].first), hn::BitCast(db, words[i].second));
      PutBytes(db, base, counts, sink);
    }
  }
  return begin;
}

template <class Sink>
void VisitCounts(const PoissonAlias& alias, const PoissonDraw& draw, std::size_t groups,
                 const Sink& sink) {
  const std::size_t end = groups * kCallsPerGroup;
  const std::size_t done =
      AliasCalls<2>(hn::CappedTag<std::uint64_t, 8>(), alias, draw, 0, end, sink);
  if (done == end) return;
  AliasCalls<1>(hn::CappedTag<std::uint64_t, kCallsPerGroup>(), alias, draw, done, end, sink);
}

template <class Sink>
void VisitCounts(const PoissonInversion& inversion, const PoissonDraw& draw, std::size_t groups,
                 const Sink& sink) {
  const hn::CappedTag<std::uint64_t, 8> d;
  const Lanes32Of<decltype(d)> d32;
  constexpr std::size_t kLanes = hn::MaxLanes(d);
  const PhiloxRoundKeys keys(draw.key);
  const StepWords<decltype(d)> step(draw.step);
  for (std::size_t base = 0; base < groups * kGroupSize; base += 4 * kLanes) {
    const std::uint32_t entity = draw.first + static_cast<std::uint32_t>(base);
    PhiloxPairs<hn::Vec<decltype(d)>> words[1];
    Philox(d, keys, Ascending(d, entity / 4), step.low, step.high, hn::Zero(d), words);
    alignas(64) std::uint64_t pairs[2 * kLanes];
    hn::StoreInterleaved2(words[0].first, words[0].second, d, pairs);
    alignas(64) std::uint32_t counts[4 * kLanes];
    for (std::uint32_t i = 0; i < 4 * kLanes; ++i) {
      const auto word = static_cast<std::uint32_t>(pairs[i / 2] >> (i % 2 == 0 ? 32 : 0));
      counts[i] =
          inversion.count(word, [&] { return philox4x32(draw.further(entity + i), draw.key)[0]; });
    }
    sink(d32, base, hn::Load(d32, counts));
    sink(d32, base + 2 * kLanes, hn::Load(d32, counts + 2 * kLanes));
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

constexpr std::size_t kGroupSize = PoissonSampler::kGroupSize;

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
