#include <algorithm>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/said_fields.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

/// Names of the models that a device of this kind may act on.
std::string valid_targets(const ModelRegistry& registry, DeviceInput input) {
  std::string names;
  for (const NeuronModelDescriptor* model : registry.models()) {
    const bool takes =
        input == DeviceInput::kCurrent ? model->takes_current() : model->integrates_input();
    if (takes) names += (names.empty() ? "" : ", ") + model->name();
  }
  return names;
}

void check_receptor(const SaidFields& said, const Population& target, const ModelContext& context) {
  const NeuronModelDescriptor& model = target.model.descriptor();
  const std::string name = said.text("receptor");
  if (name.empty() || model.receptor(target.model, name)) return;
  std::vector<std::string> names;
  for (const ReceptorDescriptor& r : model.description().receptors) names.push_back(r.name);
  context.map.fail(
      said.message(), said.number_of("receptor"),
      "unknown receptor '" + name + "' of population '" + target.name + "'" + suggest(name, names));
}

/// One device for each target population that a message names.
void append_devices(const DeviceDescriptor& descriptor, const SaidFields& said,
                    const ModelContext& context, std::vector<Device>& devices) {
  const int target_field = said.number_of("target");
  std::vector<Device> made;
  for (const PopulationIndex p : context.directory.find(said.message(), target_field)) {
    const Population& target = context.network.populations[p];
    const NeuronModelDescriptor& model = target.model.descriptor();
    const bool takes = descriptor.input() == DeviceInput::kCurrent ? model.takes_current()
                                                                   : model.integrates_input();
    if (!takes) {
      context.map.fail(said.message(), target_field,
                       "population '" + target.name + "' takes no current; valid: populations of " +
                           valid_targets(context.registry, descriptor.input()));
    }
    check_receptor(said, target, context);
    Device& device = made.emplace_back(descriptor.make(p, context.map.place_of(said.message())));
    read_parameters(descriptor.description(), {said.message(), context.map}, device.data());
    descriptor.set_receptor(device, said.text("receptor"));
    if (const auto wrong = descriptor.contradiction(device)) {
      refuse_contradiction(*wrong, said.message(), context.map);
    }
  }
  if (said.enabled()) std::ranges::move(made, std::back_inserter(devices));
}

const DeviceDescriptor& find_custom(const v1::CustomDevice& said, const ModelContext& context) {
  const DeviceDescriptor* found = context.registry.find_device(said.name());
  if (found != nullptr) return *found;
  std::vector<std::string> names;
  for (const DeviceDescriptor* device : context.registry.devices()) names.push_back(device->name());
  context.map.fail(said, v1::CustomDevice::kNameFieldNumber,
                   "unknown device '" + said.name() + "'" + suggest(said.name(), names));
}

}  // namespace

std::vector<Device> convert_devices(const v1::Model& model, const ModelContext& context) {
  const SaidFields all(model);
  std::vector<Device> devices;
  for (const DeviceDescriptor* descriptor : context.registry.devices()) {
    for (int i = 0; i < all.count(descriptor->name()); ++i) {
      append_devices(*descriptor, SaidFields(all.message(descriptor->name(), i)), context, devices);
    }
  }
  for (const v1::CustomDevice& said : model.custom_device()) {
    append_devices(find_custom(said, context), SaidFields(said), context, devices);
  }
  return devices;
}

}  // namespace engram
