#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "io/analysis/spike_source.hpp"

namespace engram::test {

/// Spikes of one population, given as (time in ms, neuron).
using SpikeList = std::vector<std::pair<double, std::uint32_t>>;

/// Spikes in memory, shown in pieces of a few at a time.
class MemorySource final : public SpikeSource {
 public:
  MemorySource(double warm_up_ms, double end_ms)
      : warm_up_(ticks_from_ms(warm_up_ms)), end_(ticks_from_ms(end_ms)) {}

  MemorySource& add(std::string name, std::uint64_t neurons, const SpikeList& list) {
    return add_recorded(std::move(name), neurons, neurons, list);
  }

  /// Only `recorded` of its neurons were recorded.
  MemorySource& add_recorded(std::string name, std::uint64_t neurons, std::uint64_t recorded,
                             const SpikeList& list) {
    populations_.push_back({std::move(name), neurons, recorded});
    std::vector<RecordedSpike> spikes;
    for (const auto& [ms, neuron] : list) spikes.push_back({{ticks_from_ms(ms), 0}, neuron});
    std::sort(spikes.begin(), spikes.end());
    spikes_.push_back(std::move(spikes));
    return *this;
  }

  const std::vector<Population>& populations() const override { return populations_; }
  Tick warm_up() const override { return warm_up_; }
  Tick end() const override { return end_; }

  void visit(Tick from, Tick to, const Visitor& visitor) override {
    constexpr std::size_t kPiece = 3;
    for (PopulationIndex p = 0; p < spikes_.size(); ++p) {
      std::vector<RecordedSpike> piece;
      for (const RecordedSpike& spike : spikes_[p]) {
        if (spike.time.tick <= from || spike.time.tick > to) continue;
        piece.push_back(spike);
        if (piece.size() == kPiece) visitor(p, std::exchange(piece, {}));
      }
      visitor(p, piece);
    }
  }

 private:
  std::vector<Population> populations_;
  std::vector<std::vector<RecordedSpike>> spikes_;
  Tick warm_up_;
  Tick end_;
};

}  // namespace engram::test
