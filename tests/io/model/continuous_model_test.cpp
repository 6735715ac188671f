#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"

using namespace engram;

namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();

Network network_of(const std::string& text) {
  return parse_model("duration: 10 " + text, "test.txtpb").network;
}

/// The model of the first population.
template <class Model>
Model model_of(const std::string& text) {
  return network_of(text).populations.at(0).model.as<Model>();
}

}  // namespace

TEST_CASE("a clock is a grid or continuous") {
  const auto clock = [](const std::string& text) {
    return network_of(text + R"( population { name: "A" size: 1 relay {} })").clock;
  };
  CHECK_FALSE(clock("").continuous());
  CHECK(clock("").step() == kTicksPerMs / 10);
  CHECK(clock("clock { grid {} }").step() == kTicksPerMs / 10);
  CHECK_FALSE(clock("clock { grid { step: 1 } }").continuous());
  CHECK(clock("clock { grid { step: 1 } }").step() == kTicksPerMs);
  CHECK(clock("clock { continuous {} }").continuous());
  CHECK(clock("clock { continuous {} }").step() == 1);
}

TEST_CASE("on the continuous clock, times need no grid") {
  const Network network = parse_model(R"(
    clock { continuous {} } duration: 10.000000001 warm_up: 0.000000001
    population { name: "A" size: 1 iaf_psc_delta { t_ref: 0.123456789 } }
    population { name: "T" spike_trains { train { time: [0.000000001, 0.0000000014] } } }
    projection { source: "T" target: "A" all_to_all {} delay { constant: 0.000000001 } }
    projection { source: "T" target: "A" explicit {
      connection { source: 0 target: 0 weight: 1 delay: 0.333333333 } } }
    dc_current { target: "A" amplitude: 1 start: 0.05 stop: 0.07 }
    state_recorder { population: "A" variable: V_m interval: 0.037 })",
                                      "m")
                              .network;
  CHECK(network.duration == 10 * kTicksPerMs + 1);
  CHECK(network.warm_up == 1);
  CHECK(network.populations[0].model.as<IafPscDelta>().t_ref == 0.123456789);
  CHECK(network.populations[1].model.as<SpikeTrains>().times ==
        std::vector<std::vector<double>>{{1e-9, 1.4e-9}});
  CHECK(std::get<Constant>(network.projections[0].delay.law).value == 1e-9);
  CHECK(std::get<ExplicitList>(network.projections[1].rule).connections.at(0).delay == 0.333333333);
  const auto& current = network.devices[0].as<DcCurrent>();
  CHECK((current.start == 0.05 && current.stop == 0.07));
  CHECK(network.state_recorders[0].interval == 0.037);
}

TEST_CASE("int_fire takes its parameters, and input") {
  const Network network = network_of(R"(clock { continuous {} }
    population { name: "A" size: 7 int_fire { tau: 20 t_ref: 3.25 } }
    population { name: "B" size: 7 int_fire {} }
    projection { source: "A" target: "B" all_to_all {} weight { constant: 0.2 } })");
  const auto& a = network.populations[0].model.as<IntFire>();
  CHECK((a.tau == 20 && a.t_ref == 3.25));
  const auto& b = network.populations[1].model.as<IntFire>();
  CHECK((b.tau == IntFire{}.tau && b.t_ref == IntFire{}.t_ref));
  CHECK(network.populations[0].size == 7);
  CHECK(network.populations[0].origin == "test.txtpb:2:16");
  CHECK(network.projections.size() == 1);
}

TEST_CASE("a rate that changes in time is a table or a sinusoid") {
  const auto table = model_of<InhomogeneousPoissonPopulation>(
      R"(parameter { name: "r" value: 5 } population { name: "A" size: 2 inhomogeneous_poisson {
         rate { table { step { time: 0 rate: "r" } step { time: "r / 2" rate: 0 } } }
         start: 1 stop: 8 } })");
  CHECK(std::get<RateTable>(table.rate).times == std::vector<double>{0, 2.5});
  CHECK(std::get<RateTable>(table.rate).rates == std::vector<double>{5, 0});
  CHECK((table.start == 1 && table.stop == 8));
  const auto wave = model_of<InhomogeneousPoissonPopulation>(
      R"(population { name: "A" size: 2 inhomogeneous_poisson {
         rate { sinusoid { mean: 5 amplitude: 5 frequency: 8 phase: -90 } } } })");
  const auto& s = std::get<RateSinusoid>(wave.rate);
  CHECK((s.mean == 5 && s.amplitude == 5 && s.frequency == 8 && s.phase == -90));
  CHECK((wave.start == 0 && wave.stop == kForever));
}

TEST_CASE("gamma processes and pulse packets take their parameters") {
  const auto gamma = model_of<GammaPopulation>(
      R"(population { name: "A" size: 2 gamma { rate: 12 shape: 0.01 start: 1 stop: 2 } })");
  CHECK((gamma.rate == 12 && gamma.shape == 0.01 && gamma.start == 1 && gamma.stop == 2));
  const auto plain =
      model_of<GammaPopulation>(R"(population { name: "A" size: 2 gamma { rate: 12 } })");
  CHECK((plain.shape == 1 && plain.start == 0 && plain.stop == kForever));
  const auto packets = model_of<PulsePackets>(
      R"(population { name: "A" size: 2 pulse_packets { time: 0.1 time: 3 spikes: 4 sd: 0 } })");
  CHECK(packets.times == std::vector<double>{0.1, 3});
  CHECK((packets.spikes == 4 && packets.sd == 0));
  const auto one =
      model_of<PulsePackets>(R"(population { name: "A" size: 2 pulse_packets { time: [3] } })");
  CHECK((one.spikes == 1 && one.sd == 1));
}

TEST_CASE("a drive may change in time") {
  const Network network = network_of(R"(clock { continuous {} }
    population { name: "A" size: 1 iaf_psc_exp {} } population { name: "B" size: 1 iaf_psc_exp {} }
    inhomogeneous_poisson_drive { target: ["B", "A"] weight: -2 start: 1 stop: 4.5
      rate { sinusoid { mean: 800 amplitude: 10 frequency: 5 } } }
    inhomogeneous_poisson_drive { target: "A" weight: 1 enabled: false
      rate { table { step { time: 0 rate: 1 } } } })");
  REQUIRE(network.devices.size() == 2);
  const auto& drive = network.devices[0].as<InhomogeneousPoissonDrive>();
  CHECK((drive.target == 1 && drive.weight == -2 && drive.start == 1 && drive.stop == 4.5));
  CHECK(std::get<RateSinusoid>(drive.rate).mean == 800);
  CHECK(drive.origin == "test.txtpb:3:33");
  CHECK(network.devices[1].as<InhomogeneousPoissonDrive>().target == 0);
}

TEST_CASE("a type gives the parameters of sources one by one, a rate as a whole") {
  const Network network = network_of(R"(
    population_type { name: "t" size: 4
      inhomogeneous_poisson { rate { table { step { time: 0 rate: 5 } } } start: 2 } }
    population_type { name: "u" gamma { rate: 3 shape: 2 } }
    population { name: "A" type: "t" inhomogeneous_poisson { stop: 9 } }
    population { name: "B" type: "t" inhomogeneous_poisson {
      rate { sinusoid { mean: 1 amplitude: 1 frequency: 1 } } } }
    population { name: "C" type: "u" size: 1 gamma { rate: 4 } }
    population { name: "D" type: "t" size: 2 int_fire {} })");
  const auto& a = network.populations[0].model.as<InhomogeneousPoissonPopulation>();
  CHECK((a.start == 2 && a.stop == 9));
  CHECK(std::get<RateTable>(a.rate).rates == std::vector<double>{5});
  const auto& b = network.populations[1].model.as<InhomogeneousPoissonPopulation>();
  CHECK(std::get<RateSinusoid>(b.rate).mean == 1);
  CHECK(b.start == 2);
  const auto& c = network.populations[2].model.as<GammaPopulation>();
  CHECK((c.rate == 4 && c.shape == 2));
  CHECK(network.populations[3].model.holds<IntFire>());
  CHECK(network.populations[0].size == 4);
}

TEST_CASE("a mistake in the rate of a type is shown at its place in the type") {
  const std::string text =
      "population_type { name: \"t\" size: 4 inhomogeneous_poisson {\n"
      "  rate { sinusoid { mean: 1\n amplitude: 2 frequency: 1 } } } }\n"
      "population { name: \"A\" type: \"t\" }";
  CHECK_THROWS_WITH(network_of(text),
                    Catch::StartsWith("test.txtpb:3:13: population.inhomogeneous_poisson.rate."
                                      "sinusoid.amplitude: 2 Hz would make the rate negative"));
}
