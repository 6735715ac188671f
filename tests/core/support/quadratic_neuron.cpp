#include "core/support/quadratic_neuron.hpp"

#include <array>
#include <cmath>

#include "core/neuron/group_request.hpp"

namespace engram::test {
namespace {

class QuadraticGroup final : public NeuronGroup {
 public:
  explicit QuadraticGroup(const GridGroupRequest& request)
      : model_(request.as<QuadraticNeuron>()),
        ms_(ms_from_ticks(request.step())),
        first_(request.slice.first),
        inputs_(request.inputs),
        drives_(request.drives),
        V_th_(request.values("V_th")),
        V_m_(request.initial_V_m()),
        I_(V_m_.size()) {}

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    std::vector<std::array<double, 3>> input(V_m_.size());
    for (std::size_t r = 0; r < inputs_.size(); ++r) take(r, input);
    for (const auto& drive : drives_) {
      if (!drive->active(step)) continue;
      std::vector<double> arrived(V_m_.size());
      drive->add(step, first_, arrived);
      for (std::size_t i = 0; i < arrived.size(); ++i) input[i][drive->receptor()] += arrived[i];
    }
    for (std::uint32_t i = 0; i < V_m_.size(); ++i) {
      const double in[3] = {input[i][0], input[i][1], input[i][2]};
      if (step_quadratic(model_, V_th_[i], ms_, in, V_m_[i], I_[i].of)) fired.push_back(i);
    }
  }

  void visit_state(StateVisitor& state) override {
    state.each("V_m", V_m_);
    state.each_at(
        "I", [&](std::uint32_t i) -> auto& { return I_[i].of; });
    for (const auto& drive : drives_) visit_device(*drive, state);
  }

  void change_device(std::uint32_t device, double value, Step) override {
    for (const auto& drive : drives_) {
      if (drive->device() == device) drive->set_rate(value);
    }
  }

  double state(std::uint32_t variable, std::uint32_t neuron, Step) const override {
    return variable == 0 ? V_m_[neuron] : I_[neuron].of[variable - 1];
  }

 private:
  struct Currents {
    double of[3] = {};
  };

  void take(std::size_t r, std::vector<std::array<double, 3>>& input) {
    const ReceptorInput& from = inputs_[r];
    for (std::size_t i = 0; i < input.size(); ++i) {
      if (from.row.narrow) {
        input[i][r] += from.narrow_unit * std::exchange(from.row.narrow[i], 0);
      }
      if (from.row.wide) {
        input[i][r] += from.wide_unit * static_cast<double>(std::exchange(from.row.wide[i], 0));
      }
    }
  }

  QuadraticNeuron model_;
  double ms_;
  std::uint32_t first_;
  std::vector<ReceptorInput> inputs_;
  std::vector<std::shared_ptr<DriveInput>> drives_;
  std::vector<double> V_th_;
  std::vector<double> V_m_;
  std::vector<Currents> I_;
};

class QuadraticDescriptor final : public DescriptorOf<QuadraticNeuron> {
 public:
  using DescriptorOf::DescriptorOf;
  bool integrates_input() const override { return true; }
  std::string resting_parameter() const override { return "V_rest"; }
  std::optional<Contradiction> contradiction(const NeuronModel& model) const override {
    const auto& m = model.as<QuadraticNeuron>();
    if (m.V_reset < bounds_of(m.V_th).first) return std::nullopt;
    return Contradiction{{"V_reset", "V_th"}, "V_reset is not below V_th"};
  }
  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override {
    return std::make_unique<QuadraticGroup>(request);
  }
};

}  // namespace

bool step_quadratic(const QuadraticNeuron& model, double V_th, double ms, const double (&input)[3],
                    double& V_m, double (&I)[3]) {
  const double slope = (V_m - model.V_rest) * (V_m - model.V_crit) / 10 + I[0] + I[1] + I[2];
  V_m += ms / model.tau_m * slope;
  for (int r = 0; r < 3; ++r) I[r] += -ms / kQuadraticTaus[r] * I[r] + input[r];
  if (V_m < V_th) return false;
  V_m = model.V_reset;
  return true;
}

const NeuronModelDescriptor& QuadraticNeuron::descriptor() {
  using Model = QuadraticNeuron;
  using enum ParameterKind;
  static const QuadraticDescriptor descriptor(
      {.name = "quadratic",
       .summary = "quadratic integrate-and-fire neuron with three receptors",
       .equations = "tau_m dV_m/dt = (V_m - V_rest) (V_m - V_crit) / 10 mV + I_fast + I_slow + "
                    "I_slowest",
       .reference = "Ermentrout & Kopell (1986) SIAM J Appl Math 46:233-253",
       .parameters = {describe<Model>(&Model::tau_m,
                                      {"tau_m", "ms", "time constant", kConstant, {.above = 0}}),
                      describe<Model>(&Model::V_rest, {"V_rest", "mV", "resting potential"}),
                      describe<Model>(&Model::V_crit, {"V_crit", "mV", "unstable potential"}),
                      describe<Model>(&Model::V_th,
                                      {"V_th", "mV", "threshold", kMagnitude, {.at_least = -45}}),
                      describe<Model>(&Model::V_reset, {"V_reset", "mV", "reset potential"})},
       .variables = {{"V_m", "mV", "membrane potential"},
                     {"I_fast", "mV", "current of 2 ms"},
                     {"I_slow", "mV", "current of 10 ms"},
                     {"I_slowest", "mV", "current of 50 ms"}},
       .receptors = {{"fast", "mV", "takes all weights unless a projection names another"},
                     {"slow", "mV", ""},
                     {"slowest", "mV", ""}},
       .clocks = Clocks::kGrid});
  return descriptor;
}

}  // namespace engram::test
