#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/neuron/lif_propagators.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// What a group of LIF neurons is made from.
struct LifGroupSpec {
  LifModel model;
  Precision precision = Precision::kSingle;
  Tick step = 0;
  Slice slice;
  InputRows rows;                       ///< from the slice's first slot on
  std::array<double, 2> narrow_unit{};  ///< weight of one unit in the rows, by receptor
  std::array<double, 2> wide_unit{};
  std::vector<std::shared_ptr<DriveInput>> drives;
  std::vector<std::shared_ptr<CurrentInput>> currents;
  std::span<const double> initial_V_m;  ///< mV, one a neuron; read only while the group is made
};

/// LIF neurons that all move on every step, vectorised.
std::unique_ptr<NeuronGroup> make_swept_lif(const LifGroupSpec& spec);

/// LIF neurons that rest until a volley touches them and again once they cannot reach the threshold
/// by themselves. They take no drives and no currents other than I_e.
std::unique_ptr<NeuronGroup> make_sleeping_lif(const LifGroupSpec& spec);

}  // namespace engram
