#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.hpp"

namespace engram {

/// Pearson correlation of the binned spike counts of all pairs of a few neurons, found in one pass
/// over their spikes. Keeps sums and products per pair, not the bins, so its memory does not grow
/// with the recording.
class PairCorrelation {
 public:
  /// Bin b of `bins` holds the spikes in (begin + b width, begin + (b + 1) width]: a spike on the
  /// grid belongs to the step that ends with it.
  PairCorrelation(std::uint32_t neurons, Tick begin, Tick width, std::uint64_t bins);

  std::uint32_t neurons() const { return neurons_; }

  /// A spike of neuron number `neuron`; in ascending order of time. Spikes beyond the last bin
  /// are left out.
  void add(Tick time, std::uint32_t neuron);

  /// The correlation of each pair, pairs (0,1), (0,2), ... (1,2), ...; pairs with a neuron whose
  /// count is the same in every bin have none and are left out.
  std::vector<double> correlations();

 private:
  struct Count {
    std::uint32_t neuron;
    std::int64_t spikes;
  };

  void close_bin();
  std::size_t pair(std::size_t a, std::size_t b) const;  // a < b
  double variance(std::size_t neuron) const;

  std::uint32_t neurons_;
  Tick begin_;
  Tick width_;
  std::uint64_t bins_;
  std::uint64_t bin_ = 0;               // the one being filled
  std::vector<Count> active_;           // neurons with spikes in it
  std::vector<std::uint32_t> place_;    // of each neuron in active_, plus one; 0: not there
  std::vector<std::int64_t> sums_;      // of the counts, per neuron
  std::vector<std::int64_t> squares_;   // of the counts squared, per neuron
  std::vector<std::int64_t> products_;  // of the counts of both, per pair
};

}  // namespace engram
