#pragma once

#include <cstdint>
#include <optional>

#include "core/network/description.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/network/place.hpp"

namespace engram {

/// What the parameters of a model or of a device are checked against.
struct ParameterContext {
  const Clock& clock;
  /// Neurons of the population; nothing of a device.
  std::optional<std::uint64_t> neurons;
  const Place& place;
};

/// Checks every parameter of `of`, a model or a device that `description` is of, by its kind and
/// range. Throws UserError.
void check_parameters(const Description& description, const void* of,
                      const ParameterContext& context);

/// Refuses what does not run on the clock.
void check_clock(const Description& description, const Clock& clock, const Place& place);

}  // namespace engram
