#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/quadratic_neuron.hpp"
#include "io/model/model_file.hpp"
#include "io/model/schema_check.hpp"
#include "io/recording/info.hpp"
#include "io/recording/recording_fixture.hpp"
#include "io/recording/writer.hpp"
#include "io/report/model_listing.hpp"

// A model without a message in the schema, from a model file.

namespace engram::test {
namespace {

using Catch::Matchers::Contains;

ModelRegistry with_quadratic() {
  ModelRegistry registry = ModelRegistry::built_in();
  registry.add<QuadraticNeuron>();
  return registry;
}

const std::string kText = R"(
duration: 50
parameter { name: "spread" value: 3 }
population {
  name: "Q" size: 200
  custom {
    name: "quadratic"
    parameter { name: "tau_m" value: 12 }
    parameter { name: "V_th" value { normal { mean: -35 sd: "spread" } min: -45 } }
  }
  initial_V_m { uniform { low: -66 high: -60 } }
}
population { name: "S" size: 20 poisson { rate: 300 } }
projection { source: "S" target: "Q" all_to_all {} weight: 1.5 receptor: slow }
projection { source: "S" target: "Q" all_to_all {} weight: 0.5 receptor: "slowest" }
poisson_drive { target: "Q" rate: 2000 weight: 1 receptor: fast }
state_recorder { population: "Q" variable: [V_m, I_slow] neurons { index: 3 } })";

ModelFile parse(const std::string& text) {
  return parse_model(text, "m.txtpb", {}, with_quadratic());
}

std::string error_of(const std::string& text) {
  try {
    parse(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

std::string with_model(const std::string& model) {
  return "duration: 1 population { name: \"Q\" size: 3\n" + model + " }";
}

}  // namespace

TEST_CASE("a registered model is read, validated, run and recorded from a model file") {
  const Network network = parse(kText).network;
  const auto& model = network.populations.at(0).model.as<QuadraticNeuron>();
  CHECK(model.tau_m == 12);
  CHECK(model.V_reset == -70);
  REQUIRE(model.V_th.law() != nullptr);
  CHECK(*model.V_th.law() == Distribution{Normal{-35, 3}, -45});
  CHECK(network.projections.at(0).receptor == "slow");
  CHECK(network.projections.at(1).receptor == "slowest");
  CHECK_NOTHROW(validate(network));

  const TemporaryFolder folder;
  const std::string path = folder.file("quadratic");
  RecordingWriter writer(path, make_recording_header(network, "test", kText));
  const RunResult result = Simulation(network, {.threads = 1}).run(&writer);
  CHECK(result.populations[0].spikes > 100);
  const Content recorded = read_recording(path);
  REQUIRE(recorded.header.states.size() == 1);
  CHECK(recorded.header.states[0].variables == std::vector<std::string>{"V_m", "I_slow"});
  REQUIRE(recorded.samples.size() == 1);
  CHECK(recorded.samples[0].times.size() == 50);
}

TEST_CASE("mistakes in a custom model are refused where they are") {
  CHECK_THAT(error_of(with_model("custom { name: \"qaudratic\" }")),
             Contains("m.txtpb:2:16: population.custom.name: unknown model 'qaudratic'; did you "
                      "mean 'quadratic'?"));
  CHECK_THAT(
      error_of(with_model("custom { name: \"quadratic\" parameter { name: \"V\" value: 1 } }")),
      Contains("population.custom.parameter.name: unknown parameter 'V'"));
  CHECK_THAT(error_of(with_model("custom { name: \"quadratic\" parameter { name: \"tau_m\" value "
                                 "{ uniform { low: 1 high: 2 } } } }")),
             Contains("population.custom.parameter.value") && Contains("one number"));
  CHECK_THAT(error_of(with_model("custom { name: \"quadratic\" parameter { name: \"V_reset\" "
                                 "value: 7 } }")),
             Contains("population.custom: V_reset is not below V_th"));
  CHECK_THAT(error_of(with_model("custom { name: \"gamma\" }")), Contains("'rate' is missing"));
  CHECK_THROWS_WITH(parse_model(kText, "m.txtpb"), Contains("unknown model 'quadratic'"));
  CHECK_THAT(error_of(kText + " poisson_drive { target: \"Q\" rate: 1 weight: 1 receptor: slo }"),
             Contains("poisson_drive.receptor: unknown receptor 'slo' of population 'Q'; did you "
                      "mean 'slow'?"));
  CHECK_THAT(error_of(kText + " state_recorder { population: \"Q\" variable: I_syn }"),
             Contains("state_recorder.variable: unknown value 'I_syn'"));
}

TEST_CASE("a device of the registry can be written as custom, too") {
  const Network network =
      parse(kText +
            " custom_device { target: \"Q\" name: \"poisson_drive\" receptor: slow "
            "parameter { name: \"rate\" value: 7 } parameter { name: \"weight\" value: 2 } }")
          .network;
  REQUIRE(network.devices.size() == 2);
  const auto& drive = network.devices[1].as<PoissonDrive>();
  CHECK((drive.rate == 7 && drive.weight == 2 && drive.receptor == "slow"));
}

TEST_CASE("parameters of the library's models are numbers, laws or tables") {
  const Network network =
      parse(with_model("iaf_psc_exp { tau_m: 20 V_th { table: [-50, -51, -52] }\n"
                       "I_e { uniform { low: 0 high: 300 } } C_m { constant: 99 }\n"
                       "t_ref { uniform { low: 1 high: 3.33 } } }"))
          .network;
  const auto& model = network.populations.at(0).model.as<IafPscExp>();
  CHECK(model.tau_m == 20);
  CHECK(model.C_m == 99);
  REQUIRE(model.V_th.table() != nullptr);
  CHECK(*model.V_th.table() == std::vector<double>{-50, -51, -52});
  REQUIRE(model.I_e.law() != nullptr);
  CHECK(model.I_e.law()->law.index() == 1);
  CHECK(model.t_ref.law() != nullptr);
  CHECK_THAT(error_of(with_model("iaf_psc_exp { t_ref { table: [1, 2, 2.05] } }")),
             Contains("population.iaf_psc_exp.t_ref: 2.05 ms is not valid; valid: multiples"));
  CHECK_THAT(error_of(with_model("iaf_psc_exp { V_reset: -53 V_th { table: [-50, -54, -52] } }")),
             Contains("V_reset, -53 mV, is not below V_th, -54 mV"));
  CHECK_THAT(error_of(with_model("iaf_psc_exp { V_th { table: [1] min: 0 } }")),
             Contains("population.iaf_psc_exp.V_th.min: a table is not drawn"));
  CHECK_THAT(error_of(with_model("iaf_psc_exp { V_th {} }")), Contains("the law is missing"));
  CHECK_THAT(error_of(with_model("iaf_psc_exp { V_th { normal { mean: 0 sd: 1 } min: 99 "
                                 "out_of_range: REDRAW } }")),
             Contains("m.txtpb:2:13: population.iaf_psc_exp: "));
  CHECK_THAT(error_of(with_model("iaf_psc_exp { V_th -50 }")), Contains("expected '{'"));
}

TEST_CASE("the schema and the descriptors agree") {
  CHECK(schema_disagreements(ModelRegistry::built_in()).empty());
  const std::vector<std::string> without = schema_disagreements({});
  CHECK(without.size() == ModelRegistry::built_in().models().size());
}

TEST_CASE("models are listed, and described one by one") {
  const ModelRegistry registry = with_quadratic();
  CHECK_THAT(models_as_text(registry),
             Contains("quadratic integrate-and-fire") && Contains("poisson_drive"));
  const std::string text = models_as_text(registry, "quadratic");
  for (const char* word :
       {"tau_m dV_m/dt", "threshold (at least -45)", "V_crit", "-50", "I_slowest", "slowest",
        "clocks: grid\n", "Ermentrout", "number, law or table"}) {
    CHECK_THAT(text, Contains(word));
  }
  CHECK_THAT(models_as_text(registry, "step_current"), Contains("required"));
  CHECK_THAT(
      models_as_json(registry, "quadratic"),
      Contains(R"("name": "V_th", "unit": "mV", "kind": "number, law or table", "default": "0")"));
  CHECK_THROWS_WITH(models_as_text(registry, "quadratik"), Contains("did you mean 'quadratic'?"));
}

}  // namespace engram::test
