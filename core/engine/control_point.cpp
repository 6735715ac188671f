#include "core/engine/control_point.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/network/place.hpp"

namespace engram {
namespace {

/// The index of a variable for which `why_not(index)` is empty.
template <class WhyNot>
std::uint32_t find_variable(std::string_view name, const NeuronModel& model, const Place& place,
                            WhyNot&& why_not) {
  const NeuronModelDescriptor& descriptor = model.descriptor();
  const std::optional<std::uint32_t> found = descriptor.variable(name);
  if (found) {
    const std::string reason = why_not(*found);
    place.require(reason.empty(), reason);
    return *found;
  }
  std::string valid;
  const auto& variables = descriptor.description().variables;
  for (std::uint32_t i = 0; i < variables.size(); ++i) {
    if (why_not(i).empty()) valid += (valid.empty() ? "" : ", ") + variables[i].name;
  }
  place.refuse("there is no \"" + std::string(name) +
               "\" here; valid: " + (valid.empty() ? "nothing, as it has no state" : valid));
}

Place place_of(const Population& population) {
  return Place("population \"" + population.name + "\"", population.origin);
}

Place place_of(const Network& network, const Projection& projection) {
  return Place("projection \"" + network.populations[projection.source].name + "\" -> \"" +
                   network.populations[projection.target].name + "\"",
               projection.origin);
}

void require_one_each(std::size_t values, const Population& population, const Place& place) {
  place.require(values == population.size, "there are " + std::to_string(values) + " values for " +
                                               std::to_string(population.size) +
                                               " neurons; each needs one");
}

}  // namespace

const Population& population_of(const Network& network, PopulationIndex index) {
  if (index < network.populations.size()) return network.populations[index];
  throw UserError("there is no population " + std::to_string(index) + "; the network has " +
                  std::to_string(network.populations.size()));
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

void ControlPoint::read_state(PopulationIndex index, std::string_view variable,
                              std::span<double> values) {
  const Population& target = population_of(network_, index);
  const Place place = place_of(target);
  const std::uint32_t known = find_variable(variable, target.model, place, [&](std::uint32_t v) {
    return target.model.descriptor().why_not_recordable(target.model, v);
  });
  require_one_each(values.size(), target, place);
  for (const Part& part : parts_of(index)) {
    part.partition->read_state(part.member, known,
                               values.subspan(part.slice.first, part.slice.count));
  }
}

void ControlPoint::set_state(PopulationIndex index, std::string_view variable,
                             std::span<const double> values) {
  const Population& target = population_of(network_, index);
  const Place place = place_of(target);
  const NeuronModelDescriptor& descriptor = target.model.descriptor();
  const std::uint32_t known = find_variable(variable, target.model, place, [&](std::uint32_t v) {
    const std::string unreadable = descriptor.why_not_recordable(target.model, v);
    return unreadable.empty() ? descriptor.why_not_settable(target.model, v) : unreadable;
  });
  require_one_each(values.size(), target, place);
  descriptor.check_state({network_, index}, known, values, place);
  for (const Part& part : parts_of(index)) {
    part.partition->set_state(part.member, known,
                              values.subspan(part.slice.first, part.slice.count));
  }
}

void ControlPoint::set_source_rate(PopulationIndex index, double rate) {
  const Population& source = population_of(network_, index);
  const Place place = place_of(source);
  place.require(source.model.descriptor().has_settable_rate(), "it has no rate that can be set");
  place.require_not_negative("the rate", rate, "Hz");
  source.model.descriptor().check_rate({network_, index}, rate, place);
  for (const Part& part : parts_of(index)) part.partition->change_rate(part.member, rate);
}

void ControlPoint::set_drive_rate(std::uint32_t device, double rate) {
  set_device(device, DeviceInput::kEvents, rate, "it is no drive whose rate can be set");
}

void ControlPoint::set_current(std::uint32_t device, double amplitude) {
  set_device(device, DeviceInput::kCurrent, amplitude, "it is no current of the network");
}

void ControlPoint::set_device(std::uint32_t device, DeviceInput input, double value,
                              const std::string& otherwise) {
  const Place place("device " + std::to_string(device));
  place.require(device < network_.devices.size(), "there is none of that index");
  const DeviceDescriptor& descriptor = network_.devices[device].descriptor();
  place.require(descriptor.input() == input && descriptor.is_settable(), otherwise);
  descriptor.check_setting({network_, device}, value, place);
  for (const Part& part : parts_of(network_.devices[device].target())) {
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
  const Population& target = population_of(network_, port);
  const Place place = place_of(target);
  place.require(target.model.descriptor().is_input_port(),
                "it is no input port: no spikes can be sent to it");
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

const Projection& ControlPoint::plastic_projection(std::size_t index) const {
  const auto& projections = network_.projections;
  if (index >= projections.size()) {
    throw UserError("there is no projection " + std::to_string(index) + "; the network has " +
                    std::to_string(projections.size()));
  }
  place_of(network_, projections[index])
      .require(projections[index].plastic.has_value(),
               "it is not plastic: its weights are constant, and synapse_columns gives them");
  return projections[index];
}

std::vector<double> ControlPoint::weights(std::size_t projection) const {
  plastic_projection(projection);
  return plastic_.weights(projection);
}

void ControlPoint::set_weights(std::size_t index, std::span<const double> weights) {
  const Projection& projection = plastic_projection(index);
  const Place place = place_of(network_, projection);
  const std::size_t size = plastic_.size(index);
  place.require(weights.size() == size, "there are " + std::to_string(weights.size()) +
                                            " weights for " + std::to_string(size) +
                                            " synapses; each needs one");
  const std::size_t beyond = plastic_.first_beyond_bounds(index, weights);
  if (beyond < size) {
    place.refuse("the weight of synapse " + std::to_string(beyond) + " is " +
                 number(weights[beyond]) + "; valid are " + number(projection.plastic->w_min) +
                 " to " + number(projection.plastic->w_max));
  }
  plastic_.set_weights(index, weights);
}

}  // namespace engram
