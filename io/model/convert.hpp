#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.hpp"
#include "io/model/population_directory.hpp"
#include "io/model/source_files.hpp"
#include "io/model/source_map.hpp"

// From the messages of a model file to a Network. All of these throw UserError with the place in
// the file; they check what a place can be given for, `validate` checks the network as a whole.

namespace engram::v1 {
class DcCurrent;
class Distribution;
class InhomogeneousPoissonDrive;
class Model;
class NeuronSelection;
class PoissonDrive;
class Population;
class Projection;
class Rate;
class SpikeRecorder;
class StateRecorder;
class StepCurrent;
}  // namespace engram::v1

namespace engram {

/// What the parts of a model are seen against.
struct ModelContext {
  const SourceMap& map;
  const PopulationDirectory& directory;
  const Network& network;  ///< clock and populations are there
};

/// The model's clock, by default a grid of 0.1 ms.
Clock convert_clock(const v1::Model& model, const SourceMap& map);

/// Populations and projections alone.
Network convert_outline(const v1::Model& model, const SourceMap& map, SourceFiles& files);

/// Reads the files that the model names, too.
Network convert_model(const v1::Model& model, const SourceMap& map, SourceFiles& files);

Population convert_population(const v1::Population& population, const SourceMap& map,
                              SourceFiles& files);

/// Whether a population has its spikes from a file.
bool needs_file(const v1::Population& population);

/// The model of a population that fires by itself.
NeuronModel convert_source(const v1::Population& population, const SourceMap& map,
                           SourceFiles& files);

RateProfile convert_rate(const v1::Rate& rate, const SourceMap& map);

Distribution convert_distribution(const v1::Distribution& distribution, const SourceMap& map);

/// One projection for each pair of a source and a target population.
std::vector<Projection> convert_projection(const v1::Projection& projection,
                                           const ModelContext& context);

/// One device for each target population.
std::vector<Device> convert_device(const v1::PoissonDrive& drive, const ModelContext& context);
std::vector<Device> convert_device(const v1::InhomogeneousPoissonDrive& drive,
                                   const ModelContext& context);
std::vector<Device> convert_device(const v1::DcCurrent& current, const ModelContext& context);
std::vector<Device> convert_device(const v1::StepCurrent& current, const ModelContext& context);

/// One recorder for each population.
std::vector<SpikeRecorder> convert_recorder(const v1::SpikeRecorder& recorder,
                                            const ModelContext& context);
std::vector<StateRecorder> convert_recorder(const v1::StateRecorder& recorder,
                                            const ModelContext& context);

}  // namespace engram
