#include "core/neuron/lif_descriptor.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/network/device_descriptor.hpp"
#include "core/network/rate_limit.hpp"
#include "core/neuron/exact_lif_group.hpp"
#include "core/neuron/lif_group.hpp"
#include "core/neuron/lif_variables.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

// Bytes of one neuron.
constexpr double kInitialState = 8;  // drawn before the neurons are made
constexpr double kRefractory = 2;    // a mark, and few entries of a list
constexpr double kOwnRest = 16;      // E_L and t_ref, where neurons differ
constexpr double kExactState = 96;   // and what is handed on when all neurons move at once
constexpr double kExactModel = sizeof(ExactLifModel) + sizeof(LifModel) + 40;

/// The parameters in numbers, `number(parameter)` of each.
template <class Number>
LifMembrane membrane_of(const LifParameters& p, Number&& number) {
  return {number(p.tau_m), number(p.C_m),     number(p.t_ref), number(p.E_L),
          number(p.V_th),  number(p.V_reset), number(p.I_e)};
}

/// The largest constant current (pA) into a population, that of its devices included.
double largest_current(const PopulationContext& context, double I_e) {
  double sum = I_e;
  for (const Device& device : context.network.devices) {
    if (device.target() == context.index) sum += device.descriptor().load(device).largest_current;
  }
  return sum;
}

/// Refuses neurons that a constant current makes fire without end on the continuous clock.
void check_own_firing(const PopulationContext& context, const LifMembrane& lif,
                      const Place& place) {
  if (!context.clock().continuous()) return;
  const double current = largest_current(context, lif.I_e);
  const double steady = lif.E_L + current * lif.tau_m / lif.C_m;
  if (!(steady > lif.V_th)) return;
  const double interval =
      lif.t_ref + lif.tau_m * std::log1p((lif.V_th - lif.V_reset) / (steady - lif.V_th));
  place.require(interval * kMaxRate >= 1000,
                "a constant current of " + number(current) + " pA makes it fire every " +
                    number(interval) + " ms; it must be no more than " + number(kMaxRate) +
                    " times a second: lower I_e, or give it a t_ref of 0.0001 ms");
}

}  // namespace

std::optional<LifOwn> LifDescriptor::differ_in(const NeuronModel& model) const {
  const LifParameters& p = membrane(model);
  const SynapticLifParameters* s = synapses(model);
  if (s && !(s->tau_syn_ex.is_one() && s->tau_syn_in.is_one())) return LifOwn::kAll;
  if (!(p.tau_m.is_one() && p.C_m.is_one())) return LifOwn::kMembrane;
  const bool same =
      p.t_ref.is_one() && p.E_L.is_one() && p.V_th.is_one() && p.V_reset.is_one() && p.I_e.is_one();
  return same ? std::nullopt : std::optional(LifOwn::kLevels);
}

LifKind LifDescriptor::kind(const NeuronModel& model) const {
  const SynapticLifParameters* s = synapses(model);
  if (s == nullptr) return LifKind::kDelta;
  if (input_ == LifInput::kAlpha) return s->has_one_current() ? LifKind::kAlpha1 : LifKind::kAlpha2;
  return s->has_one_current() ? LifKind::kExp1 : LifKind::kExp2;
}

LifModel LifDescriptor::lif_model(const NeuronModel& model) const {
  const auto number = [](const Parameter& p) { return p.value(); };
  std::array<double, 2> tau_syn{};
  if (const auto* s = synapses(model)) tau_syn = {number(s->tau_syn_ex), number(s->tau_syn_in)};
  return make_lif_model(kind(model), membrane_of(membrane(model), number), tau_syn);
}

std::vector<LifModel> LifDescriptor::own_models(const GroupRequest& request) const {
  const NeuronModel& model = request.model();
  if (!differ(model)) return {};
  const bool has_currents = synapses(model) != nullptr;
  const auto column = [&](const char* name) { return request.values(name); };
  const std::vector<double> tau_m = column("tau_m"), C_m = column("C_m"), E_L = column("E_L"),
                            V_th = column("V_th"), V_reset = column("V_reset"), I_e = column("I_e");
  std::vector<double> tau_ex(tau_m.size()), tau_in(tau_m.size());
  if (has_currents) {
    tau_ex = column("tau_syn_ex");
    tau_in = column("tau_syn_in");
  }
  const std::vector<double> t_ref = column("t_ref");
  std::vector<LifModel> own;
  own.reserve(tau_m.size());
  for (std::size_t i = 0; i < tau_m.size(); ++i) {
    const LifMembrane of{tau_m[i], C_m[i], t_ref[i], E_L[i], V_th[i], V_reset[i], I_e[i]};
    own.push_back(make_lif_model(kind(model), of, {tau_ex[i], tau_in[i]}));
  }
  return own;
}

std::string LifDescriptor::why_not_recordable(const NeuronModel& model,
                                              std::uint32_t variable) const {
  if (variable == kLifV_m || variable == kLifI_syn || receptor_count(model) == 2) return {};
  return "I_syn_ex and I_syn_in are kept as one current because their time constants are equal; "
         "record I_syn, or set separate_currents";
}

std::string LifDescriptor::why_not_settable(const NeuronModel& model,
                                            std::uint32_t variable) const {
  if (variable != kLifI_syn || receptor_count(model) == 1) return {};
  return "I_syn is the sum of two currents; set I_syn_ex and I_syn_in";
}

void LifDescriptor::check_state(const PopulationContext& context, std::uint32_t variable,
                                std::span<const double> values, const Place& place) const {
  for (const double value : values) {
    place.require_magnitude(description().variables[variable].name, value,
                            description().variables[variable].unit);
  }
  if (variable != kLifV_m) return;
  const auto& parameters = description().parameters;
  const auto V_th = std::ranges::find(parameters, "V_th", &ParameterDescriptor::name);
  const std::vector<double> thresholds =
      values_of(membrane(context.model()).V_th, static_cast<std::size_t>(V_th - parameters.begin()),
                context.network, context.index, 0, static_cast<std::uint32_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    place.require(values[i] < thresholds[i], "V_m is " + number(values[i]) +
                                                 " mV; it must lie below the threshold, " +
                                                 number(thresholds[i]) + " mV");
  }
}

std::uint32_t LifDescriptor::receptor_count(const NeuronModel& model) const {
  const SynapticLifParameters* s = synapses(model);
  return s == nullptr || s->has_one_current() ? 1 : 2;
}

ReceptorsBySign LifDescriptor::receptors_by_sign(const NeuronModel& model) const {
  if (receptor_count(model) == 2) return {0, 1};
  return {};
}

std::string LifDescriptor::why_never_asleep(const NeuronModel& model) const {
  return differ(model) ? "only neurons that have the same parameters can sleep" : "";
}

std::optional<Contradiction> LifDescriptor::contradiction(const NeuronModel& model) const {
  const LifParameters& p = membrane(model);
  const auto refuse = [](double reset, double threshold) {
    return Contradiction{{"V_reset", "V_th"},
                         "V_reset, " + shortest_text(reset) + " mV, is not below V_th, " +
                             shortest_text(threshold) + " mV"};
  };
  const std::vector<double>* resets = p.V_reset.table();
  const std::vector<double>* thresholds = p.V_th.table();
  if (resets != nullptr && thresholds != nullptr && resets->size() == thresholds->size()) {
    for (std::size_t i = 0; i < resets->size(); ++i) {
      if (!((*resets)[i] < (*thresholds)[i])) return refuse((*resets)[i], (*thresholds)[i]);
    }
    return std::nullopt;
  }
  const double reset = bounds_of(p.V_reset).second;
  const double threshold = bounds_of(p.V_th).first;
  if (reset < threshold) return std::nullopt;
  return refuse(reset, threshold);
}

void LifDescriptor::check(const PopulationContext& context, const Place& place) const {
  const LifParameters& p = membrane(context.model());
  // Of neurons that differ, one that fires as fast as any could.
  const auto least = [](const Parameter& x) { return bounds_of(x).first; };
  const auto greatest = [](const Parameter& x) { return bounds_of(x).second; };
  const LifMembrane fastest{greatest(p.tau_m), least(p.C_m),        least(p.t_ref), greatest(p.E_L),
                            least(p.V_th),     greatest(p.V_reset), greatest(p.I_e)};
  check_own_firing(context, fastest, place);
  if (context.population().sleep != Sleep::kAlways || context.clock().continuous()) return;
  for (const Device& device : context.network.devices) {
    place.require(device.target() != context.index,
                  "it takes a device's input at every step and cannot sleep; use AUTO or NEVER");
  }
}

std::optional<MeanField> LifDescriptor::mean_field(const NeuronModel& model) const {
  const LifParameters& p = membrane(model);
  const auto typical = [](const Parameter& x) {
    const auto [least, greatest] = bounds_of(x);
    return x.is_one() ? x.value() : (least + greatest) / 2;
  };
  const double per_pA = typical(p.tau_m) / typical(p.C_m);
  const double rest = typical(p.E_L) + typical(p.I_e) * typical(p.tau_m) / typical(p.C_m);
  return MeanField{rest, bounds_of(p.V_th).first, per_pA};
}

PotentialResponse LifDescriptor::response(const NeuronModel& model, double rate,
                                          double weight) const {
  // Campbell's theorem for the potential that an event makes.
  const auto typical = [](const Parameter& x) { return bounds_of(x).first; };
  const LifParameters& p = membrane(model);
  const double tau_m = typical(p.tau_m);
  const SynapticLifParameters* s = synapses(model);
  if (s == nullptr) return {rate * weight * tau_m, rate * weight * weight * tau_m / 2};
  const double tau_syn = typical(weight < 0 ? s->tau_syn_in : s->tau_syn_ex);
  const double shape = input_ == LifInput::kAlpha ? std::exp(1.0) : 1;
  const double area = weight * tau_syn * shape * tau_m / typical(p.C_m);
  return {rate * area, rate * area * area / (2 * (tau_m + tau_syn))};
}

double LifDescriptor::bytes_of_groups(const Population& population, Housing housing) const {
  const double size = static_cast<double>(population.size);
  const bool own = differ(population.model);
  if (housing.continuous) return size * (kExactState + (own ? kExactModel : 0));
  const double real = population.precision == Precision::kDouble ? 8 : 4;
  if (housing.sleeps) return size * (kInitialState + (real == 8 ? 128 : 64));
  const double currents = synapses(population.model) ? receptor_count(population.model) : 0;
  const double orders = input_ == LifInput::kAlpha ? 2 : 1;
  // At most: of what all neurons have the same there is no column.
  const double columns = own ? 6 + currents * (2 * orders + 1) : 0;
  return size * (kRefractory + kInitialState / 2 + (own ? kOwnRest : 0) +
                 real * (1 + currents * orders + columns));
}

std::unique_ptr<NeuronGroup> LifDescriptor::make_grid_group(const GridGroupRequest& request) const {
  LifGroupSpec spec;
  spec.own = own_models(request);
  spec.differ_in = differ_in(request.model()).value_or(LifOwn::kLevels);
  spec.model = spec.own.empty() ? lif_model(request.model()) : spec.own.front();
  spec.precision = request.population().precision;
  spec.step = request.step();
  spec.slice = request.slice;
  spec.drives = request.drives;
  spec.currents = request.currents;
  std::ranges::copy(request.inputs, spec.inputs.begin());
  const std::vector<double> V_m = request.initial_V_m();
  spec.initial_V_m = V_m;
  return request.sleeps ? make_sleeping_lif(spec) : make_swept_lif(spec);
}

std::unique_ptr<ExactGroup> LifDescriptor::make_exact_group(ExactGroupRequest&& request) const {
  std::vector<LifModel> models = own_models(request);
  if (models.empty()) models.push_back(lif_model(request.model()));
  ExactLifGroup::Spec spec;
  for (const LifModel& lif : models) spec.cells.push_back({make_exact_model(lif), lif});
  spec.two_receptors = receptor_count(request.model()) == 2;
  spec.slice = request.slice;
  const std::vector<double> V_m = request.initial_V_m();
  spec.initial_V_m = V_m;
  spec.drives = std::move(request.drives);
  spec.currents = std::move(request.currents);
  return std::make_unique<ExactLifGroup>(std::move(spec));
}

std::vector<VariableDescriptor> synaptic_lif_variables() {
  return {{"V_m", "mV", "membrane potential"},
          {"I_syn", "pA", "synaptic current, the sum of its two parts"},
          {"I_syn_ex", "pA", "excitatory part, where it is kept apart"},
          {"I_syn_in", "pA", "inhibitory part, where it is kept apart"}};
}

std::vector<ReceptorDescriptor> synaptic_lif_receptors() {
  return {{"excitatory", "pA", "takes weights of 0 and above, unless a projection names another"},
          {"inhibitory", "pA", "takes weights below 0, unless a projection names another"}};
}

}  // namespace engram
