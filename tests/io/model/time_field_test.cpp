#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/model/model_file.hpp"

// The times of a model file: each is a multiple of the clock's step, or is refused where it stands.

namespace engram {
namespace {

struct TimeField {
  std::string text;  ///< with '@' where the time stands
  std::string name;
  bool continuous_only = false;
};

const std::vector<TimeField>& fields() {
  static const std::vector<TimeField> kFields{
      {"population { name: \"A\" size: 1 poisson { rate: 1 start: @ } }",
       "population.poisson.start"},
      {"population { name: \"A\" size: 1 poisson { rate: 1 stop: @ } }", "population.poisson.stop"},
      {"population { name: \"A\" size: 1 gamma { rate: 1 start: @ } }", "population.gamma.start"},
      {"population { name: \"A\" size: 1 gamma { rate: 1 stop: @ } }", "population.gamma.stop"},
      {"population { name: \"A\" size: 1 inhomogeneous_poisson { rate { sinusoid { mean: 1 "
       "amplitude: 1 frequency: 1 } } start: @ } }",
       "population.inhomogeneous_poisson.start"},
      {"population { name: \"A\" size: 1 inhomogeneous_poisson { rate { sinusoid { mean: 1 "
       "amplitude: 1 frequency: 1 } } stop: @ } }",
       "population.inhomogeneous_poisson.stop"},
      {"population { name: \"A\" size: 1 inhomogeneous_poisson { rate { table { step { time: @ "
       "rate: 1 } } } } }",
       "population.inhomogeneous_poisson.rate.table.step.time"},
      {"population { name: \"A\" size: 1 pulse_packets { time: @ } }",
       "population.pulse_packets.time"},
      {"population { name: \"A\" size: 1 iaf_psc_exp { t_ref: @ } }",
       "population.iaf_psc_exp.t_ref"},
      {"population { name: \"A\" size: 1 iaf_psc_alpha { t_ref: @ } }",
       "population.iaf_psc_alpha.t_ref"},
      {"population { name: \"A\" size: 1 iaf_psc_delta { t_ref: @ } }",
       "population.iaf_psc_delta.t_ref"},
      {"population { name: \"A\" size: 1 int_fire { t_ref: @ } }", "population.int_fire.t_ref",
       true},
      {"poisson_drive { target: \"E\" rate: 1 weight: 1 start: @ }", "poisson_drive.start"},
      {"poisson_drive { target: \"E\" rate: 1 weight: 1 stop: @ }", "poisson_drive.stop"},
      {"inhomogeneous_poisson_drive { target: \"E\" weight: 1 start: @ rate { sinusoid { mean: 1 "
       "amplitude: 1 frequency: 1 } } }",
       "inhomogeneous_poisson_drive.start"},
      {"inhomogeneous_poisson_drive { target: \"E\" weight: 1 stop: @ rate { sinusoid { mean: 1 "
       "amplitude: 1 frequency: 1 } } }",
       "inhomogeneous_poisson_drive.stop"},
      {"dc_current { target: \"E\" amplitude: 1 start: @ }", "dc_current.start"},
      {"dc_current { target: \"E\" amplitude: 1 stop: @ }", "dc_current.stop"},
      {"step_current { target: \"E\" step { time: @ amplitude: 1 } }", "step_current.step.time"},
      {"state_recorder { population: \"E\" variable: V_m interval: @ }", "state_recorder.interval"},
      {"projection { source: \"E\" target: \"E\" one_to_one {} delay { constant: @ } }",
       "projection.delay.constant"},
      {"projection { source: \"E\" target: \"E\" explicit { connection { source: 0 target: 0 "
       "weight: 1 delay: @ } } }",
       "projection.explicit.connection.delay"},
      {"warm_up: @", "warm_up"}};
  return kFields;
}

std::string error_of(const std::string& text) {
  try {
    parse_model(text, "m.txtpb");
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

/// The error about a field with a time, in the third line.
std::string error_of(const TimeField& field, const std::string& clock, const std::string& ms) {
  std::string text = field.text;
  text.replace(text.find('@'), 1, ms);
  return error_of("clock { " + clock +
                  " }\nduration: 30 population { name: \"E\" size: 1 iaf_psc_exp { t_ref: 3 } }\n" +
                  text);
}

std::string place_of(const TimeField& field) {
  return fmt::format("m.txtpb:3:{}: {}: ", field.text.find('@') + 1, field.name);
}

}  // namespace

TEST_CASE("a time off the grid is refused where it stands, with what lies beside it") {
  for (const TimeField& field : fields()) {
    if (field.continuous_only) continue;
    CAPTURE(field.name);
    CHECK(error_of(field, "grid { step: 0.3 }", "0.9") == "no error");
    CHECK(error_of(field, "grid { step: 0.3 }", "\"0.1 * 3 + 0.6\"") == "no error");
    CHECK(error_of(field, "grid { step: 0.3 }", "1") ==
          place_of(field) + "1 ms is not valid; valid: multiples of the clock's step of 0.3 ms" +
              (error_of(field, "grid { step: 0.3 }", "0") == "no error" ? "" : ", above 0") +
              ", such as 0.9 and 1.2 ms");
  }
}

TEST_CASE("a time between picoseconds is refused where it stands") {
  for (const TimeField& field : fields()) {
    CAPTURE(field.name);
    CHECK(error_of(field, "continuous {}", "0.123456789") == "no error");
    const std::string error = error_of(field, "continuous {}", "0.0009765625");
    CHECK_THAT(error, Catch::StartsWith(place_of(field) + "0.0009765625 ms is not valid; valid: "));
    CHECK_THAT(error, Catch::Contains("whole picoseconds") &&
                          Catch::EndsWith("such as 0.000976562 and 0.000976563 ms"));
  }
}

TEST_CASE("a step between picoseconds is refused as the step, not for what it does to others") {
  const std::string rest = "}\n} duration: 10 population { name: \"A\" size: 1 relay {} }";
  CHECK(error_of("clock { grid {\nstep: 0.0009765625 " + rest) ==
        "m.txtpb:2:7: clock.grid.step: 0.0009765625 ms is not valid; valid: whole picoseconds, "
        "above 0, such as 0.000976562 and 0.000976563 ms");
  CHECK_THAT(error_of("clock { grid {\nstep: 0.0000010004 " + rest),
             Catch::StartsWith("m.txtpb:2:7: clock.grid.step: "));
  for (const std::string step : {"0.1", "\"0.1 * 3\"", "0.000001", "1000", "0.0625"}) {
    CAPTURE(step);
    CHECK_THAT(error_of("clock { grid {\nstep: " + step + rest),
               Catch::Equals("no error") || Catch::Contains(": duration: 10 ms is not valid"));
  }
}

TEST_CASE("warm-up and duration must fit into the time that there is") {
  const std::string network = " population { name: \"A\" size: 1 relay {} }";
  CHECK(error_of("duration: 4e9" + network) == "no error");
  CHECK_THAT(error_of("duration: 4e9 warm_up: 1" + network),
             Catch::StartsWith("m.txtpb:1:24: warm_up: 1 ms and a duration of 4000000000 ms are "
                               "too long; valid: together at most 4000000000 ms"));
}

TEST_CASE("a stop that no run reaches need not be on the grid") {
  for (const std::string stop : {"inf", "1e300", "4000000000.05", "9e9"}) {
    CAPTURE(stop);
    for (const std::string text : {"population { name: \"A\" size: 1 poisson { rate: 1 stop: @ } }",
                                   "population { name: \"A\" size: 1 gamma { rate: 1 stop: @ } }",
                                   "poisson_drive { target: \"E\" rate: 1 weight: 1 stop: @ }",
                                   "dc_current { target: \"E\" amplitude: 1 stop: @ }"}) {
      CHECK(error_of({text, ""}, "grid {}", stop) == "no error");
    }
  }
}

}  // namespace engram
