#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"

using namespace engram;

namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();

Network network_of(const std::string& text, const std::vector<ParameterOverride>& overrides = {}) {
  return parse_model(text, "folder/test.txtpb", overrides).network;
}

/// A model with a LIF population E, a delta population D, a relay R and sources S.
Network with(const std::string& text) {
  return network_of(R"(
    duration: 100
    population { name: "E" size: 100 iaf_psc_exp {} }
    population { name: "D" size: 100 iaf_psc_delta {} }
    population { name: "R" size: 50 relay {} }
    population { name: "S" size: 50 poisson { rate: 8 } }
  )" + text);
}

}  // namespace

TEST_CASE("the run is described at the top of the file") {
  const ModelFile file = parse_model(R"(
    name: "three" seed: 18446744073709551615 duration: 1000 warm_up: 0.25
    clock { grid { step: 0.05 } }
    population { name: "E" size: 3 relay {} })",
                                     "a/b.txtpb");
  CHECK(file.name == "three");
  CHECK(file.path == "a/b.txtpb");
  CHECK(file.text.find("duration: 1000") != std::string::npos);
  CHECK(file.network.name == "three");
  CHECK(file.network.seed == 18446744073709551615u);
  CHECK(file.network.duration == 1000 * kTicksPerMs);
  CHECK(file.network.warm_up == kTicksPerMs / 4);
  CHECK(file.network.clock.step() == kTicksPerMs / 20);
}

TEST_CASE("what a file leaves out has the defaults of the network's description") {
  const Network network =
      network_of("duration: 1 population { name: \"E\" size: 3 iaf_psc_alpha {} }");
  const Network defaults;
  CHECK(network.name == "test");
  CHECK(network.seed == defaults.seed);
  CHECK(network.warm_up == 0);
  CHECK(network.clock.step() == defaults.clock.step());
  const Population& e = network.populations.at(0);
  const auto& model = e.model.as<IafPscAlpha>();
  CHECK(model.tau_m == IafPscAlpha{}.tau_m);
  CHECK(model.tau_syn_in == IafPscAlpha{}.tau_syn_in);
  CHECK_FALSE(e.initial_V_m.has_value());
  CHECK(e.sleep == Sleep::kAuto);
  CHECK(e.precision == Precision::kSingle);
  CHECK(std::isnan(e.published_rate));
  CHECK(std::isnan(e.published_cv));
  CHECK(std::isnan(e.published_correlation));
}

TEMPLATE_TEST_CASE("LIF models take all their parameters", "", IafPscExp, IafPscAlpha,
                   IafPscDelta) {
  constexpr bool kDelta = std::is_same_v<TestType, IafPscDelta>;
  const std::string kind = std::is_same_v<TestType, IafPscExp> ? "exp" : kDelta ? "delta" : "alpha";
  const std::string synaptic =
      kDelta ? "" : "tau_syn_ex: 0.5 tau_syn_in: 0.75 separate_currents: true";
  const Network network = network_of(
      "duration: 1 population { name: \"E\" size: 3 iaf_psc_" + kind +
      " { tau_m: 1 C_m: 2 t_ref: 3 E_L: -4 V_th: 5 V_reset: -6 I_e: 7 " + synaptic + " } }");
  const auto& model = network.populations.at(0).model.as<TestType>();
  CHECK(model.tau_m == 1);
  CHECK(model.C_m == 2);
  CHECK(model.t_ref == 3);
  CHECK(model.E_L == -4);
  CHECK(model.V_th == 5);
  CHECK(model.V_reset == -6);
  CHECK(model.I_e == 7);
  if constexpr (!kDelta) {
    CHECK(model.tau_syn_ex == 0.5);
    CHECK(model.tau_syn_in == 0.75);
    CHECK(model.separate_currents);
  }
}

TEST_CASE("sources are Poisson or have trains, with their times") {
  const Network network = network_of(R"(duration: 1
    population { name: "P" size: 9 poisson { rate: 8 start: 1 stop: 2.5 } }
    population { name: "Q" size: 9 poisson { rate: 8 } }
    population { name: "T" spike_trains { train { time: [0.1, 0.1, 3] } train {} } })");
  const auto& p = network.populations.at(0).model.as<PoissonPopulation>();
  CHECK(p.rate == 8);
  CHECK(p.start == 1);
  CHECK(p.stop == 2.5);
  CHECK(network.populations.at(1).model.as<PoissonPopulation>().stop == kForever);
  CHECK(network.populations.at(2).size == 2);
  const auto& trains = network.populations.at(2).model.as<SpikeTrains>();
  CHECK(trains.times == std::vector<std::vector<double>>{{0.1, 0.1, 3}, {}});
}

TEST_CASE("a population may set how it is computed and what was published of it") {
  const Population e = network_of(R"(duration: 1
    population {
      name: "E" size: 3 iaf_psc_exp {} sleep: ALWAYS precision: DOUBLE
      initial_V_m { normal { mean: -58 sd: 10 } min: -70 max: -55 out_of_range: REDRAW }
      published { rate: 0.9 cv: 0.8 correlation: -0.001 }
    })")
                           .populations.at(0);
  CHECK(e.sleep == Sleep::kAlways);
  CHECK(e.precision == Precision::kDouble);
  CHECK(std::get<Normal>(e.initial_V_m.value().law).mean == -58);
  CHECK(std::get<Normal>(e.initial_V_m.value().law).sd == 10);
  CHECK(e.initial_V_m.value().min == -70);
  CHECK(e.initial_V_m.value().max == -55);
  CHECK(e.initial_V_m.value().out_of_range == OutOfRange::kRedraw);
  CHECK(e.published_rate == 0.9);
  CHECK(e.published_cv == 0.8);
  CHECK(e.published_correlation == -0.001);
}

TEST_CASE("every rule can be written") {
  const auto rule = [](const std::string& text) {
    return with("projection { source: \"S\" target: \"E\" " + text + " }").projections.at(0).rule;
  };
  CHECK(std::get<AllToAll>(rule("all_to_all {}")).autapses);
  CHECK_FALSE(std::get<AllToAll>(rule("all_to_all { autapses: false }")).autapses);
  CHECK(std::get<PairwiseBernoulli>(rule("bernoulli { probability: 0.1 }")).probability == 0.1);
  const auto in = std::get<FixedInDegree>(rule("fixed_in_degree { in_degree: 7 autapses: false }"));
  CHECK((in.in_degree == 7 && !in.autapses && in.multapses));
  const auto out =
      std::get<FixedOutDegree>(rule("fixed_out_degree { out_degree: 8 multapses: false }"));
  CHECK((out.out_degree == 8 && out.autapses && !out.multapses));
  const auto total = std::get<FixedTotalNumber>(rule("fixed_total_number { number: 9 }"));
  CHECK((total.number == 9 && total.autapses && total.multapses));
  const Network one = with("projection { source: \"S\" target: \"R\" one_to_one {} }");
  CHECK(std::holds_alternative<OneToOne>(one.projections.at(0).rule));
}

TEST_CASE("explicit lists keep weights and delays of their own") {
  const Network network = with(R"(projection { source: "S" target: "E" explicit {
    connection { source: 49 target: 99 weight: -0.1 delay: 1.5 }
    connection { source: 0 target: 0 weight: 2 delay: 0.1 } } })");
  const auto& list = std::get<ExplicitList>(network.projections.at(0).rule).connections;
  REQUIRE(list.size() == 2);
  CHECK((list[0].source == 49 && list[0].target == 99 && list[0].weight == -0.1 &&
         list[0].delay == 1.5));
}

TEST_CASE("weights and delays follow laws") {
  const Network network = with(R"(
    projection { source: "S" target: "E" all_to_all {} storage: F64
      weight { uniform { low: -1 high: 2 } max: 1 } delay { constant: 1.5 } }
    projection { source: "S" target: "E" all_to_all {}
      weight { lognormal { mu: 1 sigma: 0.5 } } delay { normal { mean: 1.23 sd: 0.4 } min: 0.05 } })");
  const Projection& p = network.projections.at(0);
  CHECK(p.storage == WeightStorage::kF64);
  CHECK(std::get<Uniform>(p.weight.law).low == -1);
  CHECK(std::get<Uniform>(p.weight.law).high == 2);
  CHECK(p.weight.min == -kForever);
  CHECK(p.weight.max == 1);
  CHECK(p.weight.out_of_range == OutOfRange::kClip);
  CHECK(std::get<Constant>(p.delay.law).value == 1.5);
  const Projection& q = network.projections.at(1);
  CHECK(std::get<Lognormal>(q.weight.law).mu == 1);
  CHECK(std::get<Lognormal>(q.weight.law).sigma == 0.5);
  CHECK(std::get<Normal>(q.delay.law).mean == 1.23);
  CHECK(q.storage == WeightStorage::kAuto);
}

TEST_CASE("several sources and targets make a projection for each pair") {
  const Network network =
      with("projection { source: [\"S\", \"R\"] target: [\"E\", \"D\"] all_to_all {} }");
  std::vector<std::pair<PopulationIndex, PopulationIndex>> pairs;
  for (const Projection& p : network.projections) pairs.emplace_back(p.source, p.target);
  CHECK(pairs == decltype(pairs){{3, 0}, {3, 1}, {2, 0}, {2, 1}});
}

TEST_CASE("a projection may have a name, and be of some neurons") {
  const Network network = with(R"(
    projection { name: "in" source: "S" target: "E" all_to_all {}
      source_neurons { first: 3 count: 2 stride: 5 } source_neurons { index: [1, 3] }
      target_neurons { first: 0 count: 100 } }
    projection { name: "many" source: "S" target: ["E", "D"] all_to_all {} })");
  const Projection& p = network.projections.at(0);
  CHECK(p.name == "in");
  CHECK(p.source_neurons == std::vector<std::uint32_t>{1, 3, 8});
  CHECK(p.target_neurons.empty());  // all of them
  CHECK(network.projections.at(1).name == "many (S -> E)");
  CHECK(network.projections.at(2).name == "many (S -> D)");
}

TEST_CASE("a projection may be plastic, also by its type") {
  const Network network = with(R"(
    projection_type { name: "learns" plastic { w_min: 0 w_max: 240 } weight { constant: 80 } }
    projection { type: "learns" source: "S" target: "E" all_to_all {} }
    projection { source: "S" target: "E" all_to_all {} })");
  const Projection& p = network.projections.at(0);
  REQUIRE(p.plastic.has_value());
  CHECK(p.plastic->w_min == 0);
  CHECK(p.plastic->w_max == 240);
  CHECK(!network.projections.at(1).plastic.has_value());
}

TEST_CASE("drives and currents reach every target") {
  const Network network = with(R"(
    poisson_drive { target: ["E", "D"] rate: 8000 weight: 0.1 start: 1.5 stop: 20 }
    dc_current { target: "E" amplitude: 300 }
    dc_current { target: "E" amplitude: 300 start: 5 stop: 10 }
    dc_current { target: "E" amplitude: 300 start: 5 stop: 5 }
    step_current { target: "D" step { time: 0 amplitude: 1 } step { time: 2.5 amplitude: -1 } })");
  REQUIRE(network.devices.size() == 6);
  const auto& drive = network.devices[1].as<PoissonDrive>();
  CHECK((drive.target == 1 && drive.rate == 8000 && drive.weight == 0.1 && drive.start == 1.5 &&
         drive.stop == 20));
  const auto& always = network.devices[2].as<DcCurrent>();
  CHECK((always.amplitude == 300 && always.start == 0 && always.stop == kForever));
  const auto& pulse = network.devices[3].as<DcCurrent>();
  CHECK((pulse.amplitude == 300 && pulse.start == 5 && pulse.stop == 10));
  const auto& none = network.devices[4].as<DcCurrent>();
  CHECK((none.start == 5 && none.stop == 5));
  const auto& steps = network.devices[5].as<StepCurrent>();
  CHECK(steps.target == 1);
  CHECK(steps.times == std::vector<double>{0, 2.5});
  CHECK(steps.amplitudes == std::vector<double>{1, -1});
}

TEST_CASE("recorders record all or chosen neurons") {
  const Network network = with(R"(
    spike_recorder { population: ["E", "S"] }
    state_recorder { population: "E" variable: [V_m, I_syn, I_syn_ex, I_syn_in] interval: 0.5
      neurons { index: [7, 3] first: 1 count: 4 stride: 2 } neurons { first: 98 count: 2 } })");
  REQUIRE(network.spike_recorders.size() == 2);
  CHECK(network.spike_recorders[1].selection.population == 3);
  CHECK(network.spike_recorders[1].selection.neurons.empty());
  REQUIRE(network.state_recorders.size() == 1);
  const StateRecorder& r = network.state_recorders[0];
  CHECK(r.selection.neurons == std::vector<std::uint32_t>{1, 3, 5, 7, 98, 99});
  CHECK(r.variables == std::vector<std::string>{"V_m", "I_syn", "I_syn_ex", "I_syn_in"});
  CHECK(r.interval == 0.5);
}

TEST_CASE("a type gives what is left out, the parameters of a neuron one by one") {
  const Network network = network_of(R"(duration: 1
    population_type { name: "slow" size: 5 iaf_psc_exp { tau_m: 30 E_L: -65 } precision: DOUBLE
                      initial_V_m { constant: -60 } }
    population_type { name: "slower" type: "slow" iaf_psc_exp { tau_m: 40 } }
    population { name: "A" type: "slow" }
    population { name: "B" type: "slow" size: 6 iaf_psc_exp { I_e: 9 } initial_V_m { uniform { low: 0 high: 1 } } }
    population { name: "C" type: "slower" iaf_psc_exp { E_L: -66 } }
    population { name: "D" type: "slow" iaf_psc_delta { tau_m: 1 } }
    projection_type { name: "p" source: "A" weight { normal { mean: 3 sd: 1 } min: 0 } all_to_all {} }
    projection { type: "p" target: "B" }
    projection { type: "p" target: "B" weight { constant: -3 } one_to_one {} source: "B" })");
  const auto lif = [&](std::size_t i) { return network.populations.at(i).model.as<IafPscExp>(); };
  CHECK((lif(0).tau_m == 30 && lif(0).E_L == -65 && lif(0).I_e == 0));
  CHECK((lif(1).tau_m == 30 && lif(1).E_L == -65 && lif(1).I_e == 9));
  CHECK((lif(2).tau_m == 40 && lif(2).E_L == -66));
  CHECK(network.populations.at(3).model.as<IafPscDelta>().tau_m == 1);
  CHECK(network.populations.at(0).size == 5);
  CHECK(network.populations.at(1).size == 6);
  CHECK(network.populations.at(2).precision == Precision::kDouble);
  CHECK(std::get<Constant>(network.populations.at(2).initial_V_m.value().law).value == -60);
  CHECK(std::holds_alternative<Uniform>(network.populations.at(1).initial_V_m.value().law));
  CHECK(std::get<Normal>(network.projections.at(0).weight.law).mean == 3);
  CHECK(network.projections.at(0).weight.min == 0);
  CHECK(std::get<Constant>(network.projections.at(1).weight.law).value == -3);
  // A law is taken whole or not at all: a bound could be meant for another.
  CHECK(network.projections.at(1).weight.min == -kForever);
  CHECK(std::holds_alternative<OneToOne>(network.projections.at(1).rule));
  CHECK(network.projections.at(1).source == 1);
}

TEST_CASE("what is not enabled is left out, with all that belongs to it") {
  const Network network = network_of(R"(duration: 1
    parameter { name: "thalamus" value: "false" }
    population { name: "T" enabled: "thalamus" size: 5 poisson { rate: 1 } }
    population { name: "E" size: 5 iaf_psc_exp {} }
    projection { source: ["T", "E"] target: "E" all_to_all {} }
    projection { source: "E" target: "E" all_to_all {} enabled: false }
    poisson_drive { target: "E" rate: 1 weight: 1 enabled: "thalamus" }
    dc_current { target: "E" amplitude: 1 enabled: "!thalamus" }
    spike_recorder { population: "T" }
    spike_recorder { population: ["E", "T"] }
    state_recorder { population: "E" variable: V_m enabled: false })");
  REQUIRE(network.populations.size() == 1);
  REQUIRE(network.projections.size() == 1);
  CHECK((network.projections[0].source == 0 && network.projections[0].target == 0));
  REQUIRE(network.devices.size() == 1);
  CHECK(network.devices[0].holds<DcCurrent>());
  REQUIRE(network.spike_recorders.size() == 1);
  CHECK(network.spike_recorders[0].selection.population == 0);
  CHECK(network.state_recorders.empty());
}

TEST_CASE("parameters follow from earlier ones and from the command line") {
  const std::string text = R"(
    parameter { name: "n" value: 10 doc: "neurons" }
    parameter { name: "twice" value: "2 * n" }
    duration: 1 population { name: "E" size: "twice" relay {} })";
  CHECK(network_of(text).populations.at(0).size == 20);
  CHECK(network_of(text, {{"n", 7}}).populations.at(0).size == 14);
  CHECK(network_of(text, {{"twice", 7}}).populations.at(0).size == 7);
  CHECK(network_of(text, {{"n", 7}, {"n", 8}}).populations.at(0).size == 16);
  const ModelFile file = parse_model(text, "m", std::vector<ParameterOverride>{{"n", 7}});
  CHECK(file.parameters == std::map<std::string, double>{{"n", 7}, {"twice", 14}});
}

TEST_CASE("overrides are written as name=value") {
  CHECK(parse_override("scale=0.1") == ParameterOverride{"scale", 0.1});
  CHECK(parse_override("thalamus=true") == ParameterOverride{"thalamus", 1});
  CHECK(parse_override("x=-1/4") == ParameterOverride{"x", -0.25});
  for (const char* bad : {"", "x", "=1", "x=", "x=y", "1x=2", "x==2", "x=1/0"}) {
    CHECK_THROWS_AS(parse_override(bad), UserError);
  }
}
