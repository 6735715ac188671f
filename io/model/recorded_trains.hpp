#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.hpp"
#include "core/network/network.hpp"
#include "io/recording/reader.hpp"

namespace engram {

/// Which spikes of a recording are wanted, and what they have to fit.
struct RecordedTrainsRequest {
  PopulationIndex population = 0;  ///< in the recording
  Tick offset = 0;                 ///< >= 0, added to all times
  bool allow_incomplete = false;
  bool size_is_given = false;  ///< by the model, too: a small recording may then have any size
  Clock clock;
  std::uint64_t max_spikes = 0;
};

/// The spikes of one population of a recording that has just been opened: one list a neuron,
/// ascending; empty for those that were not recorded. Throws UserError where the recording is not
/// complete or has what the request does not allow, FileError where it is damaged.
std::vector<std::vector<Time>> read_recorded_trains(RecordingReader& reader,
                                                    const RecordedTrainsRequest& request);

}  // namespace engram
