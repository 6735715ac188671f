#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.hpp"
#include "core/network/connection_rule.hpp"
#include "core/synapse/synapse_columns.hpp"

// Files of synapses: CSV (.csv) with the columns source,target,weight,delay_ms, or an array of
// NumPy
// (.npy) with the fields source, target, weight and delay. Indices count from 0 within the
// populations, weights are in pA or mV, delays in ms. docs/model-files.md describes both.

namespace engram {

/// What the connections of a file have to fit.
struct ConnectionFileRequest {
  std::uint64_t sources = 0;  ///< neurons of the source population
  std::uint64_t targets = 0;  ///< neurons of the target population
  Clock clock;                ///< that has all delays
  std::uint64_t copies = 1;   ///< of the list that memory is needed for
};

/// Throws UserError where the name of a file of synapses ends neither in .csv nor in .npy.
void check_connection_path(const std::string& path);

/// Writes synapses to `path`, beside it first, and then renames. Weights and delays read back to
/// the same doubles; delays are whole ticks, as those of `synapse_columns` are. Throws UserError
/// where the name has another ending or no file can be there, EnvironmentError (disk).
void write_connections(const std::string& path, const SynapseColumns& columns);

/// Reads the synapses of a file, in its order. Throws UserError for what is wrong, with the line of
/// a table ("path:line: ..."), FileError with the byte and the row of an array; UserError where
/// they are too many for the memory, EnvironmentError.
ExplicitList read_connections(const std::string& path, const ConnectionFileRequest& request);

}  // namespace engram
