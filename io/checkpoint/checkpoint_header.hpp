#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/engine/simulation.hpp"
#include "io/checkpoint/checkpoint_source.hpp"

namespace engram {

/// A population whose state is in a checkpoint.
struct CheckpointPopulation {
  std::string name;
  std::uint32_t size = 0;

  friend bool operator==(const CheckpointPopulation&, const CheckpointPopulation&) = default;
};

/// What a checkpoint is of: the network, and the run up to the checkpoint's time.
struct CheckpointHeader {
  std::string program_version;
  CheckpointSource source;
  std::uint64_t fingerprint = 0;  ///< of the network
  std::string network_name;
  Tick step = 1;
  bool continuous = false;
  std::uint64_t network_seed = 0;
  Tick warm_up = 0;
  Tick duration = 0;  ///< planned, after the warm-up
  std::vector<CheckpointPopulation> populations;
  Tick time = 0;           ///< everything up to this time is done
  std::uint64_t seed = 0;  ///< of noise and initial state
  std::uint64_t spikes = 0;
  std::uint64_t spike_hash = 0;

  /// End of what was planned.
  Tick planned_end() const { return warm_up + duration; }
  std::uint64_t neurons() const;

  friend bool operator==(const CheckpointHeader&, const CheckpointHeader&) = default;
};

/// The header of a checkpoint of the network `built` with the state `state`.
CheckpointHeader make_checkpoint_header(const BuiltNetwork& built, const SimulationState& state,
                                        CheckpointSource source);

}  // namespace engram
