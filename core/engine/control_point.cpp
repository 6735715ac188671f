#include "core/engine/control_point.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.hpp"
#include "core/check/model_check.hpp"
#include "core/check/place.hpp"
#include "core/check/source_limits.hpp"
#include "core/network/receptors.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

struct NamedVariable {
  std::string_view name;
  StateVariable variable;
};

constexpr NamedVariable kVariables[] = {{"V_m", StateVariable::kVm},
                                        {"I_syn", StateVariable::kIsyn},
                                        {"I_syn_ex", StateVariable::kIsynEx},
                                        {"I_syn_in", StateVariable::kIsynIn}};

bool can_read(const NeuronModel& model, StateVariable variable) {
  if (variable == StateVariable::kVm) return has_membrane(model);
  if (!is_lif(model) || std::holds_alternative<IafPscDelta>(model)) return false;
  return variable == StateVariable::kIsyn || receptor_count(model) == 2;
}

/// A sum of two currents cannot be set.
bool can_set(const NeuronModel& model, StateVariable variable) {
  return can_read(model, variable) &&
         (variable != StateVariable::kIsyn || receptor_count(model) == 1);
}

template <class Allows>
StateVariable find_variable(std::string_view name, const NeuronModel& model, const Place& place,
                            Allows&& allows) {
  std::string valid;
  for (const NamedVariable& known : kVariables) {
    if (!allows(model, known.variable)) continue;
    if (known.name == name) return known.variable;
    valid += (valid.empty() ? "" : ", ") + std::string(known.name);
  }
  place.refuse("there is no \"" + std::string(name) +
               "\" here; valid: " + (valid.empty() ? "nothing, as it has no state" : valid));
}

double threshold_of(const NeuronModel& model) {
  if (!is_lif(model)) return 1;
  const LifModel lif = make_lif_model(model);
  return lif.membrane.E_L + lif.threshold;
}

}  // namespace

const Population& ControlPoint::population(PopulationIndex index) const {
  if (index < network_.populations.size()) return network_.populations[index];
  throw UserError("there is no population " + std::to_string(index) + "; the network has " +
                  std::to_string(network_.populations.size()));
}

std::vector<ControlPoint::Part> ControlPoint::parts_of(PopulationIndex population) const {
  std::vector<Part> parts;
  for (const auto& partition : partitions_) {
    const auto& members = partition->account.members();
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (members[m].slice.population == population) {
        parts.push_back({partition.get(), m, members[m].slice});
      }
    }
  }
  return parts;
}

namespace {

Place place_of(const Population& population) {
  return Place("population \"" + population.name + "\"", population.origin);
}

void require_one_each(std::size_t values, const Population& population, const Place& place) {
  place.require(values == population.size, "there are " + std::to_string(values) + " values for " +
                                               std::to_string(population.size) +
                                               " neurons; each needs one");
}

}  // namespace

void ControlPoint::read_state(PopulationIndex index, std::string_view variable,
                              std::span<double> values) {
  const Population& target = population(index);
  const Place place = place_of(target);
  const StateVariable known = find_variable(variable, target.model, place, can_read);
  require_one_each(values.size(), target, place);
  for (const Part& part : parts_of(index)) {
    part.partition->read_state(part.member, known,
                               values.subspan(part.slice.first, part.slice.count));
  }
}

void ControlPoint::set_state(PopulationIndex index, std::string_view variable,
                             std::span<const double> values) {
  const Population& target = population(index);
  const Place place = place_of(target);
  const StateVariable known = find_variable(variable, target.model, place, can_set);
  require_one_each(values.size(), target, place);
  const std::string field(variable);
  for (const double value : values) {
    place.require_magnitude(field, value, known == StateVariable::kVm ? "mV" : "pA");
    if (known != StateVariable::kVm) continue;
    const double threshold = threshold_of(target.model);
    place.require(value < threshold, field + " is " + number(value) +
                                         " mV; it must lie below the threshold, " +
                                         number(threshold) + " mV");
  }
  for (const Part& part : parts_of(index)) {
    part.partition->set_state(part.member, known,
                              values.subspan(part.slice.first, part.slice.count));
  }
}

void ControlPoint::set_source_rate(PopulationIndex index, double rate) {
  const Population& source = population(index);
  const Place place = place_of(source);
  const auto* poisson = std::get_if<PoissonPopulation>(&source.model);
  const auto* gamma = std::get_if<GammaPopulation>(&source.model);
  place.require(poisson != nullptr || gamma != nullptr,
                "it has no rate that can be set; valid: Poisson and gamma sources");
  check_source_rate(network_, source, rate, gamma != nullptr ? gamma->shape : 1, place);
  if (poisson != nullptr && !network_.clock.continuous()) {
    // The scales of the weights allow for so many spikes of a source in one step.
    const double step = ms_from_ticks(network_.clock.step());
    const double most = most_poisson_count(poisson->rate / 1000 * step);
    const double mean = rate / 1000 * step;
    place.require(mean + 12 * std::sqrt(mean) <= most,
                  "the rate is " + number(rate) + " Hz, and began at " + number(poisson->rate) +
                      " Hz, for which a source fires at most " + number(most) +
                      " times in a step; begin with a rate as high as will be needed");
  }
  for (const Part& part : parts_of(index)) part.partition->change_rate(part.member, rate);
}

void ControlPoint::set_drive_rate(std::uint32_t device, double rate) {
  const Place place("device " + std::to_string(device));
  const bool exists = device < network_.devices.size();
  const auto* drive = exists ? std::get_if<PoissonDrive>(&network_.devices[device]) : nullptr;
  place.require(drive != nullptr, "it is no Poisson drive of the network");
  check_poisson_rate(network_.clock, rate, place);
  change_device(device, drive->target, rate);
}

void ControlPoint::set_current(std::uint32_t device, double amplitude) {
  const Place place("device " + std::to_string(device));
  const bool exists = device < network_.devices.size();
  const auto* current = exists ? std::get_if<StepCurrent>(&network_.devices[device]) : nullptr;
  place.require(current != nullptr, "it is no current of the network");
  place.require_magnitude("the amplitude", amplitude, "pA");
  change_device(device, current->target, amplitude);
}

void ControlPoint::change_device(std::uint32_t device, PopulationIndex target, double value) {
  for (const Part& part : parts_of(target)) {
    part.partition->change_device(part.member, device, value);
  }
}

void ControlPoint::inject(PopulationIndex port, std::span<const RecordedSpike> spikes) {
  require_spikes(port, spikes);
  for_each_part_of(port, spikes, [](const Part& part, std::uint32_t neuron, Time time) {
    part.partition->inject(part.member, neuron, time);
  });
}

/// Calls `visit(part, neuron within its slice, time)` for every spike.
template <class Visit>
void ControlPoint::for_each_part_of(PopulationIndex port, std::span<const RecordedSpike> spikes,
                                    Visit&& visit) const {
  for (const Part& part : parts_of(port)) {
    for (const RecordedSpike& spike : spikes) {
      const std::uint32_t first = part.slice.first;
      if (spike.neuron < first || spike.neuron - first >= part.slice.count) continue;
      visit(part, spike.neuron - first, spike.time);
    }
  }
}

void ControlPoint::require_spikes(PopulationIndex port,
                                  std::span<const RecordedSpike> spikes) const {
  const Population& target = population(port);
  const Place place = place_of(target);
  place.require(std::holds_alternative<Injected>(target.model),
                "it fires by itself; spikes can be sent to populations of the model `injected`");
  const Time earliest = now_ == 0 ? Time{0, 1} : Time{now_ + 1, 0};
  const Tick step = network_.clock.step();
  for (const RecordedSpike& spike : spikes) {
    const std::string at = "a spike at " + shortest_text(ms_from_ticks(spike.time.tick)) + " ms ";
    place.require(spike.neuron < target.size, at + "is of neuron " + std::to_string(spike.neuron) +
                                                  "; there are " + std::to_string(target.size));
    place.require(spike.time >= earliest,
                  at + "is not later than now, " + shortest_text(ms_from_ticks(now_)) + " ms");
    place.require(spike.time.tick <= ticks_from_ms(kLatestMs),
                  at + "is too late: at most " + number(kLatestMs) + " ms");
    place.require(
        network_.clock.continuous() || (spike.time.fraction == 0 && spike.time.tick % step == 0),
        at + "is off the grid; valid are " +
            network_.clock.valid_times(ms_from_ticks(spike.time.tick), false));
  }
  std::vector<RecordedSpike> sorted(spikes.begin(), spikes.end());
  std::ranges::sort(sorted);
  bool repeats = std::ranges::adjacent_find(sorted) != sorted.end();
  for_each_part_of(port, spikes, [&](const Part& part, std::uint32_t neuron, Time time) {
    repeats = repeats || part.partition->is_injected(part.member, neuron, time);
  });
  place.require(!repeats, "a neuron is sent two spikes of one time; it can fire only one");
}

}  // namespace engram
