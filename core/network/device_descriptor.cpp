#include "core/network/device_descriptor.hpp"

#include <stdexcept>

namespace engram {

PopulationIndex Device::target() const { return descriptor().target(*this); }

const std::string& Device::origin() const { return descriptor().origin(*this); }

std::shared_ptr<DriveInput> DeviceDescriptor::make_drive(const DeviceContext&) const {
  return nullptr;
}

std::shared_ptr<CurrentInput> DeviceDescriptor::make_current(const DeviceContext&) const {
  return nullptr;
}

std::unique_ptr<ArrivalStream> DeviceDescriptor::make_arrivals(const DeviceContext&,
                                                               const Slice&) const {
  throw std::logic_error(name() + " puts no events into neurons of the continuous clock");
}

}  // namespace engram
