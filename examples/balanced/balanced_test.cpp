#include <catch2/catch.hpp>
#include <vector>

#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"

using namespace engram;

TEST_CASE("the balanced network has Brunel's input, whatever its size") {
  const double g = GENERATE(3.0, 4.5);
  const double eta = GENERATE(0.9, 2.0);
  const double excitatory = GENERATE(10'000.0, 2'000.0);
  const std::vector<ParameterOverride> overrides{{"g", g}, {"eta", eta}, {"N_E", excitatory}};
  const Network network =
      load_model(ENGRAM_SOURCE_DIR "/examples/balanced/balanced.txtpb", overrides).network;

  REQUIRE(network.devices.size() == 2);
  for (const Device& device : network.devices) {
    const auto& drive = device.as<PoissonDrive>();
    // At eta = 1 the mean potential, rate * weight * tau, is the threshold of 20 mV (his eq. 2).
    CHECK(drive.rate / 1000 * drive.weight * 20 == Approx(eta * 20));
  }
  REQUIRE(network.projections.size() == 4);
  for (const Projection& p : network.projections) {
    const bool inhibitory = network.populations[p.source].name == "I";
    const double degree = static_cast<double>(std::get<FixedInDegree>(p.rule).in_degree);
    CHECK(degree == 0.1 * static_cast<double>(network.populations[p.source].size));
    CHECK(std::get<Constant>(p.weight.law).value == Approx(inhibitory ? -g * 0.1 : 0.1));
  }
}
