#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/network/network.hpp"

namespace engram {

/// Which spikes of a table are wanted, and what they have to fit.
struct SpikeTableRequest {
  std::optional<std::string> population;  ///< needed where the table has several
  std::optional<std::uint64_t> size;      ///< neurons; by default up to the largest index
  Clock clock;
  std::uint64_t max_spikes = 0;
};

/// Reads the spikes of one population from CSV: lines neuron,time_ms or, as `convert_to_csv` writes
/// them, population,neuron,time_ms; a header line with these names, comments (#) and empty lines
/// may be there, spikes may come in any order. Returns one list a neuron, ascending; on the grid
/// multiples of the step. Throws UserError "path:line: what is wrong; valid: ...",
/// EnvironmentError.
std::vector<std::vector<Time>> read_spike_table(const std::string& path,
                                                const SpikeTableRequest& request);

}  // namespace engram
