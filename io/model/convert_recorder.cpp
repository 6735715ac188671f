#include <fmt/format.h>

#include <algorithm>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

// Of one population; they are held in a list.
constexpr std::uint64_t kMaxSelected = 100'000'000;

/// The neurons that one selection adds; all must exist in `population`.
void add_neurons(const v1::NeuronSelection& selection, const Population& population,
                 const SourceMap& map, std::vector<std::uint32_t>& neurons) {
  const auto check = [&](std::uint64_t neuron, int field, std::size_t value) {
    if (neuron < population.size) return;
    map.fail(selection, field,
             fmt::format("there is no neuron {} in population '{}'; valid: 0 to {}", neuron,
                         population.name, population.size - 1),
             value);
  };
  for (int i = 0; i < selection.index_size(); ++i) {
    check(selection.index(i), v1::NeuronSelection::kIndexFieldNumber, static_cast<std::size_t>(i));
    neurons.push_back(selection.index(i));
  }
  const bool range = selection.has_first() || selection.has_count() || selection.has_stride();
  if (!range) {
    if (selection.index_size() == 0)
      map.fail(selection, "no neuron is chosen; valid: index, or first and count");
    return;
  }
  if (!selection.has_count())
    map.fail(selection, "'count' is missing; valid: a number of neurons, at least 1");
  const std::uint64_t stride = selection.has_stride() ? selection.stride() : 1;
  const std::uint64_t last = selection.first() + stride * (selection.count() - 1);
  check(last, v1::NeuronSelection::kCountFieldNumber, 0);
  if (neurons.size() + std::uint64_t{selection.count()} > kMaxSelected) {
    map.fail(
        selection, v1::NeuronSelection::kCountFieldNumber,
        fmt::format("{} neurons are more than can be listed; valid: at most {}, or no 'neurons' "
                    "to record all",
                    selection.count(), kMaxSelected));
  }
  for (std::uint64_t n = selection.first(); n <= last; n += stride) {
    neurons.push_back(static_cast<std::uint32_t>(n));
  }
}

template <class Message>
std::vector<NeuronSelection> read_selections(const Message& recorder, const ModelContext& context) {
  std::vector<NeuronSelection> result;
  for (const PopulationIndex population :
       context.directory.find(recorder, Message::kPopulationFieldNumber)) {
    NeuronSelection& selection = result.emplace_back();
    selection.population = population;
    selection.origin = context.map.place_of(recorder);
    std::vector<std::uint32_t>& neurons = selection.neurons;
    for (const v1::NeuronSelection& said : recorder.neurons()) {
      add_neurons(said, context.network.populations[population], context.map, neurons);
    }
    std::ranges::sort(neurons);
    // Not std::ranges::unique, whose result clang 14 cannot make with GCC's library.
    neurons.erase(std::unique(neurons.begin(), neurons.end()), neurons.end());
  }
  return !recorder.has_enabled() || recorder.enabled() ? result : std::vector<NeuronSelection>{};
}

/// Refuses variables that the model of a population does not have.
void check_variables(const v1::StateRecorder& recorder, const Population& population,
                     const SourceMap& map) {
  const NeuronModelDescriptor& model = population.model.descriptor();
  std::vector<std::string> names;
  for (const VariableDescriptor& v : model.description().variables) names.push_back(v.name);
  for (int i = 0; i < recorder.variable_size(); ++i) {
    const std::string& name = recorder.variable(i);
    if (model.variable(name)) continue;
    map.fail(recorder, v1::StateRecorder::kVariableFieldNumber,
             "unknown value '" + name + "'" + suggest(name, names), static_cast<std::size_t>(i));
  }
}

}  // namespace

std::vector<SpikeRecorder> convert_recorder(const v1::SpikeRecorder& recorder,
                                            const ModelContext& context) {
  std::vector<SpikeRecorder> result;
  for (NeuronSelection& selection : read_selections(recorder, context))
    result.push_back({std::move(selection)});
  return result;
}

std::vector<StateRecorder> convert_recorder(const v1::StateRecorder& recorder,
                                            const ModelContext& context) {
  StateRecorder pattern;
  pattern.variables.assign(recorder.variable().begin(), recorder.variable().end());
  if (recorder.has_interval()) pattern.interval = recorder.interval();
  std::vector<StateRecorder> result;
  for (NeuronSelection& selection : read_selections(recorder, context)) {
    check_variables(recorder, context.network.populations[selection.population], context.map);
    result.push_back(pattern);
    result.back().selection = std::move(selection);
  }
  return result;
}

}  // namespace engram
