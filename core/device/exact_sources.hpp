#pragma once

#include <memory>
#include <vector>

#include "core/device/spike_generator.hpp"
#include "core/neuron/exact_group.hpp"

namespace engram {

/// Populations that fire by themselves, on the continuous clock.
class ExactSources final : public ExactGroup {
 public:
  ExactSources(const Slice& slice, std::unique_ptr<SpikeGenerator> generator)
      : generator_(std::move(generator)), next_(slice.count) {
    for (std::uint32_t i = 0; i < slice.count; ++i) next_[i] = generator_->next(i);
  }

  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override {
    for (const std::uint32_t neuron : neurons) {
      for (; next_[neuron] <= flush.last; next_[neuron] = generator_->next(neuron)) {
        flush.fired.push_back({next_[neuron], neuron});
      }
      flush.wakes.push_back({next_[neuron].tick, neuron});
    }
  }

  void start(Flush& flush) override {
    for (std::uint32_t neuron = 0; neuron < next_.size(); ++neuron) {
      flush.wakes.push_back({next_[neuron].tick, neuron});
    }
  }

  void visit_state(StateVisitor& state) override {
    state.each("next", next_);
    for (const Time next : next_) {
      state.require(next == Time{} || next.tick >= state.now(), "next");
    }
    generator_->visit_state(state);
  }

  void change_rate(double hz, Flush& flush) override {
    generator_->set_rate(hz, flush.last, next_);
    start(flush);
  }

 private:
  std::unique_ptr<SpikeGenerator> generator_;
  std::vector<Time> next_;  ///< by neuron, its next spike
};

/// Arrivals that a generator makes.
class GeneratedArrivals final : public ArrivalStream {
 public:
  /// `device` is the index in `Network::devices`.
  GeneratedArrivals(double weight, std::uint32_t device, const Slice& slice,
                    std::unique_ptr<SpikeGenerator> generator)
      : weight_(weight), device_(device), generator_(std::move(generator)), next_(slice.count) {}

  double weight() const override { return weight_; }
  std::uint32_t device() const override { return device_; }
  void set_rate(double hz, Time now) override { generator_->set_rate(hz, now, next_); }
  void visit_state(StateVisitor& state) override {
    state.each("next", next_);
    // What is left for later may have come before now.
    for (const Time next : next_) state.require(next.tick >= 0, "next");
    generator_->visit_state(state);
  }

  Ahead ahead(std::uint32_t neuron, std::uint32_t) const override {
    return {0, next_[neuron].tick};
  }

  Tick take(std::uint32_t neuron, Time base, Time last,
            std::vector<std::int64_t>& offsets) override {
    Time& next = next_[neuron];
    if (next == Time{}) next = generator_->next(neuron);
    for (; next <= last; next = generator_->next(neuron)) {
      offsets.push_back(offset_from(base, next));
    }
    return next.tick;
  }

 private:
  double weight_;  ///< pA (mV)
  std::uint32_t device_;
  std::unique_ptr<SpikeGenerator> generator_;
  std::vector<Time> next_;  ///< by neuron, its next arrival; 0 before the first was drawn
};

}  // namespace engram
