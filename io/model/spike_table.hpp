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
  /// Neurons; by default up to the largest index, if the length of the table explains so many.
  std::optional<std::uint64_t> size;
  Clock clock;
  std::uint64_t max_spikes = 0;
};

/// Reads the spikes of one population from CSV: lines neuron,time_ms or, after a header with these
/// names as `convert_to_csv` writes it, population,neuron,time_ms; a header, comments (#) and empty
/// lines may be there, spikes may come in any order. Returns one list a neuron, ascending; on the
/// grid multiples of the step. Throws UserError "path:line: what is wrong; valid: ...",
/// EnvironmentError.
std::vector<std::vector<Time>> read_spike_table(const std::string& path,
                                                const SpikeTableRequest& request);

}  // namespace engram
