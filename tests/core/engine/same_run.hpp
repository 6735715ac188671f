#pragma once

#include <rapidcheck.h>

#include <cmath>

#include "core/engine/random_network.hpp"
#include "core/support/collecting_sink.hpp"

// What is compared of two runs of random networks.

namespace engram::test {

/// A random network on either clock.
inline Network any_network() {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  return *rc::gen::arbitrary<bool>() ? random_continuous_network(seed) : random_network(seed);
}

inline bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

inline void check_same_spikes(const Network& network, const Recorded& a, const Recorded& b) {
  RC_ASSERT(a.result.spikes == b.result.spikes);
  RC_ASSERT(a.result.spike_hash == b.result.spike_hash);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    RC_ASSERT(a.sink.spikes_of(p) == b.sink.spikes_of(p));
  }
}

/// Spikes, statistics and samples.
inline void check_same_outcome(const Network& network, const Recorded& a, const Recorded& b) {
  check_same_spikes(network, a, b);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    RC_ASSERT(a.result.populations[p].spikes == b.result.populations[p].spikes);
    RC_ASSERT(same(a.result.populations[p].isi_cv, b.result.populations[p].isi_cv));
  }
  for (std::uint32_t r = 0; r < network.state_recorders.size(); ++r) {
    const auto& x = a.sink.samples_of(r);
    const auto& y = b.sink.samples_of(r);
    RC_ASSERT(x.size() == y.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      RC_ASSERT(x[i].time == y[i].time);
      RC_ASSERT(x[i].values == y[i].values);
    }
  }
}

inline void check_same_run(const Network& network, const Recorded& a, const Recorded& b) {
  check_same_outcome(network, a, b);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    RC_ASSERT(a.sink.spans_of(p) == b.sink.spans_of(p));
  }
}

}  // namespace engram::test
