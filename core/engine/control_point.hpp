#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/engine/plastic_synapses.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/network/network.hpp"
#include "core/recording/recording_sink.hpp"

namespace engram {

/// A population of the network. Throws UserError where the index is not valid.
const Population& population_of(const Network& network, PopulationIndex index);

/// Reads and changes populations, devices and plastic synapses where every partition has stopped at
/// `now`. All calls
/// throw UserError, and change nothing, where what is given is not valid.
class ControlPoint {
 public:
  ControlPoint(const Network& network, std::span<const std::unique_ptr<PartitionBase>> partitions,
               PlasticSynapses& plastic, Tick now)
      : network_(network), partitions_(partitions), plastic_(plastic), now_(now) {}

  void read_state(PopulationIndex population, std::string_view variable, std::span<double> values);
  void set_state(PopulationIndex population, std::string_view variable,
                 std::span<const double> values);
  void set_source_rate(PopulationIndex population, double rate);
  void set_drive_rate(std::uint32_t device, double rate);
  void set_current(std::uint32_t device, double amplitude);
  void inject(PopulationIndex port, std::span<const RecordedSpike> spikes);
  std::vector<double> weights(std::size_t projection) const;
  void set_weights(std::size_t projection, std::span<const double> weights);

 private:
  /// A slice of a population: `member` of the partition's.
  struct Part {
    PartitionBase* partition;
    std::size_t member;
    Slice slice;
  };

  const Projection& plastic_projection(std::size_t index) const;
  std::vector<Part> parts_of(PopulationIndex population) const;
  void set_device(std::uint32_t device, DeviceInput input, double value,
                  const std::string& otherwise);
  void require_spikes(PopulationIndex port, std::span<const RecordedSpike> spikes) const;
  template <class Visit>
  void for_each_part_of(PopulationIndex port, std::span<const RecordedSpike> spikes,
                        Visit&& visit) const;

  const Network& network_;
  std::span<const std::unique_ptr<PartitionBase>> partitions_;
  PlasticSynapses& plastic_;
  Tick now_;
};

}  // namespace engram
