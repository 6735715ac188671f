#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "io/analysis/spike_source.hpp"

namespace engram {

/// How many spikes each population fired in each of a row of equal bins.
struct Activity {
  struct Population {
    std::string name;
    std::uint64_t neurons = 0;
    std::uint64_t recorded = 0;         ///< of them, and whose spikes are counted
    std::vector<std::uint64_t> spikes;  ///< per bin
  };
  Tick from = 0;
  Tick bin = 0;
  std::vector<Population> populations;

  /// Firing rate of `population` in bin `i`, Hz per recorded neuron; 0 where none was recorded.
  double rate(const Population& population, std::size_t i) const;
};

/// Counts the spikes in (from, to] with bins of 1, 2 or 5 times a power of ten milliseconds, as
/// short as `most_bins` allows but not below 1 ms, made longer where they are no whole number of
/// the steps of `source`. A last bin that is not full is left out, unless it is the only one.
/// Throws UserError for an empty span.
Activity measure_activity(SpikeSource& source, Tick from, Tick to, std::size_t most_bins);

}  // namespace engram
