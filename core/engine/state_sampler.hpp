#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// Whoever can be asked for the state of its neurons.
class StateReader {
 public:
  virtual ~StateReader() = default;
  /// State of a neuron of a slice (by index among the partition's) at `step`, the present; never
  /// changes it. mV or pA.
  virtual double state(std::size_t member, StateVariable variable, std::uint32_t neuron,
                       Step step) const = 0;
};

/// Reads state variables of chosen neurons of one partition at regular steps and keeps them until
/// the recording fetches them from its own thread.
class StateSampler {
 public:
  struct Probe {
    std::size_t member = 0;    ///< of the partition's slices
    std::uint32_t neuron = 0;  ///< within the member's slice
    std::size_t place = 0;     ///< among the recorder's chosen neurons
  };

  StateSampler(std::uint32_t recorder, Step interval, std::vector<StateVariable> variables,
               std::vector<Probe> probes)
      : recorder_(recorder),
        interval_(interval),
        variables_(std::move(variables)),
        probes_(std::move(probes)) {}

  std::uint32_t recorder() const { return recorder_; }
  const std::vector<Probe>& probes() const { return probes_; }

  /// The first sampling step after `now`.
  Step next(Step now) const { return (now / interval_ + 1) * interval_; }

  void sample(Step step, const StateReader& reader) {
    if (step % interval_ != 0) return;
    std::vector<double> values;
    values.reserve(variables_.size() * probes_.size());
    for (const StateVariable variable : variables_) {
      for (const Probe& probe : probes_) {
        values.push_back(reader.state(probe.member, variable, probe.neuron, step));
      }
    }
    const std::scoped_lock lock(mutex_);
    samples_.emplace_back(step, std::move(values));
  }

  /// Removes and returns all samples taken so far: step, and values as [variable][probe].
  std::vector<std::pair<Step, std::vector<double>>> fetch() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(samples_, {});
  }

 private:
  std::uint32_t recorder_;
  Step interval_;
  std::vector<StateVariable> variables_;
  std::vector<Probe> probes_;
  std::mutex mutex_;
  std::vector<std::pair<Step, std::vector<double>>> samples_;
};

}  // namespace engram
