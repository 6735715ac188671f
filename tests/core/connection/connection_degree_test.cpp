// Degrees of networks too large to enumerate, over seeds, against the laws that follow from each
// rule.

#include <catch2/catch.hpp>
#include <cmath>

#include "core/connection/drawn_network.hpp"
#include "core/random/laws.hpp"

namespace engram {
namespace {

using test::Draft;
using test::Pair;

constexpr double kLeastPValue = 1e-4;

/// Networks of a rule for seeds 0, 1, 2, ...
template <class Function>
void for_each_seed(Draft draft, std::uint64_t seeds, const Function& function) {
  for (draft.seed = 0; draft.seed < seeds; ++draft.seed) function(draw_pairs(draft));
}

/// Tests that counts are uniform. Where each draw takes a `share` of the cells, and none twice,
/// they vary less than independent ones, by 1 - share in the statistic: stretching them makes up
/// for it.
double p_value_of_uniform(std::vector<double> observed, double share = 0) {
  double total = 0;
  for (const double o : observed) total += o;
  const double mean = total / static_cast<double>(observed.size());
  for (double& o : observed) o = mean + (o - mean) / std::sqrt(1 - share);
  return test::chi_square_p_value(observed, std::vector<double>(observed.size(), mean));
}

test::LawTest binomial_test(double n, double p) {
  return test::LawTest(n * p, std::sqrt(n * p * (1 - p)));
}

auto binomial_law(double n, double p) {
  return [=](double k) { return test::binomial_probability(n, p, k); };
}

TEST_CASE("Pairwise Bernoulli: in- and out-degrees are binomial") {
  const auto [p, seeds] =
      GENERATE(table<double, std::uint64_t>({{0.02, 40}, {0.4, 40}, {0.9, 40}}));
  const Draft draft{PairwiseBernoulli{p, false}, 200, 200, true};
  test::LawTest in = binomial_test(199, p);
  test::LawTest out = binomial_test(199, p);
  for_each_seed(draft, seeds, [&](const std::vector<Pair>& pairs) {
    for (const double d : test::in_degrees(pairs, 200)) in.add(static_cast<std::uint64_t>(d));
    for (const double d : test::out_degrees(pairs, 200)) out.add(static_cast<std::uint64_t>(d));
  });
  CHECK(in.p_value(binomial_law(199, p)) > kLeastPValue);
  CHECK(out.p_value(binomial_law(199, p)) > kLeastPValue);
}

TEST_CASE("Fixed in-degree: out-degrees are binomial") {
  const bool multapses = GENERATE(true, false);
  const std::uint64_t degree = GENERATE(30, 70);  // fewer and more than half of the sources
  const Draft draft{FixedInDegree{degree, true, multapses}, 100, 150, false};
  const double k = static_cast<double>(degree);
  const double n = multapses ? 150 * k : 150;
  const double p = multapses ? 0.01 : k / 100;
  test::LawTest out = binomial_test(n, p);
  for_each_seed(draft, 60, [&](const std::vector<Pair>& pairs) {
    // Out-degrees of one network add up to a constant: a few of them are all but independent.
    const auto degrees = test::out_degrees(pairs, 100);
    for (std::size_t s = 0; s < 10; ++s) out.add(static_cast<std::uint64_t>(degrees[10 * s]));
  });
  CHECK(out.p_value(binomial_law(n, p)) > kLeastPValue);
}

TEST_CASE("Fixed in-degree without autapses: every other source is equally likely") {
  const bool multapses = GENERATE(true, false);
  const Draft draft{FixedInDegree{10, false, multapses}, 70, 70, true};
  std::vector<double> distances(69);  // from target to source, around the ring
  for_each_seed(draft, 100, [&](const std::vector<Pair>& pairs) {
    for (const auto& [s, t] : pairs) ++distances[(s + 70 - t) % 70 - 1];
  });
  CHECK(p_value_of_uniform(distances, multapses ? 0 : 10.0 / 69) > kLeastPValue);
}

TEST_CASE("Fixed total number with multapses: degrees are multinomial") {
  const std::uint64_t number = GENERATE(500, 12'000);  // chosen one by one, and split
  const Draft draft{FixedTotalNumber{number}, 90, 150, false};
  const double n = static_cast<double>(number);
  test::LawTest in = binomial_test(n, 1.0 / 150);
  test::LawTest out = binomial_test(n, 1.0 / 90);
  test::LawTest left = binomial_test(n, 0.5);
  for_each_seed(draft, 400, [&](const std::vector<Pair>& pairs) {
    const auto degrees = test::in_degrees(pairs, 150);
    for (const std::size_t t : {0u, 63u, 64u, 127u, 149u}) {
      in.add(static_cast<std::uint64_t>(degrees[t]));
    }
    out.add(static_cast<std::uint64_t>(test::out_degrees(pairs, 90)[17]));
    double sum = 0;
    for (std::size_t t = 0; t < 75; ++t) sum += degrees[t];
    left.add(static_cast<std::uint64_t>(sum));
  });
  CHECK(in.p_value(binomial_law(n, 1.0 / 150)) > kLeastPValue);
  CHECK(out.p_value(binomial_law(n, 1.0 / 90)) > kLeastPValue);
  CHECK(left.p_value(binomial_law(n, 0.5)) > kLeastPValue);
}

TEST_CASE("Fixed total number without multapses: degrees are hypergeometric") {
  const std::uint64_t number = GENERATE(400, 10'000);
  const Draft draft{FixedTotalNumber{number, false, false}, 130, 130, true};
  const double n = static_cast<double>(number);
  const double pairs_of_one = 129;
  const double others = 129.0 * 129;
  const double p = n / (pairs_of_one + others);
  test::LawTest in(pairs_of_one * p, std::sqrt(pairs_of_one * p * (1 - p)));
  test::LawTest out = in;
  for_each_seed(draft, 600, [&](const std::vector<Pair>& pairs) {
    const auto in_degrees = test::in_degrees(pairs, 130);
    const auto out_degrees = test::out_degrees(pairs, 130);
    for (const std::size_t i : {0u, 64u, 129u}) {
      in.add(static_cast<std::uint64_t>(in_degrees[i]));
      out.add(static_cast<std::uint64_t>(out_degrees[i]));
    }
  });
  const auto law = [=](double k) {
    return test::hypergeometric_probability(n, pairs_of_one, others, k);
  };
  CHECK(in.p_value(law) > kLeastPValue);
  CHECK(out.p_value(law) > kLeastPValue);
}

TEST_CASE("Fixed out-degree: targets are uniform and in-degrees binomial") {
  const bool multapses = GENERATE(true, false);
  // Drawn at the root, at leaves below one or two splits, and in blocks more than half full.
  const std::uint64_t degree = GENERATE(20, 220, 520);
  const Draft draft{FixedOutDegree{degree, true, multapses}, 40, 700, false};
  const double k = static_cast<double>(degree);
  const double n = multapses ? 40 * k : 40;
  const double p = multapses ? 1.0 / 700 : k / 700;
  std::vector<double> targets(700);
  test::LawTest in = binomial_test(n, p);
  for_each_seed(draft, 150, [&](const std::vector<Pair>& pairs) {
    const auto degrees = test::in_degrees(pairs, 700);
    for (std::size_t t = 0; t < 700; ++t) targets[t] += degrees[t];
    for (std::size_t t = 0; t < 10; ++t) in.add(static_cast<std::uint64_t>(degrees[70 * t]));
  });
  CHECK(in.p_value(binomial_law(n, p)) > kLeastPValue);
  CHECK(p_value_of_uniform(targets, multapses ? 0 : p) > kLeastPValue);
}

TEST_CASE("Fixed out-degree: a source's targets split over halves by the rule's law") {
  const bool multapses = GENERATE(true, false);
  const Draft draft{FixedOutDegree{300, true, multapses}, 4, 1000, false};
  test::LawTest first(90, multapses ? std::sqrt(63) : std::sqrt(63 * 0.7));
  for_each_seed(draft, 800, [&](const std::vector<Pair>& pairs) {
    std::vector<std::uint64_t> below(4);
    for (const auto& [s, t] : pairs) below[s] += t < 300 ? 1 : 0;
    for (const std::uint64_t count : below) first.add(count);
  });
  CHECK(first.p_value([=](double k) {
    return multapses ? test::binomial_probability(300, 0.3, k)
                     : test::hypergeometric_probability(300, 300, 700, k);
  }) > kLeastPValue);
}

TEST_CASE("Fixed out-degree without autapses: every other target is equally likely") {
  const bool multapses = GENERATE(true, false);
  const Draft draft{FixedOutDegree{150, false, multapses}, 300, 300, true};
  std::vector<double> distances(299);
  for_each_seed(draft, 20, [&](const std::vector<Pair>& pairs) {
    for (const auto& [s, t] : pairs) ++distances[(t + 300 - s) % 300 - 1];
  });
  CHECK(p_value_of_uniform(distances, multapses ? 0 : 150.0 / 299) > kLeastPValue);
}

}  // namespace
}  // namespace engram
