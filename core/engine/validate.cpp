#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>
#include <string>

#include "core/base/error.hpp"
#include "core/engine/simulation.hpp"
#include "core/network/connection_drawer.hpp"
#include "core/network/receptors.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/random/draw.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

constexpr double kMaxDelaySteps = 1 << 20;
// What the state of a neuron can hold, in single precision too, whatever is made of it: magnitudes
// of weights, potentials and currents in their units, time constants in ms, capacitances in pF.
constexpr double kLargest = 1e12;
constexpr double kSmallestConstant = 1e-6;

constexpr double kGridTolerance = 1e-6;  // of a step

std::string number(double x) {
  std::array<char, 32> text;
  const int length = std::snprintf(text.data(), text.size(), "%.10g", x);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// Collects where we are, so that each check says only what is wrong and what is valid.
class Place {
 public:
  explicit Place(std::string name, const std::string& origin = {})
      : name_(origin.empty() ? std::move(name) : origin + ": " + name) {}

  void require(bool fine, const std::string& what) const {
    if (!fine) throw UserError(name_ + ": " + what);
  }
  void require_finite(const std::string& field, double value) const {
    require(std::isfinite(value), field + " is " + number(value) + "; it must be a finite number");
  }
  void require_magnitude(const std::string& field, double value, const std::string& unit) const {
    require(std::abs(value) <= kLargest,
            field + " is " + number(value) + "; it must be a finite number from " +
                number(-kLargest) + " to " + number(kLargest) + " " + unit);
  }
  void require_constant(const std::string& field, double value, const std::string& unit) const {
    require(value >= kSmallestConstant && value <= kLargest,
            field + " is " + number(value) + " " + unit + "; it must be above 0: from " +
                number(kSmallestConstant) + " to " + number(kLargest) + " " + unit);
  }
  void require_not_negative(const std::string& field, double value, const std::string& unit) const {
    require(value >= 0, field + " is " + number(value) + " " + unit + "; it must not be negative");
  }
  /// Makes what `check` complains about say where.
  template <class Check>
  void require_accepted(const std::string& field, Check&& check) const {
    try {
      check();
    } catch (const UserError& error) {
      throw UserError(name_ + ": " + field + error.what());
    }
  }

 private:
  std::string name_;
};

bool on_grid(double ms, double step) {
  const double steps = ms / step;
  return std::abs(steps - std::round(steps)) <= kGridTolerance;
}

class Validator {
 public:
  explicit Validator(const Network& network)
      : network_(network), step_(ms_from_ticks(network.clock.step)) {}

  void check() const {
    check_clock();
    check_populations();
    for (const Projection& projection : network_.projections) check_projection(projection);
    for (std::size_t i = 0; i < network_.devices.size(); ++i) {
      std::visit([&](const auto& device) { check_device(device, i); }, network_.devices[i]);
    }
    for (const SpikeRecorder& r : network_.spike_recorders)
      check_selection(r.selection, "spike recorder");
    for (const StateRecorder& r : network_.state_recorders) check_state_recorder(r);
  }

 private:
  void check_clock() const {
    const Place clock("clock");
    clock.require(network_.clock.step > 0,
                  "the step is " + number(step_) + " ms; it must be above 0");
    const Place model("model");
    model.require(
        network_.duration > 0,
        "the duration is " + number(ms_from_ticks(network_.duration)) + " ms; it must be above 0");
    model.require(network_.warm_up >= 0, "the warm-up must not be negative");
    const std::string grid = " must be a multiple of the step of " + number(step_) + " ms";
    model.require(network_.duration % network_.clock.step == 0, "the duration" + grid);
    model.require(network_.warm_up % network_.clock.step == 0, "the warm-up" + grid);
  }

  void check_populations() const {
    Place("model").require(!network_.populations.empty(),
                           "there is no population; at least one is needed");
    std::set<std::string> names;
    double total = 0;
    for (const Population& population : network_.populations) {
      const Place place("population \"" + population.name + "\"", population.origin);
      place.require(!population.name.empty(), "a population needs a name");
      place.require(names.insert(population.name).second, "another population has this name");
      place.require(population.size > 0, "the size is 0; it must be at least 1");
      total += static_cast<double>(population.size);
      place.require(total < 4294967295.0, "with a size of " + std::to_string(population.size) +
                                              " the network exceeds 4,294,967,294 neurons");
      std::visit([&](const auto& model) { check_model(model, population, place); },
                 population.model);
      if (!is_lif(population.model)) continue;
      place.require_accepted("the initial V_m: ", [&] { Sampler(population.initial_V_m); });
      require_magnitudes("the initial V_m", population.initial_V_m, "mV", place);
    }
  }

  void require_magnitudes(const std::string& what, const Distribution& law, const std::string& unit,
                          const Place& place) const {
    const Sampler sampler(law);
    place.require_magnitude(what, sampler.min_value(), unit);
    place.require_magnitude(what, sampler.max_value(), unit);
  }

  void check_lif(const LifParameters& lif, const Population& population, const Place& place) const {
    place.require_constant("tau_m", lif.tau_m, "ms");
    place.require_constant("C_m", lif.C_m, "pF");
    place.require_not_negative("t_ref", lif.t_ref, "ms");
    place.require(on_grid(lif.t_ref, step_),
                  "t_ref is " + number(lif.t_ref) +
                      " ms; on the grid it must be a multiple of the step of " + number(step_) +
                      " ms");
    place.require_magnitude("E_L", lif.E_L, "mV");
    place.require_magnitude("V_th", lif.V_th, "mV");
    place.require_magnitude("V_reset", lif.V_reset, "mV");
    place.require_magnitude("I_e", lif.I_e, "pA");
    place.require(lif.V_reset < lif.V_th, "V_reset is " + number(lif.V_reset) +
                                              " mV; it must lie below V_th, " + number(lif.V_th) +
                                              " mV");
    if (population.sleep != Sleep::kAlways) return;
    const auto index = &population - network_.populations.data();
    for (const Device& device : network_.devices) {
      const PopulationIndex target = std::visit([](const auto& d) { return d.target; }, device);
      place.require(target != index,
                    "it takes a device's input at every step and cannot sleep; use AUTO or NEVER");
    }
  }
  template <class Model>
  void check_synaptic(const Model& model, const Population& population, const Place& place) const {
    check_lif(model, population, place);
    place.require_constant("tau_syn_ex", model.tau_syn_ex, "ms");
    place.require_constant("tau_syn_in", model.tau_syn_in, "ms");
  }
  void check_model(const IafPscExp& m, const Population& p, const Place& place) const {
    check_synaptic(m, p, place);
  }
  void check_model(const IafPscAlpha& m, const Population& p, const Place& place) const {
    check_synaptic(m, p, place);
  }
  void check_model(const IafPscDelta& m, const Population& p, const Place& place) const {
    check_lif(m, p, place);
  }
  void check_model(const Relay&, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
  }
  void check_model(const PoissonPopulation& m, const Population& population,
                   const Place& place) const {
    check_never_sleeps(population, place);
    check_rate(m.rate, m.start, m.stop, place);
  }
  void check_model(const SpikeTrains& m, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
    place.require(m.times.size() == population.size,
                  "there are " + std::to_string(m.times.size()) + " spike trains for " +
                      std::to_string(population.size) + " neurons; each needs one");
    for (const std::vector<double>& train : m.times) {
      place.require(std::ranges::is_sorted(train), "the times of a spike train must ascend");
      for (const double t : train) {
        place.require(t > 0 && t < 9e6 * 1000,
                      "a spike time is " + number(t) + " ms; times must be above 0 and finite");
        place.require(on_grid(t, step_),
                      "a spike time is " + number(t) +
                          " ms; on the grid times must be multiples of the step of " +
                          number(step_) + " ms");
      }
    }
  }
  void check_model(const IntFire& m, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
    place.require_constant("tau", m.tau, "ms");
    place.require_not_negative("t_ref", m.t_ref, "ms");
  }
  void check_model(const InhomogeneousPoissonPopulation&, const Population& population,
                   const Place& place) const {
    check_never_sleeps(population, place);
  }
  void check_model(const GammaPopulation&, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
  }
  void check_model(const PulsePackets&, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
  }
  void check_model(const Replay&, const Population& population, const Place& place) const {
    check_never_sleeps(population, place);
  }
  void check_never_sleeps(const Population& population, const Place& place) const {
    place.require(population.sleep != Sleep::kAlways,
                  "only LIF models can sleep; use AUTO or NEVER");
  }

  void check_rate(double rate, double start, double stop, const Place& place) const {
    place.require_finite("the rate", rate);
    place.require_not_negative("the rate", rate, "Hz");
    place.require_not_negative("start", start, "ms");
    place.require(stop >= start,
                  "stop, " + number(stop) + " ms, lies before start, " + number(start) + " ms");
    place.require_accepted("the rate: ", [&] { PoissonSampler(rate / 1000 * step_); });
  }

  void check_projection(const Projection& projection) const {
    Place("projection")
        .require(projection.source < network_.populations.size() &&
                     projection.target < network_.populations.size(),
                 "source and target must be populations of the network");
    const Population& source = network_.populations[projection.source];
    const Population& target = network_.populations[projection.target];
    const Place place("projection \"" + source.name + "\" -> \"" + target.name + "\"",
                      projection.origin);
    place.require(receptor_count(target.model) != 0,
                  "the target takes no input; targets must be LIF or relay populations");
    place.require_accepted("", [&] {
      check_connection_rule(projection.rule, source.size, target.size,
                            projection.source == projection.target);
    });
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) {
        place.require_magnitude("a weight", c.weight, "pA (mV for delta models)");
        check_delay(c.delay, c.delay, true, place);
      }
      return;
    }
    place.require_accepted("the weight: ", [&] { Sampler(projection.weight); });
    require_magnitudes("the weight", projection.weight, "pA (mV for delta models)", place);
    place.require_accepted("the delay: ", [&] { Sampler(projection.delay); });
    const Sampler delays(projection.delay);
    check_delay(delays.min_value(), delays.max_value(), projection.delay.is_constant(), place);
  }

  void check_delay(double least, double most, bool constant, const Place& place) const {
    if (constant) {
      place.require(std::isfinite(least) && least > 0, "the delay is " + number(least) +
                                                           " ms; it must be at least one step of " +
                                                           number(step_) + " ms");
      place.require(on_grid(least, step_),
                    "the delay is " + number(least) +
                        " ms; on the grid it must be a multiple of the step of " + number(step_) +
                        " ms");
    }
    place.require(most > 0, "all delays are negative; they must be at least one step of " +
                                number(step_) + " ms");
    place.require(most / step_ <= kMaxDelaySteps,
                  "delays can reach " + number(most) + " ms; at most " +
                      number(kMaxDelaySteps * step_) +
                      " ms are possible: give the distribution a max");
  }

  void check_device(const PoissonDrive& drive, std::size_t index) const {
    const Place place = device_place(drive, "poisson drive", index);
    require_lif_target(drive.target, place);
    check_rate(drive.rate, drive.start, drive.stop, place);
    place.require_magnitude("the weight", drive.weight, "pA (mV for delta models)");
  }
  void check_device(const InhomogeneousPoissonDrive& drive, std::size_t index) const {
    const Place place = device_place(drive, "inhomogeneous Poisson drive", index);
    require_lif_target(drive.target, place);
  }
  void check_device(const StepCurrent& current, std::size_t index) const {
    const Place place = device_place(current, "step current", index);
    require_lif_target(current.target, place);
    place.require(current.times.size() == current.amplitudes.size(),
                  "there are " + std::to_string(current.times.size()) + " times and " +
                      std::to_string(current.amplitudes.size()) +
                      " amplitudes; each time needs one");
    place.require(std::ranges::is_sorted(current.times), "the times must ascend");
    for (const double t : current.times) {
      place.require(t >= 0 && on_grid(t, step_), "a time is " + number(t) +
                                                     " ms; it must be a multiple of the step of " +
                                                     number(step_) + " ms");
    }
    for (const double a : current.amplitudes) place.require_magnitude("an amplitude", a, "pA");
  }
  template <class Device>
  Place device_place(const Device& device, const std::string& kind, std::size_t index) const {
    const PopulationIndex target = device.target;
    const std::string name = kind + " (device " + std::to_string(index + 1) + ")";
    Place(name).require(target < network_.populations.size(),
                        "the target must be a population of the network");
    return Place(name + " of population \"" + network_.populations[target].name + "\"",
                 device.origin);
  }
  void require_lif_target(PopulationIndex target, const Place& place) const {
    place.require(is_lif(network_.populations[target].model),
                  "the target must be a LIF population");
  }

  void check_selection(const NeuronSelection& selection, const std::string& kind) const {
    Place(kind).require(selection.population < network_.populations.size(),
                        "it must name a population of the network");
    const Population& population = network_.populations[selection.population];
    const Place place(kind + " of population \"" + population.name + "\"", selection.origin);
    place.require(std::ranges::is_sorted(selection.neurons) &&
                      std::ranges::adjacent_find(selection.neurons) == selection.neurons.end(),
                  "the chosen neurons must ascend without repetition");
    for (const std::uint32_t n : selection.neurons) {
      place.require(n < population.size, "neuron " + std::to_string(n) +
                                             " does not exist; valid are 0 to " +
                                             std::to_string(population.size - 1));
    }
  }

  void check_state_recorder(const StateRecorder& recorder) const {
    check_selection(recorder.selection, "state recorder");
    const Population& population = network_.populations[recorder.selection.population];
    const Place place("state recorder of population \"" + population.name + "\"",
                      recorder.selection.origin);
    place.require(is_lif(population.model), "only LIF populations have state to record");
    place.require(!recorder.variables.empty(),
                  "it names no variable; valid are V_m, I_syn, I_syn_ex, I_syn_in");
    place.require(recorder.interval > 0 && on_grid(recorder.interval, step_) &&
                      recorder.interval / step_ > 0.5,
                  "the interval is " + number(recorder.interval) +
                      " ms; it must be a multiple of the step of " + number(step_) + " ms");
    for (const StateVariable variable : recorder.variables) {
      if (variable == StateVariable::kVm) continue;
      place.require(!std::holds_alternative<IafPscDelta>(population.model),
                    "iaf_psc_delta has no synaptic current; valid is V_m");
      place.require(
          variable == StateVariable::kIsyn || receptor_count(population.model) == 2,
          "I_syn_ex and I_syn_in are kept as one current because their time constants are equal; "
          "record I_syn, or set separate_currents");
    }
  }

  const Network& network_;
  double step_;
};

}  // namespace

void validate(const Network& network) { Validator(network).check(); }

}  // namespace engram
