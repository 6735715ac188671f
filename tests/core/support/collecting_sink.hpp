#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/engine/simulation.hpp"
#include "core/recording/recording_sink.hpp"

namespace engram::test {

/// Keeps everything that a run records, for tests to look at afterwards.
class CollectingSink final : public RecordingSink {
 public:
  struct Sample {
    Tick time = 0;
    std::vector<double> values;  ///< [variable][selected neuron]
  };

  void spikes(PopulationIndex population, Tick begin, Tick end,
              std::span<const RecordedSpike> spikes) override {
    spans_[population].push_back({begin, end});
    auto& all = spikes_[population];
    all.insert(all.end(), spikes.begin(), spikes.end());
  }

  void samples(std::uint32_t recorder, Tick time, std::span<const double> values) override {
    samples_[recorder].push_back({time, {values.begin(), values.end()}});
  }

  void finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) override {
    ++finished_;
    end_ = end;
    spike_count_ = spike_count;
    spike_hash_ = spike_hash;
  }

  /// All spikes of a population, in the order received.
  const std::vector<RecordedSpike>& spikes_of(PopulationIndex population) const {
    return find(spikes_, population);
  }
  /// Begin and end of every span received for a population.
  const std::vector<std::pair<Tick, Tick>>& spans_of(PopulationIndex population) const {
    return find(spans_, population);
  }
  const std::vector<Sample>& samples_of(std::uint32_t recorder) const {
    return find(samples_, recorder);
  }

  int finished() const { return finished_; }  ///< how often `finish` was called
  Tick end() const { return end_; }
  std::uint64_t spike_count() const { return spike_count_; }
  std::uint64_t spike_hash() const { return spike_hash_; }

 private:
  template <class Value>
  static const std::vector<Value>& find(const std::map<std::uint32_t, std::vector<Value>>& in,
                                        std::uint32_t key) {
    static const std::vector<Value> kNone;
    const auto found = in.find(key);
    return found == in.end() ? kNone : found->second;
  }

  std::map<std::uint32_t, std::vector<RecordedSpike>> spikes_;
  std::map<std::uint32_t, std::vector<std::pair<Tick, Tick>>> spans_;
  std::map<std::uint32_t, std::vector<Sample>> samples_;
  int finished_ = 0;
  Tick end_ = 0;
  std::uint64_t spike_count_ = 0;
  std::uint64_t spike_hash_ = 0;
};

/// A run with everything that it recorded.
struct Recorded {
  RunResult result;
  CollectingSink sink;
};

inline Recorded simulate(const Network& network, const SimulationOptions& options = {}) {
  Recorded recorded;
  Simulation simulation(network, options);
  recorded.result = simulation.run(&recorded.sink);
  return recorded;
}

}  // namespace engram::test
