#include "core/check/check_plastic.hpp"

#include <algorithm>
#include <string>

#include "core/base/text.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

/// The least and the greatest weight that may be drawn.
WeightBounds drawn_weights(const Projection& projection) {
  const auto* list = std::get_if<ExplicitList>(&projection.rule);
  if (list == nullptr) {
    const Sampler weights(projection.weight);
    return {weights.min_value(), weights.max_value()};
  }
  if (list->connections.empty()) return *projection.plastic;
  const auto [least, most] =
      std::ranges::minmax_element(list->connections, {}, &ExplicitList::Connection::weight);
  return {least->weight, most->weight};
}

std::string text_of(const WeightBounds& bounds) {
  return shortest_text(bounds.w_min) + " to " + shortest_text(bounds.w_max);
}

}  // namespace

void check_plastic(const Network& network, const Projection& projection, const Place& place) {
  const NeuronModel& target = network.populations[projection.target].model;
  const WeightBounds& bounds = *projection.plastic;
  place.require_magnitude("w_min", bounds.w_min, "in the unit of the weight");
  place.require_magnitude("w_max", bounds.w_max, "in the unit of the weight");
  place.require(bounds.w_min <= bounds.w_max, "w_min must not be above w_max");
  place.require(!target.descriptor().repeats_input(),
                "it cannot be plastic: the target repeats every spike, whatever its weight");
  place.require(
      projection.storage != WeightStorage::kConst && projection.storage != WeightStorage::kW16,
      "plastic weights are kept in storage F32 or F64");
  const bool by_sign = ReceptorChoice(target, projection.receptor).by_weight();
  place.require(!by_sign || bounds.w_min >= 0 || bounds.w_max <= 0,
                "the sign of a weight picks its receptor, and must not change: bounds on one side "
                "of 0 are valid, not " +
                    text_of(bounds));
  const WeightBounds drawn = drawn_weights(projection);
  place.require(bounds.includes(drawn.w_min) && bounds.includes(drawn.w_max),
                "weights from " + text_of(drawn) + " can be drawn, and the bounds are " +
                    text_of(bounds) + "; give the weight a min and max within them");
}

}  // namespace engram
