#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/network/device_descriptor.hpp"
#include "core/network/model_descriptor.hpp"

namespace engram {

/// The neuron models and devices that model files may name and that `engram models` lists. A
/// network holds its models and needs no registry. The descriptors must outlive it.
class ModelRegistry {
 public:
  /// Empty.
  ModelRegistry() = default;
  /// All models and devices of the library; a program may add its own.
  static ModelRegistry built_in();

  /// Throws UserError where there is a model or device of that name already.
  void add(const NeuronModelDescriptor& model);
  void add(const DeviceDescriptor& device);
  /// Adds the model or device that is the struct `Kind`.
  template <class Kind>
  void add() {
    add(Kind::descriptor());
  }

  /// Null where there is none of that name.
  const NeuronModelDescriptor* find_model(std::string_view name) const;
  const DeviceDescriptor* find_device(std::string_view name) const;

  /// In the order in which they were added.
  std::span<const NeuronModelDescriptor* const> models() const { return models_; }
  std::span<const DeviceDescriptor* const> devices() const { return devices_; }

 private:
  void require_new(const std::string& name) const;

  std::vector<const NeuronModelDescriptor*> models_;
  std::vector<const DeviceDescriptor*> devices_;
};

}  // namespace engram
