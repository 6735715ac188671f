#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "core/network/network.hpp"
#include "core/neuron/group_request.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// What a group of LIF neurons is made from.
struct LifGroupSpec {
  LifModel model;
  /// One a neuron, all of the kind of `model`, where neurons differ; else none.
  std::vector<LifModel> own{};
  LifOwn differ_in = LifOwn::kAll;  ///< of the population, whatever the neurons of the slice are
  Precision precision = Precision::kSingle;
  Tick step = 0;
  Slice slice;
  std::array<ReceptorInput, 2> inputs{};  ///< by receptor
  std::vector<std::shared_ptr<DriveInput>> drives;
  std::vector<std::shared_ptr<CurrentInput>> currents;
  std::span<const double> initial_V_m;  ///< mV, one a neuron; read only while the group is made
};

/// LIF neurons that all move on every step, vectorised.
std::unique_ptr<NeuronGroup> make_swept_lif(const LifGroupSpec& spec);

/// LIF neurons that rest until a volley touches them and again once they cannot reach the threshold
/// by themselves. They take no drives and no currents other than I_e, and all have one model.
std::unique_ptr<NeuronGroup> make_sleeping_lif(const LifGroupSpec& spec);

}  // namespace engram
