#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/simulation_state.hpp"
#include "core/support/twin_networks.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/recording/recording_fixture.hpp"

// What the tests of checkpoints share: states made up from a seed, and what is done to their files.

namespace engram::test {

/// A header and a state that fits it.
struct MadeUp {
  CheckpointHeader header;
  SimulationState state;
};

/// With columns of all kinds, of up to `most` neurons a population.
MadeUp make_up(std::uint64_t seed, std::int64_t most);

bool same(const SimulationState& a, const SimulationState& b);

/// The bodies of the frames of a file.
std::vector<std::string> bodies_of(std::string_view bytes);
/// The file with these bodies, checksums right.
std::string framed(const std::vector<std::string>& bodies);

}  // namespace engram::test
