#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// Gives out the state of the neurons of a partition.
class StateReader {
 public:
  virtual ~StateReader() = default;
  /// State of a neuron of a slice (by index among the partition's) at `step`, the present; never
  /// changes it. `variable` is an index in the list of the neuron's model.
  virtual double state(std::size_t member, std::uint32_t variable, std::uint32_t neuron,
                       Step step) const = 0;
};

/// Reads state variables of chosen neurons of one partition at regular steps and keeps them until
/// the recording takes them, sample by sample, from its own thread.
class StateSampler {
 public:
  struct Probe {
    std::uint32_t member = 0;  ///< of the partition's slices
    std::uint32_t neuron = 0;  ///< within the member's slice
    std::uint32_t place = 0;   ///< among the recorder's chosen neurons
  };

  StateSampler(Step interval, std::vector<std::uint32_t> variables, std::vector<Probe> probes)
      : interval_(interval), variables_(std::move(variables)), probes_(std::move(probes)) {}

  const std::vector<Probe>& probes() const { return probes_; }
  std::int64_t bytes_of_sample() const {
    return static_cast<std::int64_t>(values_of_sample() * sizeof(double));
  }

  /// The first sampling step after `now`.
  Step next(Step now) const { return (now / interval_ + 1) * interval_; }

  /// Reads, if `step` is a sampling step; returns whether it is.
  bool sample(Step step, const StateReader& reader) {
    if (step % interval_ != 0) return false;
    reading_.reserve(std::max(values_of_sample(), kBlock));
    for (const std::uint32_t variable : variables_) {
      for (const Probe& probe : probes_) {
        reading_.push_back(reader.state(probe.member, variable, probe.neuron, step));
      }
    }
    const std::scoped_lock lock(mutex_);
    if (!blocks_.empty() && blocks_.back().capacity() >= blocks_.back().size() + reading_.size()) {
      blocks_.back().insert(blocks_.back().end(), reading_.begin(), reading_.end());
      reading_.clear();
    } else {
      blocks_.push_back(std::exchange(reading_, {}));
    }
    return true;
  }

  /// Calls `visit(values)` with the oldest sample, [variable][probe], and drops it. There must be
  /// one.
  template <class Visit>
  void take(Visit&& visit) {
    // A block never moves while it has a sample: values are added behind those that are read here.
    visit(std::span<const double>(oldest(), values_of_sample()));
    taken_ += values_of_sample();
    const std::scoped_lock lock(mutex_);
    if (taken_ < blocks_.front().size()) return;
    blocks_.pop_front();
    taken_ = 0;
  }

 private:
  /// Values that have room in a block, if it is not for a single sample.
  static constexpr std::size_t kBlock = 2048;

  std::size_t values_of_sample() const { return variables_.size() * probes_.size(); }

  const double* oldest() {
    const std::scoped_lock lock(mutex_);
    assert(!blocks_.empty());
    return blocks_.front().data() + taken_;
  }

  Step interval_;
  std::vector<std::uint32_t> variables_;
  std::vector<Probe> probes_;
  std::vector<double> reading_;
  std::mutex mutex_;
  std::deque<std::vector<double>> blocks_;  ///< of whole samples, one after another
  std::size_t taken_ = 0;                   ///< values of the first block that are dropped
};

}  // namespace engram
