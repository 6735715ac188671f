#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/network/model_descriptor.hpp"
#include "core/neuron/lif_parameters.hpp"
#include "core/neuron/lif_propagators.hpp"

// What the leaky integrate-and-fire models have in common.

namespace engram {

/// What an input does to the membrane: makes it jump, or makes a current of some shape.
enum class LifInput { kJump, kExponential, kAlpha };

/// A LIF model of any kind.
class LifDescriptor : public NeuronModelDescriptor {
 public:
  LifDescriptor(LifInput input, Description description)
      : NeuronModelDescriptor(std::move(description)), input_(input) {}

  virtual const LifParameters& membrane(const NeuronModel& model) const = 0;
  /// Null where input makes no currents.
  virtual const SynapticLifParameters* synapses(const NeuronModel& model) const = 0;

  /// The model in numbers. All neurons must have the same parameters.
  LifModel lif_model(const NeuronModel& model) const;
  /// What neurons have of their own; nothing where they have the same parameters.
  std::optional<LifOwn> differ_in(const NeuronModel& model) const;
  bool differ(const NeuronModel& model) const { return differ_in(model).has_value(); }

  std::string why_not_recordable(const NeuronModel& model, std::uint32_t variable) const override;
  std::string why_not_settable(const NeuronModel& model, std::uint32_t variable) const override;
  void check_state(const PopulationContext& context, std::uint32_t variable,
                   std::span<const double> values, const Place& place) const override;
  std::uint32_t receptor_count(const NeuronModel& model) const override;
  ReceptorsBySign receptors_by_sign(const NeuronModel& model) const override;
  bool integrates_input() const override { return true; }
  bool takes_current() const override { return true; }
  std::string why_never_asleep(const NeuronModel& model) const override;
  std::string resting_parameter() const override { return "E_L"; }
  double least_interval(const NeuronModel& model) const override {
    return bounds_of(membrane(model).t_ref).first;
  }
  std::optional<Contradiction> contradiction(const NeuronModel& model) const override;
  void check(const PopulationContext& context, const Place& place) const override;
  std::optional<MeanField> mean_field(const NeuronModel& model) const override;
  PotentialResponse response(const NeuronModel& model, double rate, double weight) const override;
  double bytes_of_groups(const Population& population, Housing housing) const override;
  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override;
  std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&& request) const override;

 private:
  LifKind kind(const NeuronModel& model) const;
  /// One a neuron where they differ, else none.
  std::vector<LifModel> own_models(const struct GroupRequest& request) const;

  LifInput input_;
};

/// The descriptor of LIF models that are a struct `Model`.
template <class Model>
class LifDescriptorOf final : public LifDescriptor {
 public:
  using LifDescriptor::LifDescriptor;
  NeuronModel defaults() const override { return Model{}; }
  const LifParameters& membrane(const NeuronModel& model) const override {
    return model.as<Model>();
  }
  const SynapticLifParameters* synapses(const NeuronModel& model) const override {
    if constexpr (std::is_base_of_v<SynapticLifParameters, Model>) {
      return &model.as<Model>();
    } else {
      return nullptr;
    }
  }
};

/// The descriptor of a LIF model; null of any other.
inline const LifDescriptor* lif_descriptor(const NeuronModel& model) {
  return dynamic_cast<const LifDescriptor*>(&model.descriptor());
}
inline bool is_lif(const NeuronModel& model) { return lif_descriptor(model) != nullptr; }

/// The parameters that all LIF models have, as members of the struct `Model`.
template <class Model>
std::vector<ParameterDescriptor> lif_parameters() {
  using enum ParameterKind;
  const ValidRange positive{.above = 0};
  return {
      describe<Model>(&Model::tau_m,
                      {"tau_m", "ms", "membrane time constant", kConstant, positive}),
      describe<Model>(&Model::C_m, {"C_m", "pF", "membrane capacitance", kConstant, positive}),
      describe<Model>(&Model::t_ref,
                      {"t_ref", "ms", "refractory time", kTime, {.at_least = 0, .at_most = 1e6}}),
      describe<Model>(&Model::E_L, {"E_L", "mV", "leak reversal potential"}),
      describe<Model>(&Model::V_th, {"V_th", "mV", "threshold"}),
      describe<Model>(&Model::V_reset, {"V_reset", "mV", "reset potential"}),
      describe<Model>(&Model::I_e, {"I_e", "pA", "constant input current"}),
  };
}

/// Those of models whose input makes currents.
template <class Model>
std::vector<ParameterDescriptor> synaptic_lif_parameters() {
  using enum ParameterKind;
  const ValidRange positive{.above = 0};
  std::vector<ParameterDescriptor> all = lif_parameters<Model>();
  all.push_back(describe<Model>(
      &Model::tau_syn_ex,
      {"tau_syn_ex", "ms", "time constant of excitatory currents", kConstant, positive}));
  all.push_back(describe<Model>(
      &Model::tau_syn_in,
      {"tau_syn_in", "ms", "time constant of inhibitory currents", kConstant, positive}));
  all.push_back(describe<Model>(
      &Model::separate_currents,
      {"separate_currents", "",
       "keeps the two currents apart where their time constants are equal, say to record them",
       kFlag}));
  return all;
}

/// What those can record, and where their synapses go.
std::vector<VariableDescriptor> synaptic_lif_variables();
std::vector<ReceptorDescriptor> synaptic_lif_receptors();

}  // namespace engram
