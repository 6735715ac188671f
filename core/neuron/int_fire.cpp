#include "core/neuron/int_fire.hpp"

#include "core/neuron/exact_lif_group.hpp"
#include "core/neuron/group_request.hpp"

namespace engram {
namespace {

ExactLifModel exact_model(double tau, double t_ref) {
  ExactLifModel m;
  m.strict = true;
  m.tau_m = tau;
  m.membrane_decay = -1 / tau;
  m.threshold = 1;
  m.caution = kCautionOfPotentials;
  m.t_ref = nearest_multiple(t_ref, 1);
  return m;
}

bool are_alike(const IntFire& model) { return model.tau.is_one() && model.t_ref.is_one(); }

class IntFireDescriptor final : public DescriptorOf<IntFire> {
 public:
  using DescriptorOf::DescriptorOf;

  bool integrates_input() const override { return true; }
  double least_interval(const NeuronModel& model) const override {
    return bounds_of(model.as<IntFire>().t_ref).first;
  }

  std::string why_not_settable(const NeuronModel&, std::uint32_t) const override { return {}; }
  void check_state(const PopulationContext&, std::uint32_t, std::span<const double> values,
                   const Place& place) const override {
    for (const double value : values) {
      place.require_magnitude("V_m", value, "");
      place.require(value < 1, "V_m is " + number(value) + "; it must lie below the threshold, 1");
    }
  }

  double bytes_of_groups(const Population& population, Housing) const override {
    constexpr double kState = 96;  // and what is handed on when all neurons move at once
    constexpr double kModel = sizeof(ExactLifModel) + sizeof(LifModel) + 40;
    const bool own = !are_alike(population.model.as<IntFire>());
    return static_cast<double>(population.size) * (kState + (own ? kModel : 0));
  }

  std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&& request) const override {
    const auto& model = request.as<IntFire>();
    ExactLifGroup::Spec spec;
    const std::vector<double> tau = request.values("tau");
    const std::vector<double> t_ref = request.values("t_ref");
    const std::size_t cells = are_alike(model) ? 1 : tau.size();
    for (std::size_t i = 0; i < cells; ++i) spec.cells.push_back({exact_model(tau[i], t_ref[i])});
    spec.slice = request.slice;
    const std::vector<double> m(request.slice.count, 0);
    spec.initial_V_m = m;
    spec.drives = std::move(request.drives);
    return std::make_unique<ExactLifGroup>(std::move(spec));
  }
};

}  // namespace

const NeuronModelDescriptor& IntFire::descriptor() {
  using enum ParameterKind;
  static const IntFireDescriptor descriptor(
      {.name = "int_fire",
       .summary = "leaky unit without units that fires above 1",
       .equations = "dm/dt = -m / tau; a spike of weight w: m += w\n"
                    "m > 1: spike, m = 0 for t_ref, in which spikes are lost",
       .reference = "Carnevale & Hines (2006) The NEURON Book, chapter 10; NEURON IntFire1",
       .parameters =
           {describe<IntFire>(&IntFire::tau,
                              {"tau", "ms", "time constant", kConstant, {.above = 0}}),
            describe<IntFire>(
                &IntFire::t_ref,
                {"t_ref", "ms", "refractory time", kTime, {.at_least = 0, .at_most = 1e6}})},
       .variables = {{"V_m", "", "m"}},
       .receptors = {{"input", "", "takes all weights"}},
       .clocks = Clocks::kContinuous});
  return descriptor;
}

}  // namespace engram
