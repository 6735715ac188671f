#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "io/model/model_file.hpp"

using namespace engram;

namespace {

std::string error_of(const std::string& text,
                     const std::vector<ParameterOverride>& overrides = {}) {
  try {
    parse_model(text, "m.txtpb", overrides);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

// Two lines, so that the faults below stand in line 3.
const std::string kBefore =
    "duration: 100 population { name: \"E\" size: 100 iaf_psc_exp {} }\n"
    "population { name: \"S\" size: 50 poisson { rate: 8 } } parameter { name: \"scale\" value: "
    "0.5 }\n";

struct Bad {
  std::string text;   ///< with '@' where the error should point to
  std::string field;  ///< that it should name
  std::string what;   ///< that it should contain
};

/// Two lines of text and then the bad one.
void check_refused(const std::string& before, const Bad& bad) {
  CAPTURE(bad.text);
  std::string text = bad.text;
  const std::size_t column = text.find('@');
  text.erase(column, 1);
  const std::string error = error_of(before + text);
  const std::string field = bad.field.empty() ? "" : bad.field + ": ";
  CHECK_THAT(error, Catch::StartsWith("m.txtpb:3:" + std::to_string(column + 1) + ": " + field));
  CHECK_THAT(error, Catch::Contains(bad.what));
  CHECK(error.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("a mistake is refused with its line, column and field, and with what is valid") {
  const Bad bad = GENERATE(values<Bad>({
      // Names of fields.
      {R"(@populations {})", "",
       R"(unknown field 'populations'; did you mean 'population'? valid: name, parameter, seed)"},
      {R"(population { name: "A" iaf_psc_exp { @tau_mm: 10 } })", "population.iaf_psc_exp",
       R"(unknown field 'tau_mm'; did you mean 'tau_m'? valid: tau_m, C_m)"},
      {R"(population { relay { @size: 3 } })", "population.relay",
       R"(unknown field 'size'; there is none)"},
      {R"(seed @3)", "seed", R"(expected ':' and a value, found '3')"},
      {R"(population { @= })", "population",
       R"(expected the name of a field, found '='; valid: name, type)"},
      {R"(name: "open@)", "", R"(Unexpected end of string)"},
      {R"(population @{ size: 3)", "population", R"(expected '}' before the end of the file)"},
      {R"(@duration: 3)", "duration", R"(given twice, first in line 1)"},
      {R"(population { relay {} @poisson {} })", "population.poisson",
       R"(there is 'relay' in line 3 already)"},
      // Values.
      {R"(seed: @1.5)", "seed",
       R"(1.5 is not a whole number; valid: a whole number from 0 to 18446744073709551615)"},
      {R"(seed: @-1)", "seed", R"(-1 is not valid; valid: a whole number from 0)"},
      {R"(seed: @"scale * 3")", "seed", R"("scale * 3" = 1.5 is not a whole number)"},
      {R"(seed: "@scael")", "seed",
       R"(in "scael" at character 1: unknown parameter 'scael'; did you mean 'scale'?)"},
      {R"(seed: "1 + (2 * @) + 1")", "seed", R"(at character 10: expected a number)"},
      {R"(seed: @scale)", "seed", R"(found 'scale' (expressions stand in quotes))"},
      {R"(seed: @010)", "seed", R"(expected a decimal number)"},
      {R"(warm_up: @nan)", "warm_up", R"(nan ms is not valid; valid: 0 to 4000000000 ms)"},
      {R"(warm_up: @-1)", "warm_up", R"(-1 ms is not valid)"},
      {R"(warm_up: @0.25)", "warm_up",
       R"(0.25 ms is not valid; valid: multiples of the clock's step of 0.1 ms)"},
      {R"(clock @{})", "clock", R"(the kind is missing; valid: one of grid, continuous)"},
      {R"(clock { grid { step: @0 } })", "clock.grid.step",
       R"(0 ms is not valid; valid: 1e-06 to 1000 ms)"},
      {R"(warm_up: @-1.50)", "warm_up", R"(-1.50 ms is not valid)"},
      {R"(name: @"\xff")", "name", R"(no text; valid: UTF-8)"},
      {R"(seed: "@a\nb")", "seed", R"(unknown parameter 'a')"},
      // Populations.
      {R"(population @{ size: 3 relay {} })", "population",
       R"('name' is missing; valid: a quoted text)"},
      {R"(population @{ name: "A" relay {} })", "population", R"('size' is missing)"},
      {R"(population @{ name: "A" size: 3 })", "population",
       R"(the model is missing; valid: one of iaf_psc_exp, iaf_psc_alpha)"},
      {R"(population { name: @"E" size: 3 relay {} })", "population.name",
       R"(another population 'E' already)"},
      {R"(population { name: "A" size: @0 relay {} })", "population.size",
       R"(0 is not valid; valid: a whole number from 1 to 4294967294)"},
      {R"(population { name: "A" size: @1099511627776 relay {} })", "population.size",
       R"(1099511627776 is not valid)"},
      {R"(population { name: "A" size: @"2^40" relay {} })", "population.size",
       R"("2^40" = 1099511627776 is not valid)"},
      {R"(population { name: "A" size: @4294967200 relay {} })", "population.size",
       R"(the network has 4294967350; valid: at most 4294967294)"},
      {R"(population { name: "A" size: 3 iaf_psc_exp { tau_m: @0 } })",
       "population.iaf_psc_exp.tau_m", R"(0 ms is not valid; valid: above 0 ms)"},
      {R"(population { name: "A" size: 3 iaf_psc_exp { t_ref: @0.05 } })",
       "population.iaf_psc_exp.t_ref", R"(multiples of the clock's step)"},
      {R"(population { name: "A" size: 3 iaf_psc_exp { V_reset: @-50 } })",
       "population.iaf_psc_exp.V_reset", R"(V_reset, -50 mV, is not below V_th, -55 mV)"},
      {R"(population { name: "A" size: 3 relay {} initial_V_m @{ constant: 1 } })",
       "population.initial_V_m", R"(has no membrane potential)"},
      {R"(population { name: "A" size: 3 relay {} sleep: @ALWAYS })", "population.sleep",
       R"(valid: AUTO, NEVER)"},
      {R"(population { name: "A" size: 3 relay {} sleep: @NEVVER })", "population.sleep",
       R"(unknown value 'NEVVER'; did you mean 'NEVER'?)"},
      {R"(population { name: "A" size: 3 relay {} sleep: @"7" })", "population.sleep",
       R"(unknown value '7'; valid: AUTO, NEVER, ALWAYS)"},
      {R"(population { name: "A" size: 3 relay {} enabled: @maybe })", "population.enabled",
       R"(valid: true, false)"},
      {R"(population { name: "A" type: @"lif" })", "population.type",
       R"(unknown type 'lif'; there is none)"},
      {R"(population { name: "A" size: 3 poisson @{} })", "population.poisson",
       R"('rate' is missing; valid: at least 0 Hz)"},
      {R"(population { name: "A" size: 3 poisson { rate: 1 start: 5 stop: @4 } })",
       "population.poisson.stop", R"(at least start, which is 5 ms)"},
      {R"(population { name: "A" size: @2 spike_trains { train {} } })", "population.size",
       R"(2 neurons for 1 spike trains)"},
      {R"(population { name: "A" spike_trains @{} })", "population.spike_trains",
       R"('train' is missing)"},
      {R"(population { name: "A" spike_trains { train { time: [1, 3, @2] } } })",
       "population.spike_trains.train.time", R"(2 ms comes after 3 ms)"},
      {R"(population { name: "A" spike_trains { train { time: [1, @1.05] } } })",
       "population.spike_trains.train.time", R"(1.05 ms is not valid)"},
      // Projections.
      {R"(projection { source: @"e" target: "E" all_to_all {} })", "projection.source",
       R"(unknown population 'e'; did you mean 'E'? valid: E, S)"},
      {R"(projection { source: "E" target: ["E", @"X"] all_to_all {} })", "projection.target",
       R"(unknown population 'X')"},
      {R"(projection { source: ["E", @"E"] target: "E" all_to_all {} })", "projection.source",
       R"(named twice)"},
      {R"(projection { source: "E" target: @"S" all_to_all {} })", "projection.target",
       R"('S' takes no input)"},
      {R"(projection @{ target: "E" all_to_all {} })", "projection", R"('source' is missing)"},
      {R"(projection @{ source: "E" target: "E" })", "projection",
       R"(the rule is missing; valid: one of one_to_one)"},
      {R"(projection { source: "S" target: "E" one_to_one @{} })", "projection.one_to_one",
       R"(both populations must have the same size)"},
      {R"(projection { source: "S" target: "E" fixed_in_degree @{ in_degree: 51 multapses: false } })",
       "projection.fixed_in_degree", R"(in-degree 51: valid is 0 to 50)"},
      {R"(projection { source: "S" target: "E" all_to_all {} source_neurons { index: @50 } })",
       "projection.source_neurons.index",
       R"(there is no neuron 50 in population 'S'; valid: 0 to 49)"},
      {R"(projection { source: "E" target: "E" all_to_all @{ autapses: false } target_neurons { index: 5 } })",
       "projection.all_to_all", R"(source_neurons and target_neurons that are the same)"},
      {R"(projection { source: "S" target: "E" fixed_in_degree @{ in_degree: 3 multapses: false } source_neurons { first: 4 count: 2 } })",
       "projection.fixed_in_degree", R"(in-degree 3: valid is 0 to 2)"},
      {R"(projection { source: "S" target: "E" all_to_all {} plastic @{ w_min: 0 } })",
       "projection.plastic", R"('w_max' is missing)"},
      {R"(projection { source: "S" target: "E" bernoulli { probability: @1.5 } })",
       "projection.bernoulli.probability", R"(1.5 is not valid; valid: 0 to 1)"},
      {R"(projection { source: "S" target: "E" explicit @{ connection { source: 50 target: 0 weight: 1 delay: 1 } } })",
       "projection.explicit", R"(valid is 0 to 49)"},
      {R"(projection { source: "S" target: "E" explicit { connection @{ source: 5 target: 0 weight: 1 } } })",
       "projection.explicit.connection", R"('delay' is missing)"},
      {R"(projection { source: "S" target: "E" explicit {} weight @{ constant: 1 } })",
       "projection.weight", R"(leave this out)"},
      {R"(projection { source: "S" target: "E" all_to_all {} weight { constant: @nan } })",
       "projection.weight.constant", R"(nan is not valid; valid: a finite number)"},
      {R"(projection { source: "S" target: "E" all_to_all {} weight @{ min: 0 } })",
       "projection.weight",
       R"(the law is missing; valid: one of constant, uniform, normal, lognormal)"},
      {R"(projection { source: "S" target: "E" all_to_all {} weight { normal { mean: 1 sd: @-1 } } })",
       "projection.weight.normal.sd", R"(-1 is not valid; valid: at least 0)"},
      {R"(projection { source: "S" target: "E" all_to_all {} weight { uniform { low: 1 high: @0 } } })",
       "projection.weight.uniform.high", R"(at least low, which is 1)"},
      {R"(projection { source: "S" target: "E" all_to_all {} weight { constant: 1 min: 3 max: @2 } })",
       "projection.weight.max", R"(at least min, which is 3)"},
      {R"(projection { source: "S" target: "E" all_to_all {} delay { constant: @-1 } })",
       "projection.delay.constant",
       R"(-1 ms is not valid; valid: multiples of the clock's step of 0.1 ms, above 0)"},
      {R"(projection { source: "S" target: "E" all_to_all {} delay { constant: @0.15 } })",
       "projection.delay.constant", R"(0.15 ms is not valid)"},
      // Devices and recorders.
      {R"(poisson_drive { target: "E" rate: @-1 weight: 1 })", "poisson_drive.rate",
       R"(-1 Hz is not valid)"},
      {R"(poisson_drive { target: "E" rate: 1 weight: @inf })", "poisson_drive.weight",
       R"(inf pA or mV is not valid; valid: a finite number of pA or mV)"},
      {R"(poisson_drive { target: @"S" rate: 1 weight: 1 })", "poisson_drive.target",
       R"('S' takes no current)"},
      {R"(dc_current { target: "E" amplitude: 1 start: 5 stop: @4 })", "dc_current.stop",
       R"(at least start)"},
      {R"(dc_current { target: "E" amplitude: 1 stop: @0.05 })", "dc_current.stop", R"(multiples)"},
      {R"(step_current @{ target: "E" })", "step_current", R"('step' is missing; valid: { ... })"},
      {R"(step_current { target: "E" step { time: 1 amplitude: 1 } step { time: @1 amplitude: 2 } })",
       "step_current.step.time", R"(ascending)"},
      {R"(spike_recorder { population: @"X" })", "spike_recorder.population", R"(valid: E, S)"},
      {R"(spike_recorder { population: "S" neurons { index: [1, @50] } })",
       "spike_recorder.neurons.index", R"(no neuron 50 in population 'S'; valid: 0 to 49)"},
      {R"(spike_recorder { population: "S" neurons { first: 40 count: @3 stride: 5 } })",
       "spike_recorder.neurons.count", R"(no neuron 50)"},
      {R"(population { name: "L" size: 2e9 relay {} } spike_recorder { population: "L" neurons { count: @2e9 } })",
       "spike_recorder.neurons.count",
       R"(2000000000 neurons are more than can be listed; valid: at most 100000000, or none for all)"},
      {R"(spike_recorder { population: "S" neurons { first: 4000000000 count: @4000000000 stride: 4000000000 } })",
       "spike_recorder.neurons.count", R"(no neuron)"},
      {R"(spike_recorder { population: "S" neurons @{ first: 4 } })", "spike_recorder.neurons",
       R"('count' is missing)"},
      {R"(spike_recorder { population: "S" neurons @{} })", "spike_recorder.neurons",
       R"(no neuron is chosen)"},
      {R"(state_recorder @{ population: "E" })", "state_recorder",
       R"('variable' is missing; valid: a name)"},
      {R"(state_recorder { population: "E" variable: @V })", "state_recorder.variable",
       R"(unknown value 'V'; valid: V_m)"},
      {R"(state_recorder { population: "E" variable: V_m interval: @0.25 })",
       "state_recorder.interval", R"(multiples)"},
      // Parameters.
      {R"(parameter @{ value: 1 })", "parameter", R"('name' is missing)"},
      {R"(parameter @{ name: "x" })", "parameter", R"('value' is missing)"},
      {R"(parameter { name: @"scale" value: 1 })", "parameter.name",
       R"(another parameter 'scale')"},
      {R"(parameter { name: @"sqrt" value: 1 })", "parameter.name", R"('sqrt' is not valid)"},
      {R"(parameter { name: "x" value: @inf })", "parameter.value",
       R"(inf is not valid; valid: a finite number)"},
      {R"(parameter { name: "x" value: "@x + 1" })", "parameter.value", R"(unknown parameter 'x')"},
  }));
  check_refused(kBefore, bad);
}

TEST_CASE("so is a mistake in what the continuous clock adds") {
  const Bad bad = GENERATE(values<Bad>({
      {R"(clock { @continous {} })", "clock",
       R"(unknown field 'continous'; did you mean 'continuous'? valid: grid, continuous)"},
      {R"(clock { continuous { @step: 1 } })", "clock.continuous",
       R"(unknown field 'step'; there is none)"},
      {R"(clock { grid {} @continuous {} })", "clock.continuous", R"(there is 'grid' in line 3)"},
      {R"(population { name: "A" size: 1 int_fire { tau: @0 } })", "population.int_fire.tau",
       R"(0 ms is not valid; valid: above 0 ms)"},
      {R"(population { name: "A" size: 1 int_fire { t_ref: @-1 } })", "population.int_fire.t_ref",
       R"(-1 ms is not valid)"},
      {R"(population { name: "A" size: 1 int_fire { t_ref: @0.05 } })", "population.int_fire.t_ref",
       R"(multiples of the clock's step of 0.1 ms)"},
      {R"(population { name: "A" size: 1 int_fire {} initial_V_m @{ constant: 0 } })",
       "population.initial_V_m", R"(has no membrane potential)"},
      {R"(population @{ name: "A" int_fire {} })", "population", R"('size' is missing)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson @{} })",
       "population.inhomogeneous_poisson", R"('rate' is missing; valid: { ... })"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate @{} } })",
       "population.inhomogeneous_poisson.rate",
       R"(the profile is missing; valid: one of table, sinusoid)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { table @{} } } })",
       "population.inhomogeneous_poisson.rate.table", R"('step' is missing)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { table { step { time: 0 rate: @-5 } } } } })",
       "population.inhomogeneous_poisson.rate.table.step.rate",
       R"(-5 Hz is not valid; valid: at least 0 Hz)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { table { step { time: 1 rate: 1 } step { time: @1 rate: 2 } } } } })",
       "population.inhomogeneous_poisson.rate.table.step.time", R"(1 ms comes after 1 ms)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { sinusoid { mean: 5 amplitude: @5.5 frequency: 1 } } } })",
       "population.inhomogeneous_poisson.rate.sinusoid.amplitude",
       R"(5.5 Hz would make the rate negative; valid: 0 to the mean, which is 5 Hz)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { sinusoid @{ mean: 5 amplitude: 5 } } } })",
       "population.inhomogeneous_poisson.rate.sinusoid", R"('frequency' is missing)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { sinusoid { mean: 5 amplitude: 5 frequency: 1 phase: @inf } } } })",
       "population.inhomogeneous_poisson.rate.sinusoid.phase",
       R"(inf degrees is not valid; valid: a finite number of degrees)"},
      {R"(population { name: "A" size: 1 inhomogeneous_poisson { rate { table { step { time: 0 rate: 1 } } } start: 2 stop: @1 } })",
       "population.inhomogeneous_poisson.stop", R"(at least start, which is 2 ms)"},
      {R"(population { name: "A" size: 1 gamma @{ shape: 2 } })", "population.gamma",
       R"('rate' is missing)"},
      {R"(population { name: "A" size: 1 gamma { rate: 1 shape: @0.001 } })",
       "population.gamma.shape", R"(0.001 is not valid; valid: at least 0.01)"},
      {R"(population { name: "A" size: 1 pulse_packets @{} })", "population.pulse_packets",
       R"('time' is missing; valid: 0 to 4000000000 ms)"},
      {R"(population { name: "A" size: 1 pulse_packets { time: [3, @2] } })",
       "population.pulse_packets.time", R"(2 ms comes after 3 ms; valid: ascending times)"},
      {R"(population { name: "A" size: 1 pulse_packets { time: 3 spikes: @0 } })",
       "population.pulse_packets.spikes", R"(0 is not valid; valid: a whole number from 1)"},
      {R"(population { name: "A" size: 1 pulse_packets { time: 3 sd: @-1 } })",
       "population.pulse_packets.sd", R"(-1 ms is not valid; valid: at least 0 ms)"},
      {R"(population { name: "A" size: 1 gamma { rate: 1 } sleep: @ALWAYS })", "population.sleep",
       R"(valid: AUTO, NEVER)"},
      {R"(population { name: "A" size: 1 gamma { rate: 1 } } projection { source: "E" target: @"A" all_to_all {} })",
       "projection.target", R"('A' takes no input; gamma fires by itself)"},
      {R"(inhomogeneous_poisson_drive { target: @"S" rate { table { step { time: 0 rate: 1 } } } weight: 1 })",
       "inhomogeneous_poisson_drive.target", R"('S' takes no current)"},
      {R"(inhomogeneous_poisson_drive @{ target: "E" weight: 1 })", "inhomogeneous_poisson_drive",
       R"('rate' is missing)"},
      {R"(inhomogeneous_poisson_drive { target: "E" rate { @tabel {} } weight: 1 })",
       "inhomogeneous_poisson_drive.rate",
       R"(unknown field 'tabel'; did you mean 'table'? valid: table, sinusoid)"},
  }));
  check_refused(kBefore, bad);
}

TEST_CASE("a delay of zero is refused by name on every clock") {
  const std::string grid = "\n";
  const std::string continuous = "clock { continuous {} }\n";
  const std::string network = "duration: 1 population { name: \"E\" size: 1 iaf_psc_exp {} }\n";
  const auto constant = [&](const std::string& clock, const std::string& ms, std::string what) {
    check_refused(
        network + clock,
        {"projection { source: \"E\" target: \"E\" one_to_one {} delay { constant: @" + ms + " } }",
         "projection.delay.constant", std::move(what)});
  };
  const auto in_list = [&](const std::string& clock, const std::string& ms, std::string what) {
    check_refused(network + clock,
                  {"projection { source: \"E\" target: \"E\" explicit { connection "
                   "{ source: 0 target: 0 weight: 1 delay: @" +
                       ms + " } } }",
                   "projection.explicit.connection.delay", std::move(what)});
  };
  const std::string one_step =
      "0 ms is zero, and events need a delay above 0; valid: at least one step of 0.1 ms";
  constant(grid, "0", one_step);
  in_list(grid, "0", one_step);
  constant(grid, "1e-9",
           "1e-09 ms is not valid; valid: multiples of the clock's step of 0.1 ms, above 0, such "
           "as 0.1 ms");
  constant(grid, "0.04", "0.04 ms is not valid; valid: multiples of the clock's step of 0.1 ms");
  in_list(grid, "-1",
          "-1 ms is not valid; valid: multiples of the clock's step of 0.1 ms, above 0");
  const std::string one_tick =
      "0 ms is zero, and events need a delay above 0; valid: at least one tick of 1e-09 ms";
  constant(continuous, "0", one_tick);
  in_list(continuous, "\"1 - 1\"", one_tick);
  constant(continuous, "4e-10", "4e-10 ms is zero to the nearest tick, and events need a delay");
  in_list(continuous, "4e-10", "4e-10 ms is zero to the nearest tick, and events need a delay");
  constant(continuous, "-1",
           "-1 ms is not valid; valid: whole picoseconds, above 0, such as 1e-09 ms");
}

TEST_CASE("what has to be above zero may not come to zero on the clock") {
  check_refused("duration: 1\n\n",
                {R"(population { name: "A" spike_trains { train { time: @1e-8 } } })",
                 "population.spike_trains.train.time",
                 "1e-08 ms is not valid; valid: multiples of the clock's step of 0.1 ms, above 0, "
                 "such as 0.1 ms"});
  check_refused("duration: 1 clock { continuous {} }\n\n",
                {R"(population { name: "A" spike_trains { train { time: @1e-20 } } })",
                 "population.spike_trains.train.time", "1e-20 ms is not valid; valid: "});
  check_refused("clock { continuous {} }\n\n",
                {R"(duration: @1e-10)", "duration",
                 "1e-10 ms is not valid; valid: whole picoseconds, above 0"});
}

TEST_CASE("a mistake in a type is shown at its place in the type") {
  const std::string types =
      "duration: 1\n"
      "population_type { name: \"lif\" iaf_psc_exp {\n t_ref: 0.05 } }\n"
      "projection_type { name: \"p\" all_to_all {}\n delay { constant: 0.15 } }\n";
  CHECK_THAT(error_of(types + "population { name: \"A\" size: 1 type: \"lif\" }"),
             Catch::StartsWith("m.txtpb:3:9: population.iaf_psc_exp.t_ref: 0.05 ms"));
  const std::string good =
      "population { name: \"A\" size: 1 type: \"lif\" iaf_psc_exp { t_ref: 1 } }";
  CHECK_THAT(error_of(types + good + "projection { type: \"p\" source: \"A\" target: \"A\" }"),
             Catch::StartsWith("m.txtpb:5:20: projection.delay.constant: 0.15 ms"));
  CHECK(error_of(types + good) == "no error");
  CHECK_THAT(error_of("population_type { size: 3 }"),
             Catch::StartsWith("m.txtpb:1:17: population_type: 'name' is missing"));
  CHECK_THAT(error_of("population_type { name: \"a\" } population_type { name: \"a\" }"),
             Catch::Contains("there is another 'a' already"));
}

TEST_CASE("a model needs a duration and a population") {
  CHECK_THAT(error_of(""), Catch::StartsWith("m.txtpb:1:1: 'duration' is missing; valid: above 0"));
  CHECK_THAT(error_of("duration: 0"),
             Catch::StartsWith("m.txtpb:1:11: duration: 0 ms is not valid"));
  CHECK_THAT(error_of("duration: 1"), Catch::StartsWith("m.txtpb:1:1: population: there is none"));
}

TEST_CASE("only parameters that the file declares can be overridden") {
  CHECK_THAT(error_of(kBefore, {{"scael", 1}}),
             Catch::Equals("m.txtpb: --set scael: the model has no such parameter; did you mean "
                           "'scale'? valid: scale"));
  CHECK_THAT(error_of(kBefore, {{"scale", std::numeric_limits<double>::quiet_NaN()}}),
             Catch::Contains("--set scale"));
}

TEST_CASE("what is no text is not taken for a model") {
  CHECK_THAT(error_of("\xff\xd8\xff\xe0\x10JFIF"),
             Catch::StartsWith("m.txtpb:1:1: byte 0xFF is not text; valid: "));
  CHECK_THAT(error_of("name: \"a\"\n# \xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x99\n\x01"),
             Catch::StartsWith("m.txtpb:3:1: byte 0x01"));
  const std::string bytes = GENERATE("\x80", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                                     "\xf4\x90\x80\x80", "\xf5", "\xe2\x82");
  CHECK_THAT(error_of("# " + bytes), Catch::StartsWith("m.txtpb:1:3: byte 0x"));
}

TEST_CASE("a file that cannot be read is named") {
  CHECK_THROWS_WITH(load_model("no/such/file.txtpb"),
                    Catch::StartsWith("no/such/file.txtpb: cannot be read: No such file"));
  CHECK_THROWS_WITH(load_model("."), Catch::StartsWith(".: is a directory"));
}
