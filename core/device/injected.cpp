#include "core/device/injected.hpp"

#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "core/neuron/group_request.hpp"

namespace engram {
namespace {

/// On the grid.
class GridPort final : public NeuronGroup {
 public:
  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    while (!pending_.empty() && pending_.begin()->first <= step) {
      fired.push_back(pending_.begin()->second);
      pending_.erase(pending_.begin());
    }
  }

  Step next_activity(Step) const override {
    return pending_.empty() ? std::numeric_limits<Step>::max() : pending_.begin()->first;
  }

  void visit_state(StateVisitor& state) override {
    std::vector<std::pair<std::uint32_t, Step>> spikes;
    for (const auto& [step, neuron] : pending_) spikes.emplace_back(neuron, step);
    state.some("injected", spikes);
    for (const auto& [neuron, step] : spikes) pending_.emplace(step, neuron);
  }

  void inject(std::uint32_t neuron, Step step) override { pending_.emplace(step, neuron); }
  bool is_injected(std::uint32_t neuron, Step step) const override {
    return pending_.contains({step, neuron});
  }

 private:
  std::set<std::pair<Step, std::uint32_t>> pending_;
};

/// On the continuous clock.
class ExactPort final : public ExactGroup {
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

  void start(Flush& flush) override {
    for (const auto& [neuron, time] : pending_) flush.wakes.push_back({time.tick, neuron});
  }

  void visit_state(StateVisitor& state) override {
    std::vector<std::pair<std::uint32_t, Time>> spikes(pending_.begin(), pending_.end());
    state.some("injected", spikes);
    pending_.insert(spikes.begin(), spikes.end());
  }

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

class InjectedDescriptor final : public DescriptorOf<Injected> {
 public:
  using DescriptorOf::DescriptorOf;

  bool is_input_port() const override { return true; }

  OwnActivity own_activity(const PopulationContext& context) const override {
    constexpr double kGuessedRate = 10;  // Hz: what will be sent is not known
    return {.rate = kGuessedRate, .peak = kGuessedRate * (context.size() / 1000)};
  }

  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest&) const override {
    return std::make_unique<GridPort>();
  }
  std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&&) const override {
    return std::make_unique<ExactPort>();
  }
};

}  // namespace

const NeuronModelDescriptor& Injected::descriptor() {
  static const InjectedDescriptor descriptor(
      {.name = "injected",
       .summary = "an input port: sources that fire what a program sends while the network runs",
       .equations = "",
       .reference = "",
       .parameters = {}});
  return descriptor;
}

}  // namespace engram
