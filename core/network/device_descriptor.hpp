#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/network/description.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/network/network.hpp"
#include "core/network/place.hpp"

// The interface between a device and the rest of the program, as core/network/model_descriptor.hpp
// is for neuron models.

namespace engram {

class ArrivalStream;
class CurrentInput;
class DriveInput;
struct Slice;

/// What a device puts into neurons.
enum class DeviceInput { kEvents, kCurrent };

/// A device in its network.
struct DeviceContext {
  const Network& network;
  std::uint32_t index = 0;  ///< in `Network::devices`
  std::uint64_t seed = 0;   ///< of noise

  const Device& device() const { return network.devices[index]; }
  const Population& target() const { return network.populations[device().target()]; }
};

/// What a device does to each neuron of its target, for estimates and bounds.
struct DeviceLoad {
  double events = 0;           ///< Hz, on average
  double most_events = 0;      ///< Hz, where they are most
  double weight = 0;           ///< of an event
  double largest_current = 0;  ///< pA, >= 0
};

/// All about the devices of one type. Has no state: one constant object a type.
class DeviceDescriptor {
 public:
  DeviceDescriptor(DeviceInput input, Description description)
      : input_(input), description_(std::move(description)) {}
  virtual ~DeviceDescriptor() = default;
  DeviceDescriptor(const DeviceDescriptor&) = delete;

  const Description& description() const { return description_; }
  const std::string& name() const { return description_.name; }
  DeviceInput input() const { return input_; }

  /// A device with the default of every parameter.
  virtual Device make(PopulationIndex target, std::string origin) const = 0;
  virtual PopulationIndex target(const Device&) const = 0;
  virtual const std::string& origin(const Device&) const = 0;
  /// Name of the receptor of its events; empty where the sign of the weight picks it.
  virtual std::string receptor(const Device&) const { return {}; }
  virtual void set_receptor(Device&, const std::string& /*name*/) const {}

  virtual std::optional<Contradiction> contradiction(const Device&) const { return std::nullopt; }
  /// Checks beyond the ranges of parameters. Throws UserError by way of `place`.
  virtual void check(const DeviceContext&, const Place&) const {}

  /// Whether its rate (Hz) or amplitude (pA), depending on `input()`, can be set while it acts.
  virtual bool is_settable() const { return false; }
  virtual void check_setting(const DeviceContext&, double /*value*/, const Place&) const {}

  virtual DeviceLoad load(const Device&) const = 0;
  /// Bytes of its state for each neuron on the continuous clock; on the grid it has none.
  virtual double bytes_per_neuron() const { return 0; }

  // For valid networks only, and where `input()` and the clock are such. Null where the device has
  // no effect.
  virtual std::shared_ptr<DriveInput> make_drive(const DeviceContext&) const;
  virtual std::shared_ptr<CurrentInput> make_current(const DeviceContext&) const;
  virtual std::unique_ptr<ArrivalStream> make_arrivals(const DeviceContext&,
                                                       const Slice& slice) const;
  /// On the continuous clock: the current (pA) from each moment on, ascending.
  virtual std::vector<std::pair<Time, double>> changes(const DeviceContext&) const { return {}; }

 private:
  DeviceInput input_;
  Description description_;
};

/// The descriptor of devices that are a struct `Kind` with the members `target` and `origin`.
template <class Kind>
class DeviceDescriptorOf : public DeviceDescriptor {
 public:
  using DeviceDescriptor::DeviceDescriptor;

  Device make(PopulationIndex target, std::string origin) const override {
    Kind device;
    device.target = target;
    device.origin = std::move(origin);
    return device;
  }
  PopulationIndex target(const Device& device) const override { return device.as<Kind>().target; }
  const std::string& origin(const Device& device) const override {
    return device.as<Kind>().origin;
  }
  std::string receptor(const Device& device) const override {
    if constexpr (requires(Kind kind) { kind.receptor; }) {
      return device.as<Kind>().receptor;
    } else {
      return {};
    }
  }
  void set_receptor(Device& device, const std::string& name) const override {
    if constexpr (requires(Kind kind) { kind.receptor; }) device.as<Kind>().receptor = name;
  }
};

}  // namespace engram
