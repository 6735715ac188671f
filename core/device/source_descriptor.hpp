#pragma once

#include <memory>
#include <vector>

#include "core/device/spike_generator.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/neuron/group_request.hpp"

namespace engram {

/// Populations that fire by themselves and take no input: what makes their spikes.
class SourceDescriptor : public NeuronModelDescriptor {
 public:
  using NeuronModelDescriptor::NeuronModelDescriptor;

  /// Spikes of the sources of a slice. What is random is keyed by `seed` and the population; the
  /// network is not needed afterwards.
  virtual std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                         std::uint64_t seed) const = 0;
  /// Whether it is known beforehand how often neurons fire in a step.
  virtual bool is_bounded() const { return false; }

  double bytes_of_groups(const Population& population, Housing housing) const override;
  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override;
  std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&& request) const override;

 protected:
  // Bytes of one neuron.
  static constexpr double kGenerator = 32;      ///< of its next event
  static constexpr double kPendingSpike = 55;   ///< in the queue of the grid
  static constexpr double kPendingWakeUp = 76;  ///< in that of the continuous clock
  static constexpr double kSpikeTime = 16;      ///< of one that a source holds
  static constexpr double kTrain = 24;
};

/// The descriptor of sources that are a struct `Model`.
template <class Model>
class SourceDescriptorOf : public SourceDescriptor {
 public:
  using SourceDescriptor::SourceDescriptor;
  NeuronModel defaults() const override { return Model{}; }

 protected:
  static const Model& model_of(const Network& network, const Slice& slice) {
    return network.populations[slice.population].model.as<Model>();
  }
};

/// The spikes of one neuron after another, in ms or exact.
template <class Train>
double spikes_of(const std::vector<Train>& trains) {
  double sum = 0;
  for (const Train& train : trains) sum += static_cast<double>(train.size());
  return sum;
}

/// `start` and `stop` of the sources or devices that are a struct `Of`: events fall into (start,
/// stop].
template <class Of>
ParameterDescriptor describe_start() {
  return describe<Of>(&Of::start, {"start",
                                   "ms",
                                   "events are later than this",
                                   ParameterKind::kTime,
                                   {.at_least = 0, .at_most = 4e9}});
}
template <class Of>
ParameterDescriptor describe_stop() {
  return describe<Of>(&Of::stop, {"stop",
                                  "ms",
                                  "events are not later than this",
                                  ParameterKind::kEnd,
                                  {.at_least = 0, .infinite = true}});
}

/// The contradiction where `stop` lies before `start` (ms).
std::optional<Contradiction> contradiction_of_span(double start, double stop);

}  // namespace engram
