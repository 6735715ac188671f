#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

namespace engram {

/// Adds --min-spikes, which `run` and `stats` have in common.
inline void add_min_spikes_option(CLI::App& command, std::uint32_t& min_spikes) {
  command
      .add_option("--min-spikes", min_spikes,
                  "fewest spikes of a neuron whose ISI CV counts; 3 by default")
      ->check(CLI::Range(2u, 1'000'000'000u));
}

}  // namespace engram
