#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The refractory neurons of a group, in the order in which they fired. Few neurons are refractory
/// at a time, so the list costs less than a counter a neuron that every sweep would have to read.
class RefractoryList {
 public:
  /// `steps` is how many steps after its spike a neuron is held at reset.
  RefractoryList(std::uint32_t neurons, Step steps) : refractory_(neurons, 0), steps_(steps) {}

  /// Lets go of all whose time ended before `step`.
  void release(Step step) {
    while (begin_ < entries_.size() && entries_[begin_].fired + steps_ < step) {
      refractory_[entries_[begin_++].neuron] = 0;
    }
    if (2 * begin_ > entries_.size()) {
      entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(begin_));
      begin_ = 0;
    }
  }

  void add(std::uint32_t neuron, Step fired) {
    if (steps_ == 0) return;
    entries_.push_back({fired, neuron});
    refractory_[neuron] = 1;
  }

  void visit_state(StateVisitor& state) {
    std::vector<std::pair<std::uint32_t, Step>> spikes;
    for_each_spike([&](std::uint32_t neuron, Step fired) { spikes.emplace_back(neuron, fired); });
    state.some("refractory_since", spikes);
    if (!state.restores()) return;
    // Slices were saved one after another.
    std::ranges::sort(spikes, {}, [](const auto& spike) { return spike.second; });
    for (const auto& [neuron, fired] : spikes) add(neuron, fired);
  }

  bool contains(std::uint32_t neuron) const { return refractory_[neuron] != 0; }

  template <class Function>
  void for_each(Function&& function) const {
    for (std::size_t i = begin_; i < entries_.size(); ++i) function(entries_[i].neuron);
  }

 private:
  template <class Function>
  void for_each_spike(Function&& function) const {
    for (std::size_t i = begin_; i < entries_.size(); ++i) {
      function(entries_[i].neuron, entries_[i].fired);
    }
  }

  struct Entry {
    Step fired;
    std::uint32_t neuron;
  };
  std::vector<Entry> entries_;
  std::size_t begin_ = 0;
  std::vector<std::uint8_t> refractory_;
  Step steps_;
};

}  // namespace engram
