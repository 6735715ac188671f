#include <fmt/format.h>

#include "core/neuron/lif_propagators.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/read_stop.hpp"

namespace engram {
namespace {

/// `pattern`, once for each target population of the device; `takes(model)` says which may be one,
/// `valid` names them.
template <class Message, class Pattern, class Takes>
std::vector<Device> for_each_target(const Message& device, Pattern pattern,
                                    const ModelContext& context, Takes&& takes,
                                    const std::string& valid) {
  std::vector<Device> result;
  for (const PopulationIndex target : context.directory.find(device, Message::kTargetFieldNumber)) {
    const Population& population = context.network.populations[target];
    if (!takes(population.model)) {
      context.map.fail(
          device, Message::kTargetFieldNumber,
          "population '" + population.name + "' takes no current; valid: populations of " + valid);
    }
    pattern.target = target;
    result.emplace_back(pattern);
  }
  return !device.has_enabled() || device.enabled() ? result : std::vector<Device>{};
}

template <class Message, class Pattern>
std::vector<Device> for_each_cell(const Message& device, const Pattern& pattern,
                                  const ModelContext& context) {
  return for_each_target(device, pattern, context, has_membrane, "LIF models and int_fire");
}

template <class Message>
std::vector<Device> for_each_lif(const Message& device, const StepCurrent& pattern,
                                 const ModelContext& context) {
  return for_each_target(device, pattern, context, is_lif, "LIF models");
}

}  // namespace

std::vector<Device> convert_device(const v1::PoissonDrive& drive, const ModelContext& context) {
  PoissonDrive pattern;
  pattern.origin = context.map.place_of(drive);
  pattern.rate = drive.rate();
  pattern.weight = drive.weight();
  pattern.start = drive.start();
  pattern.stop = read_stop(drive, context.map);
  return for_each_cell(drive, pattern, context);
}

std::vector<Device> convert_device(const v1::InhomogeneousPoissonDrive& drive,
                                   const ModelContext& context) {
  InhomogeneousPoissonDrive pattern;
  pattern.origin = context.map.place_of(drive);
  pattern.rate = convert_rate(drive.rate(), context.map);
  pattern.weight = drive.weight();
  pattern.start = drive.start();
  pattern.stop = read_stop(drive, context.map);
  return for_each_cell(drive, pattern, context);
}

std::vector<Device> convert_device(const v1::DcCurrent& current, const ModelContext& context) {
  StepCurrent pattern;
  pattern.origin = context.map.place_of(current);
  const double stop = read_stop(current, context.map);
  if (stop > current.start()) {
    pattern.times.push_back(current.start());
    pattern.amplitudes.push_back(current.amplitude());
  }
  if (stop != kForever) {
    pattern.times.push_back(stop);
    pattern.amplitudes.push_back(0);
  }
  return for_each_lif(current, pattern, context);
}

std::vector<Device> convert_device(const v1::StepCurrent& current, const ModelContext& context) {
  StepCurrent pattern;
  pattern.origin = context.map.place_of(current);
  for (const v1::CurrentStep& step : current.step()) {
    if (!pattern.times.empty() && step.time() <= pattern.times.back()) {
      context.map.fail(step, v1::CurrentStep::kTimeFieldNumber,
                       fmt::format("{} ms comes after {} ms; valid: ascending times", step.time(),
                                   pattern.times.back()));
    }
    pattern.times.push_back(step.time());
    pattern.amplitudes.push_back(step.amplitude());
  }
  return for_each_lif(current, pattern, context);
}

}  // namespace engram
