#include "core/registry/model_registry.hpp"

#include "core/base/error.hpp"

namespace engram {
namespace {

template <class Descriptor>
const Descriptor* find(std::span<const Descriptor* const> all, std::string_view name) {
  for (const Descriptor* descriptor : all) {
    if (descriptor->name() == name) return descriptor;
  }
  return nullptr;
}

}  // namespace

void ModelRegistry::require_new(const std::string& name) const {
  if (find_model(name) == nullptr && find_device(name) == nullptr) return;
  throw UserError("there is a model or device '" + name + "' already; valid: another name");
}

void ModelRegistry::add(const NeuronModelDescriptor& model) {
  require_new(model.name());
  models_.push_back(&model);
}

void ModelRegistry::add(const DeviceDescriptor& device) {
  require_new(device.name());
  devices_.push_back(&device);
}

const NeuronModelDescriptor* ModelRegistry::find_model(std::string_view name) const {
  return find(models(), name);
}

const DeviceDescriptor* ModelRegistry::find_device(std::string_view name) const {
  return find(devices(), name);
}

}  // namespace engram
