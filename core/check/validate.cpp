#include "core/check/validate.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "core/base/error.hpp"
#include "core/check/model_check.hpp"
#include "core/check/source_limits.hpp"
#include "core/connection/connection_drawer.hpp"
#include "core/network/receptors.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/random/draw.hpp"
#include "core/synapse/delay_plan.hpp"
#include "core/synapse/synapse_stream.hpp"

namespace engram {
namespace {

constexpr double kMostSamples = 1e8;        // instants of one state recorder
constexpr double kMostValues = 1 << 24;     // of one state recorder at an instant, in a recording
constexpr double kMaxDelaySteps = 1 << 20;  // on the grid
constexpr double kMaxDelay = 280'000;       // ms, on the continuous clock: 48 bits of ticks

class Validator {
 public:
  explicit Validator(const Network& network)
      : network_(network), clock_(network.clock), step_(ms_from_ticks(network.clock.step())) {}

  void check() const {
    check_run();
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
  void check_run() const {
    const Place model("model");
    const Tick most = clock_.nearest(kLatestMs);
    const auto check = [&](const std::string& what, Tick time, bool zero_too) {
      const double ms = ms_from_ticks(time);
      const std::string is = what + " is " + shortest_text(ms) + " ms; ";
      model.require(time > 0 || zero_too, is + "it must be above 0");
      model.require(time >= 0, is + "it must not be negative");
      model.require(time <= most, is + "it must be at most " + number(kLatestMs) + " ms");
      model.require(time % clock_.step() == 0,
                    is + "valid are " + clock_.valid_times(ms, zero_too));
    };
    check("the duration", network_.duration, false);
    check("the warm-up", network_.warm_up, true);
    model.require(network_.warm_up <= most - network_.duration,
                  "warm-up and duration are " + number(ms_from_ticks(network_.warm_up)) + " and " +
                      number(ms_from_ticks(network_.duration)) + " ms; together they must be at " +
                      "most " + number(kLatestMs) + " ms");
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
      check_model(network_, population, place);
      if (!is_lif(population.model)) continue;
      if (!population.initial_V_m) continue;
      place.require_accepted("the initial V_m: ", [&] { Sampler(*population.initial_V_m); });
      require_magnitudes("the initial V_m", *population.initial_V_m, "mV", place);
    }
  }

  void require_magnitudes(const std::string& what, const Distribution& law, const std::string& unit,
                          const Place& place) const {
    const Sampler sampler(law);
    place.require_magnitude(what, sampler.min_value(), unit);
    place.require_magnitude(what, sampler.max_value(), unit);
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
    check_volley_onto_relays(network_, projection, place);
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) {
        place.require_magnitude("a weight", c.weight, "pA (mV for delta models)");
        check_delay(c.delay, place);
      }
      return;
    }
    place.require_accepted("the weight: ", [&] { Sampler(projection.weight); });
    require_magnitudes("the weight", projection.weight, "pA (mV for delta models)", place);
    place.require_accepted("the delay: ", [&] { Sampler(projection.delay); });
    check_delays(projection.delay, place);
  }

  /// A delay that is not drawn.
  void check_delay(double ms, const Place& place) const {
    if (ms > 0 && ms <= longest_delay() && clock_.has(ms) && clock_.nearest(ms) > 0) return;
    const std::string is = "the delay is " + shortest_text(ms) + " ms";
    place.require(!(ms >= 0 && clock_.nearest(ms) == 0),
                  is + ": zero; a spike must take its time, " + least_delay());
    place.require(ms > 0, is + "; it must be " + least_delay());
    require_short(ms, place);
    place.refuse(is + "; valid are " + clock_.valid_times(ms, false));
  }

  void check_delays(const Distribution& law, const Place& place) const {
    const Sampler delays(law);
    if (law.is_constant()) return check_delay(delays.max_value(), place);
    place.require(delays.max_value() > 0,
                  "all delays are zero or negative; they must be " + least_delay());
    require_short(delays.max_value(), place);
    const DelayRange range = delay_range(law, clock_);
    place.require(range.least <= range.most,
                  "the ends of the law and its min and max leave no delay; between them must lie " +
                      clock_.valid_times(delays.max_value(), false));
  }

  void require_short(double ms, const Place& place) const {
    const double longest = longest_delay();
    place.require(ms <= longest, "delays can reach " + number(ms) + " ms; at most " +
                                     number(longest) +
                                     " ms are possible: give the distribution a max");
  }

  double longest_delay() const { return clock_.continuous() ? kMaxDelay : kMaxDelaySteps * step_; }

  std::string least_delay() const {
    return clock_.continuous() ? "at least 1e-09 ms, the least there is"
                               : "at least one step of " + number(step_) + " ms";
  }

  void check_device(const PoissonDrive& drive, std::size_t index) const {
    const Place place = device_place(drive, "poisson drive", index);
    require_membrane(drive.target, place);
    check_poisson_rate(network_.clock, drive.rate, place);
    check_span(clock_, drive.start, drive.stop, place);
    place.require_magnitude("the weight", drive.weight, "pA (mV for delta models)");
  }
  void check_device(const InhomogeneousPoissonDrive& drive, std::size_t index) const {
    const Place place = device_place(drive, "inhomogeneous Poisson drive", index);
    require_membrane(drive.target, place);
    place.require(clock_.continuous(),
                  "it needs the continuous clock; valid here: a Poisson drive");
    check_rate_profile(clock_, drive.rate, place);
    check_span(clock_, drive.start, drive.stop, place);
    place.require_magnitude("the weight", drive.weight, "pA (mV for delta models)");
  }
  void check_device(const StepCurrent& current, std::size_t index) const {
    const Place place = device_place(current, "step current", index);
    require_lif_target(current.target, place);
    place.require(current.times.size() == current.amplitudes.size(),
                  "there are " + std::to_string(current.times.size()) + " times and " +
                      std::to_string(current.amplitudes.size()) +
                      " amplitudes; each time needs one");
    for (const double t : current.times) place.require_time("a time", t, clock_);
    place.require(std::ranges::is_sorted(current.times), "the times must ascend");
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
  void require_membrane(PopulationIndex target, const Place& place) const {
    place.require(has_membrane(network_.populations[target].model),
                  "the target must be a LIF population or one of int_fire");
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
    place.require(has_membrane(population.model),
                  "only LIF populations and those of int_fire have state to record");
    place.require(!recorder.variables.empty(),
                  "it names no variable; valid are V_m, I_syn, I_syn_ex, I_syn_in");
    place.require_time("the interval", recorder.interval, clock_, false);
    check_number_of_samples(recorder, population, place);
    for (const StateVariable variable : recorder.variables) {
      if (variable == StateVariable::kVm) continue;
      place.require(!std::holds_alternative<IafPscDelta>(population.model),
                    "iaf_psc_delta has no synaptic current; valid is V_m");
      place.require(is_lif(population.model),
                    "int_fire has no synaptic current; valid is V_m, which is its m");
      place.require(
          variable == StateVariable::kIsyn || receptor_count(population.model) == 2,
          "I_syn_ex and I_syn_in are kept as one current because their time constants are equal; "
          "record I_syn, or set separate_currents");
    }
  }

  void check_number_of_samples(const StateRecorder& recorder, const Population& population,
                               const Place& place) const {
    const double neurons = recorder.selection.neurons.empty()
                               ? static_cast<double>(population.size)
                               : static_cast<double>(recorder.selection.neurons.size());
    const double values = neurons * static_cast<double>(recorder.variables.size());
    place.require(values <= kMostValues, "it would read " + number(values) +
                                             " values at a time; at most " + number(kMostValues) +
                                             " are possible: choose neurons");
    const double instants = ms_from_ticks(network_.warm_up + network_.duration) / recorder.interval;
    place.require(instants <= kMostSamples, "at an interval of " + number(recorder.interval) +
                                                " ms it would read " + number(instants) +
                                                " times; at most " + number(kMostSamples) +
                                                " are possible");
  }

  const Network& network_;
  Clock clock_;
  double step_;  ///< ms
};

}  // namespace

void validate(const Network& network) { Validator(network).check(); }

}  // namespace engram
