#pragma once

#include <algorithm>

#include "core/network/model_descriptor.hpp"
#include "core/random/draw.hpp"

namespace engram::test {

/// Makes a projection plastic, with the bounds that its weights are drawn in, where it can be.
inline void make_plastic(const Network& network, Projection& projection) {
  const NeuronModel& target = network.populations[projection.target].model;
  if (target.descriptor().repeats_input()) return;
  const Sampler weights(projection.weight);
  WeightBounds bounds{weights.min_value(), weights.max_value()};
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    if (list->connections.empty()) return;
    const auto [least, most] =
        std::ranges::minmax_element(list->connections, {}, &ExplicitList::Connection::weight);
    bounds = {least->weight, most->weight};
  }
  const bool by_sign = ReceptorChoice(target, projection.receptor).by_weight();
  if (by_sign && bounds.w_min < 0 && bounds.w_max > 0) return;
  projection.plastic = bounds;
  if (projection.storage != WeightStorage::kF64) projection.storage = WeightStorage::kAuto;
}

}  // namespace engram::test
