#include "core/check/validate.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "core/base/error.hpp"
#include "core/check/check_plastic.hpp"
#include "core/check/parameter_check.hpp"
#include "core/connection/connection_drawer.hpp"
#include "core/connection/expected_synapses.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/network/projection_ends.hpp"
#include "core/random/draw.hpp"
#include "core/synapse/delay_plan.hpp"
#include "core/synapse/synapse_stream.hpp"

namespace engram {
namespace {

constexpr double kMostSamples = 1e8;        // instants of one state recorder
constexpr double kMostValues = 1 << 24;     // of one state recorder at an instant, in a recording
constexpr double kMostRepeated = 65'536;    // spikes by one neuron in one step of a grid
constexpr double kMaxDelaySteps = 1 << 20;  // on the grid
constexpr double kMaxDelay = 280'000;       // ms, on the continuous clock: 48 bits of ticks

class Validator {
 public:
  explicit Validator(const Network& network)
      : network_(network), clock_(network.clock), step_(ms_from_ticks(network.clock.step())) {}

  void check() const {
    check_run();
    check_complete();
    check_populations();
    for (const Projection& projection : network_.projections) check_projection(projection);
    check_projection_names();
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) check_device({network_, i});
    for (const SpikeRecorder& r : network_.spike_recorders)
      check_selection(r.selection, "spike recorder");
    for (const StateRecorder& r : network_.state_recorders) check_state_recorder(r);
  }

 private:
  void check_run() const {
    const Place model("model");
    const Tick most = clock_.nearest(kLatestMs);
    const auto check = [&](const std::string& what, Tick time) {
      const double ms = ms_from_ticks(time);
      const std::string is = what + " is " + shortest_text(ms) + " ms; ";
      model.require(time >= 0, is + "it must not be negative");
      model.require(time <= most, is + "it must be at most " + number(kLatestMs) + " ms");
      model.require(time % clock_.step() == 0, is + "valid are " + clock_.valid_times(ms));
    };
    check("the duration", network_.duration);
    check("the warm-up", network_.warm_up);
    model.require(network_.warm_up <= most - network_.duration,
                  "warm-up and duration are " + number(ms_from_ticks(network_.warm_up)) + " and " +
                      number(ms_from_ticks(network_.duration)) + " ms; together they must be at " +
                      "most " + number(kLatestMs) + " ms");
  }

  /// That every population has a model, and every device is of some type: later checks read their
  /// descriptors.
  void check_complete() const {
    for (const Population& population : network_.populations) {
      Place("population \"" + population.name + "\"", population.origin)
          .require(!population.model.empty(), "it has no model");
    }
    for (std::size_t i = 0; i < network_.devices.size(); ++i) {
      Place("device " + std::to_string(i + 1))
          .require(!network_.devices[i].empty(), "it has no kind");
    }
  }

  void check_populations() const {
    Place("model").require(!network_.populations.empty(),
                           "there is no population; at least one is needed");
    std::set<std::string> names;
    double total = 0;
    for (PopulationIndex p = 0; p < network_.populations.size(); ++p) {
      const Population& population = network_.populations[p];
      const Place place("population \"" + population.name + "\"", population.origin);
      place.require(!population.name.empty(), "a population needs a name");
      place.require(names.insert(population.name).second, "another population has this name");
      place.require(population.size > 0, "the size is 0; it must be at least 1");
      total += static_cast<double>(population.size);
      place.require(total < 4294967295.0, "with a size of " + std::to_string(population.size) +
                                              " the network exceeds 4,294,967,294 neurons");
      check_model({network_, p}, place);
      const bool has_potential = !population.model.descriptor().resting_parameter().empty();
      if (!population.initial_V_m || !has_potential) continue;
      place.require_accepted("the initial V_m: ", [&] { Sampler(*population.initial_V_m); });
      require_magnitudes("the initial V_m", *population.initial_V_m, "mV", place);
    }
  }

  void check_model(const PopulationContext& context, const Place& place) const {
    const Population& population = context.population();
    const NeuronModelDescriptor& descriptor = population.model.descriptor();
    check_clock(descriptor.description(), clock_, place);
    check_parameters(descriptor.description(), population.model.data(),
                     {clock_, population.size, place});
    if (const auto wrong = descriptor.contradiction(population.model)) place.refuse(wrong->what);
    if (population.sleep == Sleep::kAlways) {
      const std::string why_not = descriptor.why_never_asleep(population.model);
      place.require(why_not.empty(), why_not + "; use AUTO or NEVER");
    }
    descriptor.check(context, place);
  }

  void require_magnitudes(const std::string& what, const Distribution& law, const std::string& unit,
                          const Place& place) const {
    const Sampler sampler(law);
    place.require_magnitude(what, sampler.min_value(), unit);
    place.require_magnitude(what, sampler.max_value(), unit);
  }

  void check_projection_names() const {
    std::set<std::string> names;
    for (const Projection& projection : network_.projections) {
      if (projection.name.empty() || names.insert(projection.name).second) continue;
      Place("projection \"" + projection.name + "\"", projection.origin)
          .refuse("there is another of that name");
    }
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
    place.require(
        receptor_count(target.model) != 0,
        "the target takes no input; " + target.model.descriptor().name() + " fires by itself");
    check_receptor(target.model, projection.receptor, place);
    check_chosen("source", projection.source_neurons, source, place);
    check_chosen("target", projection.target_neurons, target, place);
    const ProjectionEnds ends = ends_of(network_, projection);
    place.require(!ends.overlaps || !excludes_autapses(projection.rule),
                  "autapses: false needs source and target neurons that are the same, or of which "
                  "none is both");
    place.require_accepted(
        "", [&] { check_connection_rule(projection.rule, ends.sources, ends.targets, ends.same); });
    check_volley(projection, place);
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) {
        place.require_magnitude("a weight", c.weight, "in its unit");
        check_delay(c.delay, place);
      }
      if (projection.plastic) check_plastic(network_, projection, place);
      return;
    }
    place.require_accepted("the weight: ", [&] { Sampler(projection.weight); });
    require_magnitudes("the weight", projection.weight, "in its unit", place);
    if (projection.plastic) check_plastic(network_, projection, place);
    place.require_accepted("the delay: ", [&] { Sampler(projection.delay); });
    check_delays(projection.delay, place);
  }

  void check_chosen(const std::string& end, const std::vector<std::uint32_t>& neurons,
                    const Population& population, const Place& place) const {
    place.require(
        std::ranges::adjacent_find(neurons, std::ranges::greater_equal{}) == neurons.end(),
        "the " + end + " neurons must ascend");
    place.require(neurons.empty() || neurons.back() < population.size,
                  "there is no " + end + " neuron " +
                      std::to_string(neurons.empty() ? 0 : neurons.back()) + "; population \"" +
                      population.name + "\" has " + std::to_string(population.size));
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

  void check_device(const DeviceContext& context) const {
    const Device& device = context.device();
    const DeviceDescriptor& descriptor = device.descriptor();
    const std::string name =
        descriptor.name() + " (device " + std::to_string(context.index + 1) + ")";
    Place(name).require(device.target() < network_.populations.size(),
                        "the target must be a population of the network");
    const Population& target = context.target();
    const Place place(name + " of population \"" + target.name + "\"", device.origin());
    const NeuronModelDescriptor& model = target.model.descriptor();
    if (descriptor.input() == DeviceInput::kEvents) {
      place.require(model.integrates_input(),
                    "the target must integrate its input, as a LIF population does");
      check_receptor(target.model, descriptor.receptor(device), place);
    } else {
      place.require(model.takes_current(),
                    "the target must take currents, as a LIF population does");
    }
    check_clock(descriptor.description(), clock_, place);
    check_parameters(descriptor.description(), device.data(), {clock_, std::nullopt, place});
    if (const auto wrong = descriptor.contradiction(device)) place.refuse(wrong->what);
    descriptor.check(context, place);
  }

  /// `name` is of a receptor, or empty.
  void check_receptor(const NeuronModel& model, const std::string& name, const Place& place) const {
    if (name.empty()) return;
    const NeuronModelDescriptor& descriptor = model.descriptor();
    std::string valid;
    for (const ReceptorDescriptor& receptor : descriptor.description().receptors) {
      valid += (valid.empty() ? "" : ", ") + receptor.name;
    }
    place.require(descriptor.receptor(model, name).has_value(),
                  descriptor.name() + " has no receptor \"" + name + "\"; valid: " + valid);
    place.require(!clock_.continuous() || receptor_count(model) == 1,
                  "on the continuous clock the sign of a weight picks the receptor; leave \"" +
                      name + "\" out");
  }

  /// Sources that fire all at once onto neurons that repeat their spikes, on a grid.
  void check_volley(const Projection& projection, const Place& place) const {
    const Population& target = network_.populations[projection.target];
    const bool one_delay = std::holds_alternative<Constant>(projection.delay.law) &&
                           !std::holds_alternative<ExplicitList>(projection.rule);
    if (clock_.continuous() || !one_delay || !target.model.descriptor().repeats_input()) return;
    const PopulationContext source{network_, projection.source};
    const double volley = source.model().descriptor().own_activity(source).volley;
    if (volley == 0) return;
    const double arriving =
        volley * expected_synapses(network_, projection) / static_cast<double>(target.size);
    place.require(arriving <= kMostRepeated,
                  number(arriving) +
                      " spikes of a packet reach a relay at once; on a grid at most " +
                      number(kMostRepeated) +
                      " can be repeated in a step; valid: fewer, an sd above "
                      "0, or the continuous clock");
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
    const NeuronModelDescriptor& descriptor = population.model.descriptor();
    const std::vector<VariableDescriptor>& variables = descriptor.description().variables;
    place.require(!variables.empty(),
                  descriptor.name() + " has no state to record; its spikes can be recorded");
    std::string valid;
    for (const VariableDescriptor& v : variables) valid += (valid.empty() ? "" : ", ") + v.name;
    place.require(!recorder.variables.empty(), "it names no variable; valid are " + valid);
    place.require_time("the interval", recorder.interval, clock_, false);
    check_number_of_samples(recorder, population, place);
    for (const std::string& name : recorder.variables) {
      const std::optional<std::uint32_t> variable = descriptor.variable(name);
      place.require(variable.has_value(),
                    descriptor.name() + " has no " + name + "; valid: " + valid);
      const std::string why_not = descriptor.why_not_recordable(population.model, *variable);
      place.require(why_not.empty(), why_not);
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
