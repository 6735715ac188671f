#include "core/check/validate.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"

// Mistakes that a user can make, and the words that must be in the error: where, what is wrong,
// what would be valid.

namespace engram {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Network valid_network() {
  Network network;
  network.duration = 100 * kTicksPerMs;
  network.warm_up = 10 * kTicksPerMs;
  network.populations = {{.name = "E", .size = 100, .model = IafPscExp{}},
                         {.name = "D", .size = 50, .model = IafPscDelta{}},
                         {.name = "S", .size = 2, .model = SpikeTrains{{{1.0, 2.0}, {}}}},
                         {.name = "P", .size = 10, .model = PoissonPopulation{.rate = 5}},
                         {.name = "R", .size = 10, .model = Relay{}}};
  network.projections = {{.source = 0, .target = 1, .rule = FixedInDegree{10}},
                         {.source = 3, .target = 4, .rule = OneToOne{}}};
  network.devices = {PoissonDrive{.target = 0, .rate = 100, .weight = 10},
                     StepCurrent{.target = 1, .times = {0, 5}, .amplitudes = {100, 0}}};
  network.spike_recorders = {{{0, {1, 5}}}};
  StateRecorder& recorder = network.state_recorders.emplace_back();
  recorder.selection.neurons = {0, 99};
  recorder.variables = {"V_m", "I_syn"};
  return network;
}

IafPscExp& lif(Network& n) { return n.populations[0].model.as<IafPscExp>(); }
SpikeTrains& trains(Network& n) { return n.populations[2].model.as<SpikeTrains>(); }
PoissonDrive& drive(Network& n) { return n.devices[0].as<PoissonDrive>(); }
StepCurrent& current(Network& n) { return n.devices[1].as<StepCurrent>(); }

struct Mistake {
  std::string name;
  std::function<void(Network&)> make;
  std::vector<std::string> words;
};

void check_refused(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    Network network = valid_network();
    INFO(mistake.name);
    std::string complaint;
    try {
      mistake.make(network);
      validate(network);
    } catch (const UserError& error) {
      complaint = error.what();
    }
    CHECK_FALSE(complaint.empty());
    for (const std::string& word : mistake.words) CHECK_THAT(complaint, Catch::Contains(word));
    CHECK(complaint.find('\n') == std::string::npos);
  }
}

TEST_CASE("The valid network is valid") { CHECK_NOTHROW(validate(valid_network())); }

TEST_CASE("Mistakes of clock and model are refused") {
  check_refused({
      {"no step", [](Network& n) { n.clock = Clock::grid(0); }, {"clock", "0 ms", "above 0"}},
      {"negative step", [](Network& n) { n.clock = Clock::grid(-1); }, {"clock", "above 0"}},
      {"a step of an hour",
       [](Network& n) { n.clock = Clock::grid(3'600'000 * kTicksPerMs); },
       {"clock", "3600000 ms", "at most 1000 ms"}},
      {"negative duration", [](Network& n) { n.duration = -5; }, {"duration", "negative"}},
      {"negative warm-up", [](Network& n) { n.warm_up = -kTicksPerMs; }, {"warm-up", "negative"}},
      {"duration off the grid",
       [](Network& n) { n.duration += 1; },
       {"duration", "multiple", "0.1 ms"}},
      {"warm-up off the grid",
       [](Network& n) { n.warm_up += 7; },
       {"warm-up", "multiple", "0.1 ms"}},
      {"nothing", [](Network& n) { n.populations.clear(); }, {"no population"}},
  });
}

TEST_CASE("Mistakes of populations are refused") {
  check_refused({
      {"no name", [](Network& n) { n.populations[1].name = ""; }, {"needs a name"}},
      {"same name", [](Network& n) { n.populations[1].name = "E"; }, {"\"E\"", "another"}},
      {"empty", [](Network& n) { n.populations[0].size = 0; }, {"\"E\"", "size", "at least 1"}},
      {"2^40 neurons",
       [](Network& n) { n.populations[0].size = std::uint64_t{1} << 40; },
       {"\"E\"", "1099511627776", "4,294,967,294"}},
      {"2^64 - 1 neurons",
       [](Network& n) { n.populations[0].size = std::numeric_limits<std::uint64_t>::max(); },
       {"\"E\"", "4,294,967,294"}},
      {"tau_m", [](Network& n) { lif(n).tau_m = 0; }, {"\"E\"", "tau_m", "0 ms", "above 0"}},
      {"tau_m NaN", [](Network& n) { lif(n).tau_m = kNaN; }, {"\"E\"", "tau_m", "above 0"}},
      {"C_m", [](Network& n) { lif(n).C_m = -250; }, {"\"E\"", "C_m", "-250 pF", "above 0"}},
      {"t_ref", [](Network& n) { lif(n).t_ref = -2; }, {"\"E\"", "t_ref", "negative"}},
      {"t_ref off the grid",
       [](Network& n) { lif(n).t_ref = 2.05; },
       {"\"E\"", "t_ref", "2.05", "multiple", "0.1 ms"}},
      {"t_ref too long", [](Network& n) { lif(n).t_ref = 2e6; }, {"\"E\"", "t_ref", "at most"}},
      {"t_ref infinite", [](Network& n) { lif(n).t_ref = kInfinity; }, {"\"E\"", "t_ref"}},
      {"E_L", [](Network& n) { lif(n).E_L = kNaN; }, {"\"E\"", "E_L", "finite"}},
      {"I_e", [](Network& n) { lif(n).I_e = kInfinity; }, {"\"E\"", "I_e", "finite"}},
      {"V_reset",
       [](Network& n) { lif(n).V_reset = -55; },
       {"\"E\"", "V_reset", "-55", "below V_th"}},
      {"tau_syn_ex", [](Network& n) { lif(n).tau_syn_ex = 0; }, {"\"E\"", "tau_syn_ex", "above 0"}},
      {"tau_syn_in",
       [](Network& n) { lif(n).tau_syn_in = -1; },
       {"\"E\"", "tau_syn_in", "above 0"}},
      {"initial V_m",
       [](Network& n) { n.populations[0].initial_V_m = Distribution{Constant{kNaN}}; },
       {"\"E\"", "V_m", "finite"}},
      {"sleeping under a drive",
       [](Network& n) { n.populations[0].sleep = Sleep::kAlways; },
       {"\"E\"", "cannot sleep", "AUTO or NEVER"}},
      {"sleeping beside a device of nobody",
       [](Network& n) {
         n.populations[1].sleep = Sleep::kAlways;
         n.devices = {PoissonDrive{.target = 77, .rate = 1}};
       },
       {"device 1", "target", "population"}},
      {"sleeping relays",
       [](Network& n) { n.populations[4].sleep = Sleep::kAlways; },
       {"\"R\"", "this model cannot sleep", "AUTO or NEVER"}},
      {"Poisson rate",
       [](Network& n) { n.populations[3].model = PoissonPopulation{.rate = -1}; },
       {"\"P\"", "rate", "negative"}},
      {"Poisson rate NaN",
       [](Network& n) { n.populations[3].model = PoissonPopulation{.rate = kNaN}; },
       {"\"P\"", "rate", "finite"}},
      {"Poisson rate far too high",
       [](Network& n) { n.populations[3].model = PoissonPopulation{.rate = 1e300}; },
       {"\"P\"", "rate"}},
      {"Poisson stop",
       [](Network& n) {
         n.populations[3].model = PoissonPopulation{1, 20, 10};
       },
       {"\"P\"", "stop", "before start"}},
  });
}

TEST_CASE("Mistakes of spike trains are refused") {
  check_refused({
      {"too few", [](Network& n) { trains(n).times.pop_back(); }, {"\"S\"", "1 spike trains", "2"}},
      {"disorder",
       [](Network& n) {
         trains(n).times[0] = {2, 1};
       },
       {"\"S\"", "ascend"}},
      {"time zero", [](Network& n) { trains(n).times[0] = {0}; }, {"\"S\"", "above 0"}},
      {"negative",
       [](Network& n) {
         trains(n).times[0] = {-1, 1};
       },
       {"\"S\"", "-1", "above 0"}},
      {"off the grid",
       [](Network& n) { trains(n).times[0] = {1.23}; },
       {"\"S\"", "1.23", "multiples", "0.1 ms"}},
      {"infinite", [](Network& n) { trains(n).times[0] = {kInfinity}; }, {"\"S\"", "finite"}},
      {"NaN", [](Network& n) { trains(n).times[0] = {kNaN}; }, {"\"S\"", "finite"}},
  });
}

TEST_CASE("Pulse packets that are too large are refused") {
  const auto packets = [](std::vector<double> times, std::uint32_t spikes) {
    return [=](Network& n) { n.populations[3].model = PulsePackets{times, spikes, 1}; };
  };
  check_refused({
      {"one", packets({50}, 1'000'001), {"\"P\"", "packet", "10000010 spikes", "at most 10000000"}},
      {"all", packets(std::vector<double>(101, 50), 1'000'000), {"\"P\"", "1010000000 times"}},
  });
  Network network = valid_network();
  packets({50}, 1'000'000)(network);
  CHECK_NOTHROW(validate(network));
}

TEST_CASE("Mistakes of projections are refused") {
  const std::string name = "projection \"E\" -> \"D\"";
  const auto rule = [](ConnectionRule r) { return [r](Network& n) { n.projections[0].rule = r; }; };
  const auto weight = [](Distribution d) {
    return [d](Network& n) { n.projections[0].weight = d; };
  };
  const auto delay = [](Distribution d) { return [d](Network& n) { n.projections[0].delay = d; }; };
  check_refused({
      {"no such source", [](Network& n) { n.projections[0].source = 5; }, {"source", "population"}},
      {"no such target", [](Network& n) { n.projections[0].target = 9; }, {"target", "population"}},
      {"target takes no input",
       [](Network& n) { n.projections[0].target = 2; },
       {"\"E\" -> \"S\"", "no input", "spike_trains fires by itself"}},
      {"in-degree", rule(FixedInDegree{101, true, false}), {name, "in-degree 101", "0 to 100"}},
      {"out-degree", rule(FixedOutDegree{51, true, false}), {name, "out-degree 51", "0 to 50"}},
      {"total", rule(FixedTotalNumber{5001, true, false}), {name, "5001", "0 to 5000"}},
      {"probability", rule(PairwiseBernoulli{1.5}), {name, "probability 1.5", "0 to 1"}},
      {"probability NaN", rule(PairwiseBernoulli{kNaN}), {name, "probability", "0 to 1"}},
      {"one-to-one", rule(OneToOne{}), {name, "100", "50", "same size"}},
      {"listed source", rule(ExplicitList{{{100, 0, 1, 1}}}), {name, "source 100", "0 to 99"}},
      {"listed target", rule(ExplicitList{{{0, 50, 1, 1}}}), {name, "target 50", "0 to 49"}},
      {"listed weight", rule(ExplicitList{{{0, 0, kNaN, 1}}}), {name, "weight", "finite"}},
      {"listed delay", rule(ExplicitList{{{0, 0, 1, -1}}}), {name, "delay", "-1", "one step"}},
      {"listed delay off the grid",
       rule(ExplicitList{{{0, 0, 1, 0.25}}}),
       {name, "delay", "0.25", "multiple"}},
      {"weight NaN", weight({Constant{kNaN}}), {name, "finite"}},
      {"weight infinite", weight({Normal{kInfinity, 1}}), {name, "finite"}},
      {"weight of negative deviation", weight({Normal{0, -1}}), {name, "sd", "-1", ">= 0"}},
      {"weight of no range", weight({Normal{0, 1}, 2, 1}), {name, "min", "max"}},
      {"delay zero", delay({Constant{0}}), {name, "delay is 0 ms", "one step of 0.1 ms"}},
      {"delay negative", delay({Constant{-1}}), {name, "delay is -1 ms", "one step of 0.1 ms"}},
      {"delay NaN", delay({Constant{kNaN}}), {name, "finite"}},
      {"delay off the grid", delay({Constant{1.55}}), {name, "1.55", "multiple", "0.1 ms"}},
      {"delays all negative", delay({Uniform{-3, -1}}), {name, "negative", "one step"}},
      {"delay without end", delay({Constant{1e9}}), {name, "at most"}},
      {"delays without end", delay({Lognormal{20, 1}}), {name, "at most", "max"}},
  });
}

TEST_CASE("Mistakes of devices are refused") {
  const std::string on_e = "poisson_drive (device 1) of population \"E\"";
  const std::string on_d = "step_current (device 2) of population \"D\"";
  check_refused({
      {"no such target", [](Network& n) { drive(n).target = 5; }, {"device 1", "population"}},
      {"drive of relays", [](Network& n) { drive(n).target = 4; }, {"\"R\"", "LIF population"}},
      {"current of relays", [](Network& n) { current(n).target = 4; }, {"\"R\"", "LIF population"}},
      {"rate", [](Network& n) { drive(n).rate = -3; }, {on_e, "rate", "-3 Hz", "negative"}},
      {"rate NaN", [](Network& n) { drive(n).rate = kNaN; }, {on_e, "rate", "finite"}},
      {"weight", [](Network& n) { drive(n).weight = kNaN; }, {on_e, "weight", "finite"}},
      {"start", [](Network& n) { drive(n).start = -1; }, {on_e, "start", "negative"}},
      {"stop", [](Network& n) { drive(n).stop = -1; }, {on_e, "stop", "before start"}},
      {"stop NaN", [](Network& n) { drive(n).stop = kNaN; }, {on_e, "stop"}},
      {"amplitudes", [](Network& n) { current(n).amplitudes = {1}; }, {on_d, "2 times", "1 ampl"}},
      {"disorder",
       [](Network& n) {
         current(n).times = {5, 0};
       },
       {on_d, "ascend"}},
      {"time off the grid",
       [](Network& n) {
         current(n).times = {0, 0.33};
       },
       {on_d, "0.33", "multiple", "0.1 ms"}},
      {"negative time",
       [](Network& n) {
         current(n).times = {-1, 0};
       },
       {on_d, "-1"}},
      {"amplitude",
       [](Network& n) {
         current(n).amplitudes = {1, kNaN};
       },
       {on_d, "finite"}},
  });
}

TEST_CASE("Mistakes of recorders are refused") {
  const auto state = [](auto change) {
    return [change](Network& n) { change(n.state_recorders[0]); };
  };
  const std::string on_e = "state recorder of population \"E\"";
  check_refused({
      {"spikes of nobody",
       [](Network& n) { n.spike_recorders[0].selection.population = 5; },
       {"spike recorder", "population"}},
      {"spikes of no neuron",
       [](Network& n) { n.spike_recorders[0].selection.neurons = {100}; },
       {"spike recorder of population \"E\"", "neuron 100", "0 to 99"}},
      {"disorder",
       [](Network& n) {
         n.spike_recorders[0].selection.neurons = {5, 1};
       },
       {"spike recorder of population \"E\"", "ascend"}},
      {"repetition",
       [](Network& n) {
         n.spike_recorders[0].selection.neurons = {5, 5};
       },
       {"spike recorder of population \"E\"", "repetition"}},
      {"state of nobody",
       state([](StateRecorder& r) { r.selection.population = 5; }),
       {"state recorder", "population"}},
      {"state of relays",
       state([](StateRecorder& r) {
         r.selection = {4, {}};
       }),
       {"\"R\"", "no state to record"}},
      {"no variable",
       state([](StateRecorder& r) { r.variables.clear(); }),
       {on_e, "no variable", "V_m"}},
      {"more values than a recording holds",
       [](Network& n) {
         n.populations[0].size = 1 << 23;
         n.state_recorders[0].selection.neurons.clear();
         n.state_recorders[0].variables.assign(3, "V_m");
       },
       {on_e, "25165824 values", "at most 16777216", "choose neurons"}},
      {"interval zero",
       state([](StateRecorder& r) { r.interval = 0; }),
       {on_e, "interval", "multiple"}},
      {"interval off the grid",
       state([](StateRecorder& r) { r.interval = 0.15; }),
       {on_e, "interval", "0.15", "multiple", "0.1 ms"}},
      {"interval NaN", state([](StateRecorder& r) { r.interval = kNaN; }), {on_e, "interval"}},
      {"interval infinite",
       state([](StateRecorder& r) { r.interval = kInfinity; }),
       {on_e, "interval"}},
      {"current of delta neurons",
       state([](StateRecorder& r) {
         r.selection = {1, {}};
       }),
       {"\"D\"", "no I_syn", "V_m"}},
      {"currents that are one",
       state([](StateRecorder& r) { r.variables = {"I_syn_in"}; }),
       {on_e, "I_syn", "separate_currents"}},
  });
}

TEST_CASE("A network is checked before it is built") {
  Network network = valid_network();
  network.populations[0].size = 0;
  CHECK_THROWS_AS(Simulation(network), UserError);
}

}  // namespace
}  // namespace engram
