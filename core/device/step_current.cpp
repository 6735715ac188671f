#include "core/device/step_current.hpp"

#include <utility>

#include "core/device/step_current_input.hpp"
#include "core/network/device_descriptor.hpp"

namespace engram {
namespace {

class StepCurrentDescriptor final : public DeviceDescriptorOf<StepCurrent> {
 public:
  using DeviceDescriptorOf::DeviceDescriptorOf;

  DeviceLoad load(const Device& device) const override {
    return {.largest_current = largest_current(device.as<StepCurrent>().amplitudes)};
  }
  std::shared_ptr<CurrentInput> make_current(const DeviceContext& context) const override {
    const auto& current = context.device().as<StepCurrent>();
    return std::make_shared<StepCurrentInput>(current.times, current.amplitudes, context.index,
                                              context.network.clock);
  }
  bool is_settable() const override { return true; }
  void check_setting(const DeviceContext&, double pA, const Place& place) const override {
    place.require_magnitude("the amplitude", pA, "pA");
  }
  std::vector<std::pair<Time, double>> changes(const DeviceContext& context) const override {
    const auto& current = context.device().as<StepCurrent>();
    return current_changes(current.times, current.amplitudes, context.network.clock);
  }
};

ParameterDescriptor describe_steps() {
  ParameterDescriptor steps{"step", "pA", "from each time (ms) on; ascending, 0 before the first",
                            ParameterKind::kSteps};
  steps.required = true;
  steps.value_name = "amplitude";
  steps.get = [](const void* of) -> ParameterValue {
    const auto& current = *static_cast<const StepCurrent*>(of);
    return StepTable{current.times, current.amplitudes};
  };
  steps.set = [](void* of, ParameterValue value) {
    auto& current = *static_cast<StepCurrent*>(of);
    auto& table = std::get<StepTable>(value);
    current.times = std::move(table.times);
    current.amplitudes = std::move(table.values);
  };
  return steps;
}

}  // namespace

const DeviceDescriptor& StepCurrent::descriptor() {
  static const StepCurrentDescriptor descriptor(
      DeviceInput::kCurrent, {.name = "step_current",
                              .summary = "a piecewise constant current into every neuron",
                              .equations = "",
                              .reference = "NEST step_current_generator",
                              .parameters = {describe_steps()}});
  return descriptor;
}

}  // namespace engram
