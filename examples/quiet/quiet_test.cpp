#include <catch2/catch.hpp>
#include <vector>

#include "io/model/model_file.hpp"

using namespace engram;

namespace {

Network load(const std::vector<ParameterOverride>& overrides) {
  return load_model(ENGRAM_SOURCE_DIR "/examples/quiet/quiet.txtpb", overrides).network;
}

}  // namespace

TEST_CASE("the quiet network has as many synapses onto each neuron, wherever it lies") {
  const double silent = GENERATE(995'000.0, 1'990'000.0, 5'000.0);
  const Network network = load({{"silent", silent}});
  REQUIRE(network.populations.size() == 2);
  const double neurons = 5'000 + silent;
  for (const Population& population : network.populations) {
    double onto = 0;
    double from = 0;
    for (const Projection& p : network.projections) {
      const double number = static_cast<double>(std::get<FixedTotalNumber>(p.rule).number);
      if (&network.populations[p.target] == &population) onto += number;
      if (&network.populations[p.source] == &population) from += number;
    }
    const double size = static_cast<double>(population.size);
    CHECK(onto / size == Approx(100).epsilon(1e-6));
    CHECK(from / size == Approx(100).epsilon(1e-6));
  }
  CHECK(static_cast<double>(network.populations[0].size + network.populations[1].size) == neurons);
}

TEST_CASE("sweep decides how silent neurons are computed") {
  CHECK(load({}).populations.at(1).sleep == Sleep::kAuto);
  CHECK(load({{"sweep", 1}}).populations.at(1).sleep == Sleep::kNever);
}
