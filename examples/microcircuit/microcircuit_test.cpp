#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"

using namespace engram;

namespace {

Network load(const std::vector<ParameterOverride>& overrides = {}) {
  return load_model(ENGRAM_SOURCE_DIR "/examples/microcircuit/microcircuit.txtpb", overrides)
      .network;
}

std::uint64_t number_of(const Projection& p) { return std::get<FixedTotalNumber>(p.rule).number; }

/// The input to a neuron at the published rates.
struct Input {
  double mean = 0;      ///< pA
  double sum = 0;       ///< pA, signs left out
  double variance = 0;  ///< pA^2
};

Input input_of(const Network& network, PopulationIndex target) {
  Input input;
  const auto& lif = network.populations[target].model.as<IafPscExp>();
  const auto add = [&](double rate, double weight) {  // Campbell's theorem for exponential currents
    input.mean += 0.001 * rate * weight * lif.tau_syn_ex;
    input.sum += 0.001 * rate * std::abs(weight) * lif.tau_syn_ex;
    input.variance += 0.001 * rate * weight * weight * lif.tau_syn_ex / 2;
  };
  for (const Projection& p : network.projections) {
    if (p.target != target) continue;
    const double in_degree =
        static_cast<double>(number_of(p)) / static_cast<double>(network.populations[target].size);
    add(in_degree * network.populations[p.source].published_rate,
        std::get<Normal>(p.weight.law).mean);
  }
  for (const Device& device : network.devices) {
    const auto& drive = device.as<PoissonDrive>();
    if (drive.target == target) add(drive.rate, drive.weight);
  }
  input.mean += lif.I_e;
  return input;
}

}  // namespace

TEST_CASE("the microcircuit has the published neurons and synapses") {
  const Network network = load();
  std::uint64_t neurons = 0;
  for (const Population& p : network.populations) neurons += p.size;
  CHECK(neurons == 77'169);
  std::uint64_t synapses = 0;
  for (const Projection& p : network.projections) synapses += number_of(p);
  CHECK(synapses == 298'880'968);
  CHECK(network.projections.size() == 55);
  CHECK(number_of(network.projections.front()) == 45'499'805);
  CHECK(number_of(network.projections.back()) == 1'354'320);
}

TEST_CASE("weights keep their sign and one pathway has twice the strength") {
  const Network network = load();
  int doubled = 0;
  for (const Projection& p : network.projections) {
    const Normal weight = std::get<Normal>(p.weight.law);
    const bool inhibitory = network.populations[p.source].name.back() == 'I';
    CHECK(weight.sd == Approx(0.1 * std::abs(weight.mean)));
    CHECK(
        (inhibitory ? weight.mean < 0 && p.weight.max == 0 : weight.mean > 0 && p.weight.min == 0));
    CHECK(p.weight.out_of_range == OutOfRange::kRedraw);
    CHECK(p.delay.min == 0.05);
    if (weight.mean > 100) {
      ++doubled;
      CHECK(network.populations[p.source].name == "L4E");
      CHECK(network.populations[p.target].name == "L23E");
    }
  }
  CHECK(doubled == 1);
}

TEST_CASE("a scaled-down microcircuit gets input of the same mean and variance") {
  const double scale = GENERATE(0.5, 0.1, 0.02);
  const Network full = load();
  const Network scaled = load({{"scale", scale}});
  const Network with_current = load({{"scale", scale}, {"poisson", 0}});
  REQUIRE(scaled.populations.size() == full.populations.size());
  for (PopulationIndex i = 0; i < full.populations.size(); ++i) {
    CAPTURE(full.populations[i].name);
    const Input expected = input_of(full, i);
    const Input found = input_of(scaled, i);
    // Neurons and synapses are whole: what differs is less than one neuron's share of it.
    const double rounding = 1 / static_cast<double>(scaled.populations[i].size);
    CHECK(found.mean == Approx(expected.mean).margin(expected.sum * rounding));
    CHECK(found.variance == Approx(expected.variance).margin(expected.variance * rounding));
    CHECK(input_of(with_current, i).mean == Approx(expected.mean).margin(expected.sum * rounding));
    CHECK(static_cast<double>(scaled.populations[i].size) ==
          std::round(scale * static_cast<double>(full.populations[i].size)));
  }
}

TEST_CASE("without Poisson input its mean is a current, as published") {
  const Network network = load({{"poisson", 0}});
  CHECK(network.devices.empty());
  CHECK(network.populations.front().model.as<IafPscExp>().I_e ==
        Approx(561.9743585869339).epsilon(1e-12));
  CHECK(network.populations.back().model.as<IafPscExp>().I_e ==
        Approx(737.5913456453509).epsilon(1e-12));
  CHECK(load().devices.size() == 8);
}

TEST_CASE("the thalamus is added on demand, and changes nothing that stands before it") {
  const Network without = load();
  const Network with = load({{"thalamus", 1}});
  REQUIRE(with.populations.size() == without.populations.size() + 1);
  const auto& thalamus = with.populations.back().model.as<PoissonPopulation>();
  CHECK((thalamus.rate == 120 && thalamus.start == 700 && thalamus.stop == 710));
  CHECK(with.populations.back().size == 902);
  REQUIRE(with.projections.size() == without.projections.size() + 4);
  for (std::size_t i = 0; i < without.projections.size(); ++i) {
    CHECK(with.projections[i].source == without.projections[i].source);
  }
}
