// Whole tiny networks against their law, enumerated from the definition of each rule.

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>

#include "core/connection/drawn_network.hpp"
#include "core/random/chi_square.hpp"

namespace engram {
namespace {

using test::Draft;
using test::Pair;

/// A network as its sorted pairs of (source, target), and the probability of each.
using Connections = std::vector<Pair>;
using Law = std::map<Connections, double>;

Connections merged(const Connections& a, const Connections& b) {
  Connections both;
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

/// The law of two independent parts together.
Law product(const Law& a, const Law& b) {
  Law law;
  for (const auto& [x, p] : a) {
    for (const auto& [y, q] : b) law[merged(x, y)] += p * q;
  }
  return law;
}

/// `number` pairs drawn one after another, each uniformly from all or from those left.
Law drawn_from(const std::vector<Pair>& pairs, std::uint64_t number, bool multapses) {
  Law law{{{}, 1.0}};
  for (std::uint64_t i = 0; i < number; ++i) {
    Law next;
    for (const auto& [connections, p] : law) {
      const double left = static_cast<double>(pairs.size() - (multapses ? 0 : i));
      for (const Pair& pair : pairs) {
        const bool taken = std::binary_search(connections.begin(), connections.end(), pair);
        if (taken && !multapses) continue;
        next[merged(connections, {pair})] += p / left;
      }
    }
    law = std::move(next);
  }
  return law;
}

/// The pairs that autapses being on or off leave, chosen by `wanted`.
std::vector<Pair> pairs_of(const Draft& draft, bool autapses,
                           const std::function<bool(const Pair&)>& wanted) {
  std::vector<Pair> pairs;
  for (std::uint32_t s = 0; s < draft.sources; ++s) {
    for (std::uint32_t t = 0; t < draft.targets; ++t) {
      if (draft.same && !autapses && s == t) continue;
      if (wanted({s, t})) pairs.emplace_back(s, t);
    }
  }
  return pairs;
}

/// The law of a rule, one overload each.
struct LawOf {
  const Draft& draft;

  Law operator()(const PairwiseBernoulli& rule) const {
    Law law{{{}, 1.0}};
    for (const Pair& pair : pairs_of(draft, rule.autapses, [](const Pair&) { return true; })) {
      law = product(law, {{{}, 1 - rule.probability}, {{pair}, rule.probability}});
    }
    return law;
  }
  Law operator()(const FixedInDegree& rule) const {
    Law law{{{}, 1.0}};
    for (std::uint32_t t = 0; t < draft.targets; ++t) {
      const auto onto_t =
          pairs_of(draft, rule.autapses, [t](const Pair& pair) { return pair.second == t; });
      law = product(law, drawn_from(onto_t, rule.in_degree, rule.multapses));
    }
    return law;
  }
  Law operator()(const FixedOutDegree& rule) const {
    Law law{{{}, 1.0}};
    for (std::uint32_t s = 0; s < draft.sources; ++s) {
      const auto from_s =
          pairs_of(draft, rule.autapses, [s](const Pair& pair) { return pair.first == s; });
      law = product(law, drawn_from(from_s, rule.out_degree, rule.multapses));
    }
    return law;
  }
  Law operator()(const FixedTotalNumber& rule) const {
    const auto all = pairs_of(draft, rule.autapses, [](const Pair&) { return true; });
    return drawn_from(all, rule.number, rule.multapses);
  }
  Law operator()(const auto&) const { return {}; }
};

TEST_CASE("Tiny networks follow the law of their rule") {
  const Draft draft = GENERATE(values<Draft>({
      {PairwiseBernoulli{0.3}, 2, 3, false},
      {PairwiseBernoulli{0.7, false}, 3, 3, true},
      {FixedInDegree{2}, 3, 2, false},
      {FixedInDegree{2, false, true}, 3, 3, true},
      {FixedInDegree{2, true, false}, 4, 2, false},
      {FixedInDegree{3, true, false}, 4, 2, false},
      {FixedInDegree{1, false, false}, 4, 4, true},
      {FixedOutDegree{2}, 2, 3, false},
      {FixedOutDegree{2, false, true}, 3, 3, true},
      {FixedOutDegree{2, true, false}, 2, 4, false},
      {FixedOutDegree{1, false, false}, 4, 4, true},
      {FixedTotalNumber{2}, 2, 2, false},
      {FixedTotalNumber{4}, 3, 2, false},
      {FixedTotalNumber{9}, 2, 2, false},  // enough for binomial splits
      {FixedTotalNumber{3, false, true}, 3, 3, true},
      {FixedTotalNumber{3, true, false}, 2, 4, false},
      {FixedTotalNumber{3, false, false}, 3, 3, true},
      {FixedTotalNumber{7, true, false}, 3, 3, true},
  }));
  CAPTURE(draft.rule.index(), draft.sources, draft.targets, draft.same);
  const Law law = std::visit(LawOf{draft}, draft.rule);
  Law counts;
  const std::uint64_t networks = std::max<std::uint64_t>(20'000, 200 * law.size());
  for (std::uint64_t seed = 0; seed < networks; ++seed) {
    Draft seeded = draft;
    seeded.seed = seed;
    Connections drawn = draw_pairs(seeded);
    std::sort(drawn.begin(), drawn.end());
    ++counts[drawn];
  }
  std::vector<double> observed;
  std::vector<double> expected;
  double possible = 0;
  for (const auto& [connections, p] : law) {
    const auto found = counts.find(connections);
    observed.push_back(found == counts.end() ? 0 : found->second);
    expected.push_back(p * static_cast<double>(networks));
    possible += observed.back();
  }
  CHECK(possible == static_cast<double>(networks));  // nothing else was drawn
  CHECK(test::chi_square_p_value(observed, expected) > 1e-4);
}

}  // namespace
}  // namespace engram
