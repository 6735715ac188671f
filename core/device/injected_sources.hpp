#pragma once

#include <set>
#include <utility>
#include <vector>

#include "core/event/event_queue.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// An input port on the grid: fires the spikes that the caller has sent.
class InjectedSources final : public NeuronGroup {
 public:
  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    while (!pending_.empty() && pending_.begin()->first <= step) {
      fired.push_back(pending_.begin()->second);
      pending_.erase(pending_.begin());
    }
  }

  Step next_activity(Step) const override {
    return pending_.empty() ? kNever : pending_.begin()->first;
  }

  void inject(std::uint32_t neuron, Step step) override { pending_.emplace(step, neuron); }
  bool is_injected(std::uint32_t neuron, Step step) const override {
    return pending_.contains({step, neuron});
  }

 private:
  std::set<std::pair<Step, std::uint32_t>> pending_;
};

/// An input port on the continuous clock.
class ExactInjectedSources final : public ExactGroup {
 public:
  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override {
    for (const std::uint32_t neuron : neurons) {
      auto spike = pending_.lower_bound({neuron, Time{}});
      while (spike != pending_.end() && spike->first == neuron && spike->second <= flush.last) {
        flush.fired.push_back({spike->second, neuron});
        spike = pending_.erase(spike);
      }
      if (spike != pending_.end() && spike->first == neuron) {
        flush.wakes.push_back({spike->second.tick, neuron});
      }
    }
  }

  void start(Flush&) override {}

  void inject(std::uint32_t neuron, Time time, Flush& flush) override {
    flush.wakes.push_back({time.tick, neuron});
    pending_.emplace(neuron, time);
  }
  bool is_injected(std::uint32_t neuron, Time time) const override {
    return pending_.contains({neuron, time});
  }

 private:
  std::set<std::pair<std::uint32_t, Time>> pending_;
};

}  // namespace engram
