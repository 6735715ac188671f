#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

template <class Message>
std::vector<NeuronSelection> read_selections(const Message& recorder, const ModelContext& context) {
  std::vector<NeuronSelection> result;
  for (const PopulationIndex population :
       context.directory.find(recorder, Message::kPopulationFieldNumber)) {
    NeuronSelection& selection = result.emplace_back();
    selection.population = population;
    selection.origin = context.map.place_of(recorder);
    selection.neurons =
        convert_selection(recorder.neurons(), context.network.populations[population], context.map);
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
