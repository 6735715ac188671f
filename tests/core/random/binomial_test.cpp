#include "core/random/binomial.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "core/random/laws.hpp"

namespace engram {
namespace {

const PhiloxKey kKey = philox_key(7, Purpose::kConnectionTree, 3);

struct Parameters {
  std::uint64_t n;
  double p;
};

double p_value(const Parameters& parameters, std::uint32_t draws) {
  const auto [n, p] = parameters;
  const double mean = static_cast<double>(n) * p;
  test::LawTest law(mean, std::sqrt(mean * (1 - p)));
  for (std::uint32_t i = 0; i < draws; ++i) {
    DrawSequence sequence(kKey, i);
    law.add(binomial(sequence, n, p));
  }
  return law.p_value([n = static_cast<double>(n), p = p](double k) {
    return test::binomial_probability(n, p, k);
  });
}

TEST_CASE("Binomial numbers follow their law") {
  const auto parameters = GENERATE(values<Parameters>({{1, 0.3},
                                                       {10, 0.3},
                                                       {64, 0.5},
                                                       {65, 0.5},
                                                       {100, 0.0999},
                                                       {100, 0.1},
                                                       {20, 0.5001},
                                                       {40, 0.3},
                                                       {1000, 0.97},
                                                       {4400, 0.5},
                                                       {4400, 0.477},
                                                       {100'000, 0.013},
                                                       {1'000'000, 0.999},
                                                       {1'000'000, 1e-6},
                                                       {1'000'000'000, 1e-9},
                                                       {1'000'000'000, 3e-8},
                                                       {1'000'000'000, 1e-5},
                                                       {1'000'000'000, 0.3}}));
  CAPTURE(parameters.n, parameters.p);
  CHECK(p_value(parameters, 40'000) > 1e-4);
}

TEST_CASE("The test of binomial numbers detects a probability that is off by a percent") {
  test::LawTest law(500, std::sqrt(250));
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    DrawSequence sequence(kKey, i);
    law.add(binomial(sequence, 1000, 0.505));
  }
  CHECK(law.p_value([](double k) { return test::binomial_probability(1000, 0.5, k); }) < 1e-4);
}

TEST_CASE("Binomial numbers of certain outcomes") {
  DrawSequence sequence(kKey, 0);
  CHECK(binomial(sequence, 0, 0.5) == 0);
  CHECK(binomial(sequence, 1'000'000, 0) == 0);
  CHECK(binomial(sequence, 1'000'000, 1) == 1'000'000);
}

TEST_CASE("Binomial numbers of more trials than a double can count keep mean and deviation") {
  const std::uint64_t n = std::uint64_t{1} << 60;
  const double sd = std::sqrt(static_cast<double>(n) * 0.25);
  double sum = 0;
  double squares = 0;
  const int draws = 10'000;
  for (std::uint32_t i = 0; i < draws; ++i) {
    DrawSequence sequence(kKey, i);
    const std::uint64_t k = binomial(sequence, n, 0.5);
    const double z = static_cast<double>(static_cast<std::int64_t>(k - n / 2)) / sd;
    sum += z;
    squares += z * z;
  }
  CHECK(std::abs(sum / draws) < 0.04);
  CHECK(std::abs(squares / draws - 1) < 0.06);
}

TEST_CASE("A sequence of draws is a function of key, node and entity") {
  DrawSequence a(kKey, 5, 1);
  DrawSequence b(kKey, 5, 1);
  std::set<std::uint64_t> words;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t word = a.next();
    CHECK(word == b.next());
    words.insert(word);
  }
  DrawSequence other_node(kKey, std::uint64_t{5} << 32, 1);
  DrawSequence other_entity(kKey, 5, 2);
  for (int i = 0; i < 1000; ++i) {
    words.insert(other_node.next());
    words.insert(other_entity.next());
  }
  CHECK(words.size() == 3000);
}

TEST_CASE("Indices of a sequence are uniform") {
  const std::uint32_t n = GENERATE(values<std::uint32_t>({1, 3, 100, 4'000'000'000}));
  const std::uint32_t cells = n == 1 ? 1 : n == 3 ? 3 : 100;
  std::vector<double> observed(cells);
  DrawSequence sequence(kKey, n);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t index = sequence.below(n);
    REQUIRE(index < n);
    ++observed[std::uint64_t{index} * cells / n];
  }
  const std::vector<double> expected(cells, 20'000.0 / cells);
  if (cells > 1) CHECK(test::chi_square_p_value(observed, expected) > 1e-4);
}

}  // namespace
}  // namespace engram
