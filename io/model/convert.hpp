#pragma once

#include <cstdint>
#include <vector>

#include "core/network/description.hpp"
#include "core/network/network.hpp"
#include "core/registry/model_registry.hpp"
#include "io/model/population_directory.hpp"
#include "io/model/source_files.hpp"
#include "io/model/source_map.hpp"

// From the messages of a model file to a Network. All of these throw UserError with the place in
// the file; they check what a place can be given for, `validate` checks the network as a whole.

namespace google::protobuf {
template <class Message>
class RepeatedPtrField;
}

namespace engram::v1 {
class Distribution;
class Model;
class NeuronSelection;
class Population;
class Projection;
class Rate;
class SpikeRecorder;
class StateRecorder;
class Value;
}  // namespace engram::v1

namespace engram {

/// What the parts of a model are checked and converted with.
struct ModelContext {
  const ModelRegistry& registry;
  const SourceMap& map;
  const PopulationDirectory& directory;
  const Network& network;  ///< clock and populations are there
};

/// The model's clock, by default a grid of 0.1 ms.
Clock convert_clock(const v1::Model& model, const SourceMap& map);

/// Populations and projections alone.
Network convert_outline(const v1::Model& model, const ModelRegistry& registry, const SourceMap& map,
                        SourceFiles& files);

/// Reads the files that the model names, too.
Network convert_model(const v1::Model& model, const ModelRegistry& registry, const SourceMap& map,
                      SourceFiles& files);

Population convert_population(const v1::Population& population, const ModelRegistry& registry,
                              const SourceMap& map, SourceFiles& files);

/// Whether a population has its spikes from a file.
bool needs_file(const v1::Population& population, const ModelRegistry& registry,
                const SourceMap& map);

/// Where a parameter is read from: `said` is the message of a model or device, and `population` the
/// population's own, where it is of one.
struct ParameterSource {
  const google::protobuf::Message& said;
  const SourceMap& map;
  SourceFiles* files = nullptr;
  const v1::Population* population = nullptr;
};

/// Sets the parameters of `of`, a model or device described by `description`, that `source` gives:
/// in fields of their names or, in a v1::Custom or v1::CustomDevice, in its list.
void read_parameters(const Description& description, const ParameterSource& source, void* of);

/// Refuses parameters that contradict each other, at the place of the first that was given.
void refuse_contradiction(const Contradiction& wrong, const google::protobuf::Message& said,
                          const SourceMap& map);

/// Spike times from trains or a file, of a parameter of kind kTrains or kRecordedTrains.
GivenTrains convert_trains(ParameterKind kind, const ParameterSource& source);

/// Whether those come from a file.
bool trains_need_file(ParameterKind kind, const google::protobuf::Message& said);

/// The times (ms) of a repeated field, which must ascend.
std::vector<double> convert_times(const google::protobuf::Message& said, const std::string& field,
                                  const SourceMap& map);

Parameter convert_value(const v1::Value& value, const SourceMap& map);

RateProfile convert_rate(const v1::Rate& rate, const SourceMap& map);

Distribution convert_distribution(const v1::Distribution& distribution, const SourceMap& map);

/// The neurons of a population that are chosen, ascending; none where nothing is said.
std::vector<std::uint32_t> convert_selection(
    const google::protobuf::RepeatedPtrField<v1::NeuronSelection>& selections,
    const Population& population, const SourceMap& map);

/// One projection for each pair of a source and a target population.
std::vector<Projection> convert_projection(const v1::Projection& projection,
                                           const ModelContext& context);

/// All devices of a model, one for each target population: kind by kind, in the order in which the
/// registry has them.
std::vector<Device> convert_devices(const v1::Model& model, const ModelContext& context);

/// One recorder for each population.
std::vector<SpikeRecorder> convert_recorder(const v1::SpikeRecorder& recorder,
                                            const ModelContext& context);
std::vector<StateRecorder> convert_recorder(const v1::StateRecorder& recorder,
                                            const ModelContext& context);

}  // namespace engram
