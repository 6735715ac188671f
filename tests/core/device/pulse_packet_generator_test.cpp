#include "core/device/pulse_packet_generator.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/device/generated.hpp"
#include "core/random/inversion.hpp"
#include "core/random/kolmogorov_smirnov.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

double normal(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

/// All times (ms) of a neuron at once, in order.
std::vector<double> drawn_at_once(const PulsePackets& model, std::uint32_t neuron, double end) {
  const PhiloxKey key = philox_key(1, Purpose::kGeneratorPacket, 0);
  std::vector<double> all;
  for (std::uint32_t packet = 0; packet < model.times.size(); ++packet) {
    for (std::uint32_t i = 0; i < model.spikes; ++i) {
      const PhiloxWords words = philox4x32({i / 2, packet, neuron, 0}, key);
      const double ms = model.times[packet] + model.sd * normal_of(word_pair(words, i % 2));
      if (ms > 0 && ms <= end) all.push_back(ms);
    }
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_CASE("a packet's times are normally distributed about its centre") {
  const double sd = GENERATE(0.01, 1.0, 20.0);
  CAPTURE(sd);
  const auto events = generated(PulsePackets{{300}, 3, sd}, 60'000, at(1000));
  std::vector<double> z;
  for (const auto& train : events) {
    CHECK(train.size() == 3);
    for (const Time time : train) z.push_back((ms_of(time) - 300) / sd);
  }
  CHECK(fits(z, normal));
  double sum = 0;
  double squares = 0;
  for (const double x : z) {
    sum += x;
    squares += x * x - 1;
  }
  const auto n = static_cast<double>(z.size());
  CHECK(std::abs(sum) < 4 * std::sqrt(n));
  CHECK(std::abs(squares) < 4 * std::sqrt(2 * n));
}

TEST_CASE("a neuron's times in a packet do not depend on each other") {
  const auto events = generated(PulsePackets{{100, 500}, 2, 3}, 50'000, at(1000));
  double within = 0;
  double across = 0;
  double neighbours = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto z = [&](std::size_t neuron, std::size_t k) {
      return (ms_of(events[neuron][k]) - (k < 2 ? 100 : 500)) / 3;
    };
    within += z(i, 0) * z(i, 1);
    across += (z(i, 0) + z(i, 1)) * (z(i, 2) + z(i, 3)) / 2;
    if (i > 0) neighbours += (z(i, 0) + z(i, 1)) * (z(i - 1, 0) + z(i - 1, 1)) / 2;
  }
  // The product of a pair does not depend on their order.
  CHECK(std::abs(within) < 4 * std::sqrt(50'000));
  CHECK(std::abs(across) < 4 * std::sqrt(50'000));
  CHECK(std::abs(neighbours) < 4 * std::sqrt(50'000));
}

TEST_CASE("packets that overlap are merged as if all times had been drawn at once") {
  const auto model = GENERATE(PulsePackets{{10, 11, 12, 12, 300, 305}, 5, 8},
                              PulsePackets{{1, 50, 100, 150, 200}, 2, 60},
                              PulsePackets{{20, 40, 60}, 1, 0.1}, PulsePackets{{0, 5}, 20, 3});
  CAPTURE(model.sd);
  const auto events = generated(model, 300, at(250));
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::vector<double> expected = drawn_at_once(model, i, 250);
    REQUIRE(events[i].size() == expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
      CHECK(std::abs(ms_of(events[i][k]) - expected[k]) < 1e-9);
    }
  }
}

TEST_CASE("times at or before 0 are left out") {
  const auto times = pooled(generated(PulsePackets{{0}, 1, 5}, 40'000, at(1000)));
  CHECK(std::abs(static_cast<double>(times.size()) - 20'000) < 4 * 100);
  CHECK(fits(times, [](double ms) { return 2 * normal(ms / 5) - 1; }));
  CHECK(pooled(generated(PulsePackets{{0}, 3, 0}, 5, at(10))).empty());
}

TEST_CASE("packets without width lie at their centres, the last at the end") {
  const PulsePackets model{{1, 2, 2, 5}, 2, 0};
  const std::vector<Time> all{at(1), at(1), at(2), at(2), at(2), at(2), at(5), at(5)};
  const std::vector<Time> before(all.begin(), all.begin() + 6);
  CHECK(generated(model, 2, at(5)) == std::vector{all, all});
  CHECK(generated(model, 2, {at(5).tick - 1, ~0u}) == std::vector{before, before});
}

TEST_CASE("no packets and packets without spikes give nothing") {
  const auto model = GENERATE(PulsePackets{{}, 3, 1}, PulsePackets{{1, 2, 3}, 0, 1});
  const auto generator = make_spike_generator(sources(model, 2), {0, 0, 2, 0}, 1);
  for (int i = 0; i < 4; ++i) CHECK(generator->next(i % 2) == kNeverTime);
}

TEST_CASE("packets that are not due take no memory") {
  PulsePackets model{{}, 100, 1};
  for (int i = 1; i <= 100'000; ++i) model.times.push_back(100.0 * i);
  // At once, these would be 160 GB.
  const auto events = generated(model, 1000, at(1e7), 150);
  for (const auto& train : events) {
    CHECK(train.size() == 150);
    CHECK(ms_of(train[99]) < 110);
    CHECK(ms_of(train[100]) > 190);
  }
}

}  // namespace engram::test
