#include "core/connection/connection_drawer.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <numeric>
#include <random>
#include <set>
#include <thread>

#include "core/connection/drawn_network.hpp"
#include "core/network/projection_ends.hpp"

namespace engram {
namespace {

using test::Draft;
using test::draw_pairs;
using test::Pair;

std::uint64_t up_to(std::uint64_t most) { return *rc::gen::inRange<std::uint64_t>(0, most + 1); }

/// A random rule that two populations of these sizes can follow.
ConnectionRule random_rule(std::uint32_t sources, std::uint32_t targets, bool same) {
  const bool autapses = *rc::gen::arbitrary<bool>();
  const bool multapses = *rc::gen::arbitrary<bool>();
  const std::uint64_t self = same && !autapses ? 1 : 0;
  const auto degree = [&](std::uint64_t partners) {
    if (partners == 0) return std::uint64_t{0};
    return up_to(multapses ? 2 * partners : partners);
  };
  switch (*rc::gen::inRange(0, same ? 7 : 6)) {
    case 0:
      return AllToAll{autapses};
    case 1:
      return PairwiseBernoulli{static_cast<double>(up_to(100)) / 100, autapses};
    case 2:
      return FixedInDegree{degree(sources - self), autapses, multapses};
    case 3:
      return FixedOutDegree{degree(targets - self), autapses, multapses};
    case 4:
      return FixedTotalNumber{degree((sources - self) * targets), autapses, multapses};
    case 5: {
      ExplicitList list;
      for (std::uint64_t i = up_to(300); i > 0; --i) {
        list.connections.push_back({static_cast<std::uint32_t>(up_to(sources - 1)),
                                    static_cast<std::uint32_t>(up_to(targets - 1)),
                                    static_cast<double>(i), 1});
      }
      return list;
    }
    default:
      return OneToOne{};
  }
}

Draft random_draft() {
  Draft draft;
  draft.same = *rc::gen::arbitrary<bool>();
  draft.targets = *rc::gen::inRange<std::uint32_t>(1, 400);
  draft.sources = draft.same ? draft.targets : *rc::gen::inRange<std::uint32_t>(1, 400);
  draft.rule = random_rule(draft.sources, draft.targets, draft.same);
  draft.seed = *rc::gen::arbitrary<std::uint64_t>();
  draft.projection = *rc::gen::inRange<std::uint32_t>(0, 100);
  return draft;
}

/// Whether a rule allows autapses and multapses; those without the flags allow both.
template <class Rule>
bool autapses_of(const Rule& rule) {
  if constexpr (requires { rule.autapses; }) return rule.autapses;
  return true;
}
template <class Rule>
bool multapses_of(const Rule& rule) {
  if constexpr (requires { rule.multapses; }) return rule.multapses;
  return std::is_same_v<Rule, ExplicitList>;
}

TEST_CASE("Connections follow their rule") {
  CHECK(rc::check([] {
    const Draft draft = random_draft();
    const ConnectionDrawer drawer = draft.drawer();
    const std::vector<Pair> pairs = draw_pairs(drawer, 0, draft.targets);
    const auto in = test::in_degrees(pairs, draft.targets);

    RC_ASSERT(pairs.size() == drawer.total());
    for (const Pair& pair : pairs) RC_ASSERT(pair.first < draft.sources);
    const double largest = *std::max_element(in.begin(), in.end());
    const double bound = static_cast<double>(drawer.max_in_degree());
    const bool is_bound_exact = !std::holds_alternative<FixedOutDegree>(draft.rule);
    RC_ASSERT((is_bound_exact ? largest == bound : largest <= bound));

    const bool autapses = std::visit([](const auto& r) { return autapses_of(r); }, draft.rule);
    const bool multapses = std::visit([](const auto& r) { return multapses_of(r); }, draft.rule);
    if (draft.same && !autapses) {
      for (const Pair& pair : pairs) RC_ASSERT(pair.first != pair.second);
    }
    if (!multapses) RC_ASSERT(std::set<Pair>(pairs.begin(), pairs.end()).size() == pairs.size());
  }));
}

TEST_CASE("Degrees and totals are those of the rule") {
  CHECK(rc::check([] {
    const Draft draft = random_draft();
    const std::vector<Pair> pairs = draw_pairs(draft);
    const auto all_are = [](const std::vector<double>& degrees, std::uint64_t degree) {
      return std::all_of(degrees.begin(), degrees.end(),
                         [&](double d) { return d == static_cast<double>(degree); });
    };
    if (const auto* rule = std::get_if<FixedInDegree>(&draft.rule)) {
      RC_ASSERT(all_are(test::in_degrees(pairs, draft.targets), rule->in_degree));
    } else if (const auto* out = std::get_if<FixedOutDegree>(&draft.rule)) {
      RC_ASSERT(all_are(test::out_degrees(pairs, draft.sources), out->out_degree));
    } else if (const auto* total = std::get_if<FixedTotalNumber>(&draft.rule)) {
      RC_ASSERT(pairs.size() == total->number);
    } else if (const auto* all = std::get_if<AllToAll>(&draft.rule)) {
      const std::uint64_t self = draft.same && !all->autapses ? 1 : 0;
      RC_ASSERT(all_are(test::in_degrees(pairs, draft.targets), draft.sources - self));
    } else if (std::holds_alternative<OneToOne>(draft.rule)) {
      RC_ASSERT(pairs.size() == draft.targets);
      for (const Pair& pair : pairs) RC_ASSERT(pair.first == pair.second);
    }
  }));
}

TEST_CASE("A network drawn in pieces is the network") {
  CHECK(rc::check([] {
    const Draft draft = random_draft();
    const ConnectionDrawer drawer = draft.drawer();
    std::vector<Pair> pieces;
    for (std::uint32_t first = 0; first < draft.targets;) {
      const auto blocks = *rc::gen::inRange<std::uint32_t>(1, 4);
      const std::uint32_t last =
          std::min(draft.targets, first + blocks * ConnectionDrawer::kRangeUnit);
      const std::vector<Pair> piece = draw_pairs(drawer, first, last);
      pieces.insert(pieces.end(), piece.begin(), piece.end());
      first = last;
    }
    RC_ASSERT(pieces == draw_pairs(draft));
  }));
}

TEST_CASE("Out-degrees deep down the tree read the same in pieces") {
  const bool multapses = GENERATE(true, false);
  const Draft draft{FixedOutDegree{700, false, multapses}, 1500, 1500, true, 3, 1};
  const ConnectionDrawer drawer = draft.drawer();
  std::vector<Pair> pieces;
  for (std::uint32_t first = 0; first < draft.targets; first += 320) {
    const std::vector<Pair> piece = draw_pairs(drawer, first, std::min(first + 320, draft.targets));
    pieces.insert(pieces.end(), piece.begin(), piece.end());
  }
  CHECK(pieces.size() == 1500 * 700);
  CHECK(pieces == draw_pairs(drawer, 0, draft.targets));
}

TEST_CASE("Threads draw from one drawer at the same time") {
  const Draft draft{FixedTotalNumber{20'000, true, false}, 300, 256, false, 5, 0};
  const ConnectionDrawer drawer = draft.drawer();
  std::vector<std::vector<Pair>> pieces(4);
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] { pieces[i] = draw_pairs(drawer, 64 * i, 64 * (i + 1)); });
    }
  }
  std::vector<Pair> joined;
  for (const auto& piece : pieces) joined.insert(joined.end(), piece.begin(), piece.end());
  CHECK(joined == draw_pairs(draft));
}

TEST_CASE("Seeds and projections give independent networks") {
  // Two independent networks share a pair with the square of the probability.
  const Draft draft{PairwiseBernoulli{0.1}, 1000, 1000, false, 8, 4};
  Draft other_seed = draft;
  other_seed.seed = 9;
  Draft other_projection = draft;
  other_projection.projection = 5;
  const auto sorted = [](const Draft& d) {
    std::vector<Pair> pairs = draw_pairs(d);
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  };
  const std::vector<Pair> pairs = sorted(draft);
  for (const Draft& other : {other_seed, other_projection}) {
    std::vector<Pair> shared;
    const std::vector<Pair> others = sorted(other);
    std::set_intersection(pairs.begin(), pairs.end(), others.begin(), others.end(),
                          std::back_inserter(shared));
    CHECK(static_cast<double>(shared.size()) == Approx(10'000).margin(400));
  }
}

TEST_CASE("Explicit lists come by target and keep their order") {
  ExplicitList list;
  list.connections = {{5, 70, 1.0, 1.5}, {3, 2, 2.0, 1.5}, {9, 70, 3.0, 0.1}, {5, 70, 4.0, 2.0}};
  const ConnectionDrawer drawer(list, 10, 100, false, 1, 0);
  CHECK(drawer.total() == 4);
  CHECK(drawer.max_in_degree() == 3);
  CHECK(draw_pairs(drawer, 0, 100) == std::vector<Pair>{{3, 2}, {5, 70}, {9, 70}, {5, 70}});
  const auto listed = drawer.explicit_connections(64, 100);
  REQUIRE(listed.size() == 3);
  CHECK(listed[0].weight == 1.0);
  CHECK(listed[1].weight == 3.0);
  CHECK(listed[2].weight == 4.0);
  CHECK(listed[2].delay == 2.0);
  CHECK(drawer.explicit_connections(0, 64).size() == 1);
}

TEST_CASE("Expected totals are means over seeds") {
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Draft draft{PairwiseBernoulli{0.2, false}, 50, 50, true, seed, 0};
    sum += static_cast<double>(draft.drawer().total());
    CHECK(draft.drawer().expected_total() == Approx(0.2 * 50 * 49));
  }
  CHECK(sum / 400 == Approx(490).margin(4 * std::sqrt(490 * 0.8 / 400)));
  CHECK(ConnectionDrawer(FixedOutDegree{7}, 3, 9, false, 1, 0).expected_total() == 21);
}

TEST_CASE("The bound of a fixed out-degree is close to what is drawn") {
  const bool multapses = GENERATE(true, false);
  const Draft draft{FixedOutDegree{100, true, multapses}, 4000, 4000, true, 2, 0};
  const auto in = test::in_degrees(draw_pairs(draft), draft.targets);
  const double largest = *std::max_element(in.begin(), in.end());
  const auto bound = static_cast<double>(draft.drawer().max_in_degree());
  CHECK(bound >= largest);
  CHECK(bound < 2 * largest);
  // Never more than can be.
  CHECK(ConnectionDrawer(FixedOutDegree{1, true, false}, 5, 100, false, 1, 0).max_in_degree() == 5);
  CHECK(ConnectionDrawer(FixedOutDegree{2}, 5, 100, false, 1, 0).max_in_degree() == 10);
}

TEST_CASE("Nothing to connect") {
  const ConnectionRule rule = GENERATE(values<ConnectionRule>(
      {AllToAll{false}, PairwiseBernoulli{0.5, false}, FixedInDegree{0, false},
       FixedOutDegree{0, false}, FixedTotalNumber{0, false}, OneToOne{}, ExplicitList{}}));
  for (const std::uint32_t size : {0u, 1u}) {
    const ConnectionDrawer drawer(rule, size, size, true, 1, 0);
    const std::size_t expected = std::holds_alternative<OneToOne>(rule) ? size : 0;
    CHECK(drawer.total() == expected);
    CHECK(draw_pairs(drawer, 0, size).size() == expected);
  }
}

/// `count` of the neurons of a population of `size`, ascending.
std::vector<std::uint32_t> some_of(std::uint32_t size, std::uint32_t count) {
  std::vector<std::uint32_t> all(size);
  std::iota(all.begin(), all.end(), 0u);
  std::vector<std::uint32_t> chosen;
  std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
  std::sample(all.begin(), all.end(), std::back_inserter(chosen), count, random);
  return chosen;
}

TEST_CASE("Between chosen neurons the rule draws as between populations of that size") {
  CHECK(rc::check([] {
    const Draft draft = random_draft();
    const std::uint32_t sources = draft.sources + *rc::gen::inRange<std::uint32_t>(0, 400);
    const std::uint32_t targets =
        draft.same ? sources : draft.targets + *rc::gen::inRange<std::uint32_t>(0, 400);
    Network network;
    network.seed = draft.seed;
    network.populations.resize(2);
    network.populations[0].size = sources;
    network.populations[1].size = targets;
    network.projections.resize(draft.projection + 1);
    Projection& projection = network.projections.back();
    projection.rule = draft.rule;
    projection.target = draft.same ? 0 : 1;
    projection.source_neurons = some_of(sources, draft.sources);
    projection.target_neurons =
        draft.same ? projection.source_neurons : some_of(targets, draft.targets);
    const ConnectionDrawer drawer(network, draft.projection);

    std::vector<Pair> expected;
    for (const Pair& pair : draw_pairs(draft)) {
      expected.emplace_back(projection.source_neurons[pair.first],
                            projection.target_neurons[pair.second]);
    }
    RC_ASSERT(draw_pairs(drawer, 0, targets) == expected);
    RC_ASSERT(drawer.total() == expected.size());
    const std::uint32_t cut = *rc::gen::inRange<std::uint32_t>(0, targets / 64 + 1) * 64;
    std::vector<Pair> in_two = draw_pairs(drawer, 0, cut);
    for (const Pair& pair : draw_pairs(drawer, cut, targets)) in_two.push_back(pair);
    RC_ASSERT(in_two == expected);
    RC_ASSERT(drawer.explicit_connections(0, cut).size() +
                  drawer.explicit_connections(cut, targets).size() ==
              (std::holds_alternative<ExplicitList>(draft.rule) ? expected.size() : 0));
  }));
}

TEST_CASE("What a projection connects") {
  Network network;
  network.populations.resize(2);
  network.populations[0].size = 10;
  network.populations[1].size = 20;
  Projection p;
  p.target = 1;
  const auto is = [&](std::uint64_t sources, std::uint64_t targets, bool same, bool overlaps) {
    const ProjectionEnds ends = ends_of(network, p);
    CHECK(ends.sources == sources);
    CHECK(ends.targets == targets);
    CHECK(ends.same == same);
    CHECK(ends.overlaps == overlaps);
  };
  is(10, 20, false, false);
  p.source_neurons = {1, 3};
  is(2, 20, false, false);
  p.target = 0;
  is(2, 10, false, true);
  p.target_neurons = {0, 4, 9};
  is(2, 3, false, false);
  p.target_neurons = {0, 3};
  is(2, 2, false, true);
  p.target_neurons = {1, 3};
  is(2, 2, true, false);
}

}  // namespace
}  // namespace engram
