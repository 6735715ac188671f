#include "core/device/dc_current.hpp"

#include <utility>

#include "core/device/source_descriptor.hpp"
#include "core/device/step_current_input.hpp"
#include "core/network/device_descriptor.hpp"

namespace engram {
namespace {

/// The current as steps.
struct Steps {
  std::vector<double> times;
  std::vector<double> amplitudes;
};

Steps steps_of(const Device& device) {
  const auto& current = device.as<DcCurrent>();
  Steps steps;
  if (current.stop > current.start) {
    steps.times.push_back(current.start);
    steps.amplitudes.push_back(current.amplitude);
  }
  if (current.stop <= kLatestMs) {
    steps.times.push_back(current.stop);
    steps.amplitudes.push_back(0);
  }
  return steps;
}

class DcCurrentDescriptor final : public DeviceDescriptorOf<DcCurrent> {
 public:
  using DeviceDescriptorOf::DeviceDescriptorOf;

  std::optional<Contradiction> contradiction(const Device& device) const override {
    const auto& current = device.as<DcCurrent>();
    return contradiction_of_span(current.start, current.stop);
  }
  DeviceLoad load(const Device& device) const override {
    return {.largest_current = largest_current(steps_of(device).amplitudes)};
  }
  std::shared_ptr<CurrentInput> make_current(const DeviceContext& context) const override {
    Steps steps = steps_of(context.device());
    return std::make_shared<StepCurrentInput>(steps.times, std::move(steps.amplitudes),
                                              context.index, context.network.clock);
  }
  bool is_settable() const override { return true; }
  void check_setting(const DeviceContext&, double pA, const Place& place) const override {
    place.require_magnitude("the amplitude", pA, "pA");
  }
  std::vector<std::pair<Time, double>> changes(const DeviceContext& context) const override {
    const Steps steps = steps_of(context.device());
    return current_changes(steps.times, steps.amplitudes, context.network.clock);
  }
};

}  // namespace

const DeviceDescriptor& DcCurrent::descriptor() {
  using enum ParameterKind;
  static const DcCurrentDescriptor descriptor(
      DeviceInput::kCurrent,
      {.name = "dc_current",
       .summary = "a constant current into every neuron",
       .equations = "",
       .reference = "NEST dc_generator",
       .parameters = {
           describe<DcCurrent>(
               &DcCurrent::amplitude,
               {"amplitude", "pA", "flows from start to stop", kMagnitude, {}, true}),
           describe<DcCurrent>(
               &DcCurrent::start,
               {"start", "ms", "flows from this time on", kTime, {.at_least = 0, .at_most = 4e9}}),
           describe<DcCurrent>(
               &DcCurrent::stop,
               {"stop", "ms", "flows until this time", kEnd, {.at_least = 0, .infinite = true}})}});
  return descriptor;
}

}  // namespace engram
