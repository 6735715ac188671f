#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>

#include "core/network/simulation_options.hpp"

namespace engram {

/// What `run` and `resume` have in common: how a network is simulated and what is written of it.
struct RunOptions {
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  unsigned partitions = 0;
  std::string record;
  bool compress = false;
  std::string summary;
  std::string report;
  std::string checkpoint;
  std::string every;
  std::string queue = "calendar";
  std::uint32_t min_spikes = kMinSpikesForCv;
  bool quiet = false;
};

/// Adds them to a command, with a footer on how it ends.
void add_run_options(CLI::App& command, RunOptions& options);

}  // namespace engram
