#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The refractory neurons of a group, in the order in which they are released. Few neurons are
/// refractory at a time, so the list costs less than a counter a neuron that every sweep would have
/// to read.
class RefractoryList {
 public:
  explicit RefractoryList(std::uint32_t neurons) : refractory_(neurons, 0) {}

  /// Releases all whose time ended before `step`.
  void release(Step step) {
    while (begin_ < entries_.size() && entries_[begin_].last < step) {
      refractory_[entries_[begin_++].neuron] = 0;
    }
    if (2 * begin_ > entries_.size()) {
      entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(begin_));
      begin_ = 0;
    }
  }

  /// Holds a neuron at reset up to and including the step `last`.
  void add(std::uint32_t neuron, Step last) {
    // Where all neurons are held for the same time, the new entry is the last.
    auto at = entries_.end();
    while (at != entries_.begin() + static_cast<std::ptrdiff_t>(begin_) && (at - 1)->last > last) {
      --at;
    }
    entries_.insert(at, {last, neuron});
    refractory_[neuron] = 1;
  }

  void visit_state(StateVisitor& state) {
    std::vector<std::pair<std::uint32_t, Step>> held;
    for (std::size_t i = begin_; i < entries_.size(); ++i) {
      held.emplace_back(entries_[i].neuron, entries_[i].last);
    }
    state.some("refractory_until", held);
    if (!state.restores()) return;
    for (const auto& [neuron, last] : held) add(neuron, last);
  }

  bool contains(std::uint32_t neuron) const { return refractory_[neuron] != 0; }

  template <class Function>
  void for_each(Function&& function) const {
    for (std::size_t i = begin_; i < entries_.size(); ++i) function(entries_[i].neuron);
  }

 private:
  struct Entry {
    Step last;
    std::uint32_t neuron;
  };
  std::vector<Entry> entries_;
  std::size_t begin_ = 0;
  std::vector<std::uint8_t> refractory_;
};

}  // namespace engram
