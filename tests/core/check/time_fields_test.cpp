#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/support/small_network.hpp"
#include "core/support/twin_networks.hpp"

// Every time that a network can be given in ms, on both clocks.

namespace engram::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kStep = 0.3;

struct TimeField {
  std::string name;                           ///< that a complaint must have
  std::function<void(Network&, double)> set;  ///< to a time in ms
  bool zero_too = true;
  bool endless = false;  ///< may be infinite
  bool spike = false;    ///< may lie between ticks on the continuous clock
};

/// A neuron whose own times are on any clock here.
PopulationIndex add_cell(Network& network) {
  IafPscExp cell;
  cell.t_ref = kStep;
  return add_neurons(network, cell);
}

PopulationIndex add_source(Network& network, const NeuronModel& model) {
  return add_neurons(network, model);
}

template <class Model>
TimeField of_source(const std::string& name, Model model, double Model::*member,
                    bool endless = false) {
  return {name,
          [=](Network& n, double ms) mutable {
            model.*member = ms;
            add_source(n, model);
          },
          true, endless};
}

template <class Drive>
TimeField of_drive(const std::string& name, Drive drive, double Drive::*member,
                   bool endless = false) {
  return {name,
          [=](Network& n, double ms) mutable {
            drive.target = add_cell(n);
            drive.*member = ms;
            n.devices.push_back(drive);
          },
          true, endless};
}

TimeField of_neuron(NeuronModel model, std::function<Parameter&(NeuronModel&)> t_ref) {
  return {"t_ref", [=](Network& n, double ms) mutable {
            t_ref(model) = ms;
            add_neurons(n, model);
          }};
}

void add_synapse(Network& n, const ConnectionRule& rule, const Distribution& delay) {
  const PopulationIndex relay = add_neurons(n, Relay{});
  n.projections.push_back({.source = relay, .target = relay, .rule = rule, .delay = delay});
}

std::vector<TimeField> fields(bool continuous) {
  const RateTable flat{{0}, {50}};
  std::vector<TimeField> all{
      of_source<PoissonPopulation>("start", {.rate = 9}, &PoissonPopulation::start),
      of_source<PoissonPopulation>("stop", {.rate = 9}, &PoissonPopulation::stop, true),
      of_source<GammaPopulation>("start", {.rate = 9}, &GammaPopulation::start),
      of_source<GammaPopulation>("stop", {.rate = 9}, &GammaPopulation::stop, true),
      of_source<InhomogeneousPoissonPopulation>("start", {flat},
                                                &InhomogeneousPoissonPopulation::start),
      of_source<InhomogeneousPoissonPopulation>("stop", {flat},
                                                &InhomogeneousPoissonPopulation::stop, true),
      of_drive<PoissonDrive>("start", {.rate = 9}, &PoissonDrive::start),
      of_drive<PoissonDrive>("stop", {.rate = 9}, &PoissonDrive::stop, true),
      of_neuron(IafPscExp{}, [](NeuronModel& m) -> Parameter& { return m.as<IafPscExp>().t_ref; }),
      of_neuron(IafPscAlpha{},
                [](NeuronModel& m) -> Parameter& { return m.as<IafPscAlpha>().t_ref; }),
      of_neuron(IafPscDelta{},
                [](NeuronModel& m) -> Parameter& { return m.as<IafPscDelta>().t_ref; }),
      {"time of the table",
       [](Network& n, double ms) {
         add_source(n, InhomogeneousPoissonPopulation{RateTable{{ms}, {50}}});
       }},
      {"time",
       [](Network& n, double ms) {
         add_source(n, PulsePackets{{ms}, 2, 0.5});
       }},
      {"spike time", [](Network& n, double ms) { add_spike_train(n, {ms}); }, false, false, true},
      {"time",
       [](Network& n, double ms) {
         n.devices.push_back(StepCurrent{add_cell(n), {ms}, {9}});
       }},
      {"interval",
       [](Network& n, double ms) {
         const PopulationIndex p = add_cell(n);
         n.state_recorders.push_back({{p, {}}, {"V_m"}, ms});
       },
       false},
      {"delay", [](Network& n, double ms) { add_synapse(n, OneToOne{}, {Constant{ms}}); }, false},
      {"delay",
       [](Network& n, double ms) {
         add_synapse(n, ExplicitList{{{0, 0, 1, ms}}}, {});
       },
       false}};
  if (!continuous) return all;
  all.push_back(
      of_neuron(IntFire{}, [](NeuronModel& m) -> Parameter& { return m.as<IntFire>().t_ref; }));
  using Drive = InhomogeneousPoissonDrive;
  all.push_back(of_drive<Drive>("start", {.rate = flat}, &Drive::start));
  all.push_back(of_drive<Drive>("stop", {.rate = flat}, &Drive::stop, true));
  all.push_back({"time of the table", [](Network& n, double ms) {
                   const PopulationIndex p = add_cell(n);
                   n.devices.push_back(Drive{.target = p, .rate = RateTable{{ms}, {50}}});
                 }});
  return all;
}

Network network_with(const TimeField& field, double ms, bool continuous) {
  Network network = empty_network(6, kStep);
  if (continuous) network.clock = Clock::any_time();
  field.set(network, ms);
  return network;
}

std::string complaint_about(const Network& network) {
  try {
    validate(network);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

bool is_refused_by_name(const TimeField& field, double ms, bool continuous) {
  const std::string complaint = complaint_about(network_with(field, ms, continuous));
  CAPTURE(field.name, ms, continuous, complaint);
  CHECK(complaint.find(field.name) != std::string::npos);
  return complaint.find(field.name) != std::string::npos;
}

}  // namespace

TEST_CASE("every invalid time is refused with the name of its field") {
  const bool continuous = GENERATE(false, true);
  for (const TimeField& field : fields(continuous)) {
    for (const double ms : {kNaN, -kInfinity, -1e300, -0.3, -1e-9}) {
      is_refused_by_name(field, ms, continuous);
    }
    for (const double ms : {kInfinity, 1e300, 1e19, 5e9}) {
      if (!field.endless) is_refused_by_name(field, ms, continuous);
      if (field.endless) CHECK(complaint_about(network_with(field, ms, continuous)).empty());
    }
    for (const double zero : {0.0, -0.0}) {
      if (!field.zero_too) is_refused_by_name(field, zero, continuous);
      if (field.zero_too) CHECK(complaint_about(network_with(field, zero, continuous)).empty());
    }
  }
}

TEST_CASE("a time on the clock is valid, and what is valid can be run") {
  const bool continuous = GENERATE(false, true);
  for (const TimeField& field : fields(continuous)) {
    CAPTURE(field.name);
    CHECK(Simulation(network_with(field, 0.9, continuous), {.threads = 1}).run().completed);
    CHECK(rc::check([&](std::uint64_t seed) {
      Dice dice(seed);
      const Tick step = continuous ? 1 : 300'000'000;
      // 100 ticks at least: a recorder may not read more often than it has memory for.
      const Tick tick = (continuous ? 100 : 0) + dice.whole(1, dice.one_of<Tick>({10, 100})) * step;
      const double ms = ms_from_ticks(tick);
      const Network valid = network_with(field, ms, continuous);
      RC_ASSERT(complaint_about(valid).empty());
      const double off = ms + dice.real(0.01, 0.99) * ms_from_ticks(step);
      if (field.spike && continuous) return;
      RC_ASSERT(is_refused_by_name(field, off, continuous));
    }));
  }
}

TEST_CASE("a spike may be given between the ticks of the continuous clock, and fires there") {
  Network network = empty_network(1);
  network.clock = Clock::any_time();
  add_spike_train(network, {2.5e-10, 0.5 + 5e-10, 0.9});
  const Recorded run = simulate(network);
  const auto& spikes = run.sink.spikes_of(0);
  REQUIRE(spikes.size() == 3);
  CHECK(spikes[0].time == Time{0, 1u << 30});
  CHECK(spikes[1].time.tick == kTicksPerMs / 2);
  CHECK(std::abs(spikes[1].time.fraction * 0x1p-32 - 0.5) < 1e-6);
  CHECK(spikes[2].time == Time{900'000'000, 0});
}

TEST_CASE("warm-up and duration must fit into the time that there is, together too") {
  Network network = empty_network(1);
  add_neurons(network, Relay{});
  constexpr Tick kMost = 4'000'000'000 * kTicksPerMs;
  constexpr Tick kAll = std::numeric_limits<Tick>::max();
  network.duration = kMost;
  CHECK(complaint_about(network).empty());
  network.warm_up = kTicksPerMs / 10;
  CHECK_THAT(complaint_about(network),
             Catch::Contains("warm-up and duration") && Catch::Contains("at most 4000000000 ms"));
  network.duration -= kTicksPerMs / 10;
  CHECK(complaint_about(network).empty());
  network.duration = network.warm_up = kAll / kTicksPerMs * kTicksPerMs;
  CHECK_THAT(complaint_about(network), Catch::Contains("duration is"));
  network.duration = kTicksPerMs;
  CHECK_THAT(complaint_about(network), Catch::Contains("warm-up is"));
  network.warm_up = std::numeric_limits<Tick>::min();
  CHECK_THAT(complaint_about(network), Catch::Contains("warm-up"));
}

TEST_CASE("a law without a delay of the clock is refused") {
  const auto complaint = [](const Distribution& law, Clock clock) {
    Network network = empty_network(1);
    network.clock = clock;
    add_synapse(network, OneToOne{}, law);
    return complaint_about(network);
  };
  const Clock grid;
  const Clock continuous = Clock::any_time();
  for (const Distribution& none :
       {Distribution{Normal{0.5, 0.2}, 0.52, 0.58}, Distribution{Uniform{0.31, 0.39}},
        Distribution{Uniform{0, 0.09}}, Distribution{Lognormal{0, 1}, 0, 0.05}}) {
    CHECK_THAT(complaint(none, grid), Catch::Contains("delay") && Catch::Contains("0.1 ms"));
    CHECK(complaint(none, continuous).empty());
  }
  CHECK(complaint({Normal{0.5, 0.2}, 0.5, 0.58}, grid).empty());
  CHECK(complaint({Normal{0, 1e300}, -1e300, 1}, continuous).empty());
  CHECK_THAT(complaint({Uniform{1.2e-9, 1.8e-9}}, continuous), Catch::Contains("picoseconds"));
}

}  // namespace engram::test
