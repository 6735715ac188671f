#pragma once

#include <string>

#include "core/network/described.hpp"
#include "core/network/population_index.hpp"

namespace engram {

class DeviceDescriptor;

/// What acts on the neurons of a population beside its projections: any struct with a static
/// function `descriptor()` that returns a `const DeviceDescriptor&`, such as those of core/device.
class Device : public Described<DeviceDescriptor> {
 public:
  using Described::Described;

  PopulationIndex target() const;
  const std::string& origin() const;  ///< as of a population
};

}  // namespace engram
