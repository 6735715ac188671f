#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/network/model_descriptor.hpp"
#include "core/neuron/exact_currents.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/neuron_group.hpp"
#include "core/partitioning/slice.hpp"

// What a model's descriptor makes the neurons of one slice from.

namespace engram {

/// On either clock. The network no longer exists when the neurons run.
struct GroupRequest {
  const Network& network;
  Slice slice;
  std::uint64_t seed = 0;  ///< of noise and initial state

  const Population& population() const { return network.populations[slice.population]; }
  const NeuronModel& model() const { return population().model; }
  template <class Model>
  const Model& as() const {
    return model().as<Model>();
  }

  /// The neurons' own values of a parameter of that name, in its unit, one a neuron of the slice.
  /// Throws std::out_of_range where the model has none.
  std::vector<double> values(std::string_view parameter) const;

  /// Their potentials at the start, mV.
  std::vector<double> initial_V_m() const;
};

/// Input that reaches neurons that are swept through one of their receptors.
struct ReceptorInput {
  InputRow row;            ///< of the slice's neurons; null where no synapse needs it
  double narrow_unit = 0;  ///< weight of one unit in the row
  double wide_unit = 0;
};

/// On the grid.
struct GridGroupRequest : GroupRequest {
  bool sleeps = false;
  std::vector<ReceptorInput> inputs;  ///< by receptor
  std::vector<std::shared_ptr<DriveInput>> drives;
  std::vector<std::shared_ptr<CurrentInput>> currents;

  Tick step() const { return network.clock.step(); }
};

/// On the continuous clock.
struct ExactGroupRequest : GroupRequest {
  std::vector<std::unique_ptr<ArrivalStream>> drives;
  ExactCurrents currents;  ///< of the devices
};

}  // namespace engram
