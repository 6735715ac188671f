#include "core/registry/model_registry.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/quadratic_neuron.hpp"

namespace engram::test {
namespace {

/// Of one description: names that are unique, texts that are there, defaults that can be set.
void check_description(const Description& d, void* plain) {
  CAPTURE(d.name);
  CHECK_FALSE(d.summary.empty());
  CHECK(d.summary.find('\n') == std::string::npos);
  std::set<std::string> names;
  for (const ParameterDescriptor& p : d.parameters) {
    CAPTURE(p.name);
    CHECK(names.insert(p.name).second);
    CHECK_FALSE(p.doc.empty());
    const ParameterValue value = p.get(plain);
    p.set(plain, value);
    CHECK(p.get(plain) == value);
    const auto* number = std::get_if<Parameter>(&value);
    if (number == nullptr || p.required) continue;
    CHECK(number->value() >= p.range.at_least);
    CHECK(number->value() <= p.range.at_most);
    CHECK(number->value() > p.range.above);
  }
  std::set<std::string> others;
  for (const VariableDescriptor& v : d.variables) CHECK(others.insert(v.name).second);
  for (const ReceptorDescriptor& r : d.receptors) CHECK(others.insert(r.name).second);
}

}  // namespace

TEST_CASE("all models and devices of the library describe themselves") {
  const ModelRegistry registry = ModelRegistry::built_in();
  for (const NeuronModelDescriptor* model : registry.models()) {
    NeuronModel plain = model->defaults();
    CHECK(&plain.descriptor() == model);
    CHECK(registry.find_model(model->name()) == model);
    check_description(model->description(), plain.data());
    CHECK_FALSE(model->contradiction(plain));
    CHECK(model->receptor_count(plain) <= model->description().receptors.size());
    if (!model->resting_parameter().empty()) CHECK(model->variable("V_m") == 0u);
  }
  for (const DeviceDescriptor* device : registry.devices()) {
    Device plain = device->make(7, "here");
    CHECK(&plain.descriptor() == device);
    CHECK((plain.target() == 7 && plain.origin() == "here"));
    check_description(device->description(), plain.data());
  }
}

TEST_CASE("a name can be added once, and unknown names are not found") {
  ModelRegistry registry = ModelRegistry::built_in();
  registry.add<QuadraticNeuron>();
  CHECK(registry.find_model("quadratic") == &QuadraticNeuron::descriptor());
  CHECK_THROWS_AS(registry.add<QuadraticNeuron>(), UserError);
  CHECK_THROWS_WITH(registry.add<PoissonDrive>(), Catch::Contains("poisson_drive"));
  CHECK(registry.find_model("poisson_drive") == nullptr);
  CHECK(registry.find_device("quadratic") == nullptr);
  CHECK(ModelRegistry::built_in().find_model("quadratic") == nullptr);
}

TEST_CASE("a model is a value that its type can be got out of") {
  NeuronModel model = IafPscExp{};
  model.as<IafPscExp>().tau_m = 17;
  const NeuronModel copy = model;
  model.as<IafPscExp>().tau_m = 18;
  CHECK(copy.as<IafPscExp>().tau_m == 17);
  CHECK(copy.get_if<IafPscAlpha>() == nullptr);
  CHECK_THROWS_AS(copy.as<IafPscAlpha>(), std::bad_cast);
  CHECK(NeuronModel().empty());
}

}  // namespace engram::test
