#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "core/synapse/connectome.hpp"

// Two ways to lay out the same stream. The counting layout draws everything twice and needs little
// memory beside the result: first to count the synapses of every (source, delay, class), then to
// put each where it belongs. The sorting layout draws once, keeps all and sorts: for networks so
// sparse that a counter for every (source, delay, class) would outweigh the synapses, and as the
// plain reference.

namespace engram {

/// The partition whose synapses are laid out, and what that needs.
struct IncomingRequest {
  const Network& network;
  const Partitioning& partitioning;
  const std::vector<ProjectionDraw>& draws;
  const SynapseClasses& classes;
  const PartitionLayout& layout;
  std::function<void(std::uint32_t targets)> on_targets;  ///< progress; each target counts twice
};

/// What counting takes for a counter, and sorting for a synapse with what the sorting itself needs,
/// beside the stream; bytes.
inline constexpr double kBytesPerCounter = 4;
inline constexpr double kBytesPerRecord = 48;

/// Whether counters for so many (source, delay, class) are worth their memory.
constexpr bool suits_counting(double counters, double synapses) {
  return counters <= std::max(1e6, 2 * synapses);
}

/// Throws UserError where places in a stream and a store of so many words would not fit 32 bits.
void check_stream_size(std::uint64_t words, std::uint64_t plastic_words);

/// Nothing where counting does not suit: too sparse, or too many synapses share source and delay.
std::optional<IncomingSynapses> build_by_counting(const IncomingRequest& request);

IncomingSynapses build_by_sorting(const IncomingRequest& request);

/// Fills in what follows from stream and source positions: index and least delays. Sorts the runs
/// whose synapses have their own delays by these.
void finish_incoming(IncomingSynapses& incoming, const std::vector<std::uint32_t>& positions,
                     const IncomingRequest& request);

}  // namespace engram
