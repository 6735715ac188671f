#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/engine/simulation.hpp"

namespace engram {

/// What is known of a run when it is over. One that failed has a summary only as JSON.
struct RunSummary {
  std::string model;
  std::uint64_t seed = 0;
  unsigned threads = 0;
  std::uint64_t synapses = 0;
  double build_seconds = 0;
  RunResult result;                    ///< nothing in it where the run failed
  std::optional<Tick> resumed_from{};  ///< time of the checkpoint, where there was one
  std::string failure{};               ///< why it failed; empty where it did not
};

/// As a JSON object, for programs.
std::string summary_json(const RunSummary& summary, const Network& network);

/// As a table for people: every population's rate beside the published one, then pace and hash.
std::string summary_table(const RunSummary& summary, const Network& network);

}  // namespace engram
