#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/network/connection_rule.hpp"
#include "core/synapse/synapse_columns.hpp"
#include "io/connections/connection_file.hpp"

// What the tests of files of synapses share.

namespace engram::test {

/// A connection with its doubles as bits, so that two are equal where all bits are.
struct ConnectionBits {
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  std::uint64_t weight = 0;
  std::uint64_t delay = 0;

  friend bool operator==(const ConnectionBits&, const ConnectionBits&) = default;
};

std::vector<ConnectionBits> bits_of(const ExplicitList& list);
std::vector<ConnectionBits> bits_of(const SynapseColumns& columns);

/// Columns of synapses between 50 sources and 70 targets, made from a seed: weights of all
/// magnitudes, delays of whole ticks or, on a grid, of its steps.
SynapseColumns random_columns(std::uint64_t seed, const Clock& clock);

/// 50 sources, 70 targets, that clock.
ConnectionFileRequest request_on(const Clock& clock);

/// The connections of a file of that name and these bytes.
ExplicitList read_as(const std::string& name, const std::string& bytes,
                     const ConnectionFileRequest& request);

/// The error about such a file, from its name on; "no error" where there is none.
std::string error_as(const std::string& name, const std::string& bytes,
                     const ConnectionFileRequest& request);

/// The bytes of a number as they lie in memory.
template <class Number>
std::string bytes_of(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

/// An array file: the magic, a version, the length of the header, the header, data.
std::string npy_file(const std::string& header, const std::string& data, int major = 1);

}  // namespace engram::test
