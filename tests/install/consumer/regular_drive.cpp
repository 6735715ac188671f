#include "regular_drive.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/network/device_descriptor.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/neuron_group.hpp"

namespace consumer {
namespace {

using engram::Device;
using engram::DeviceContext;
using engram::Step;
using engram::Tick;
using engram::Time;

/// On the grid.
class GridEvents final : public engram::DriveInput {
 public:
  explicit GridEvents(const DeviceContext& context)
      : GridEvents(context, context.device().as<RegularDrive>()) {}

  std::uint32_t device() const override { return device_; }
  std::uint32_t receptor() const override { return receptor_; }
  void visit_state(engram::StateVisitor&) override {}
  void set_rate(double) override {}  // never called: the descriptor's is_settable() is false
  bool active(Step step) const override { return step % interval_ == 0; }
  void add(Step, std::uint32_t, std::span<float> into) const override {
    for (float& input : into) input += static_cast<float>(weight_);
  }
  void add(Step, std::uint32_t, std::span<double> into) const override {
    for (double& input : into) input += weight_;
  }

 private:
  GridEvents(const DeviceContext& context, const RegularDrive& drive)
      : device_(context.index),
        receptor_(engram::ReceptorChoice(context.target().model, drive.receptor).of(drive.weight)),
        interval_(context.network.clock.steps(drive.interval)),
        weight_(drive.weight) {}

  std::uint32_t device_;
  std::uint32_t receptor_;
  Step interval_;
  double weight_;
};

/// On the continuous clock.
class ExactEvents final : public engram::ArrivalStream {
 public:
  ExactEvents(const DeviceContext& context, const RegularDrive& drive, const engram::Slice& slice)
      : device_(context.index),
        interval_(context.network.clock.nearest(drive.interval)),
        weight_(drive.weight),
        next_(slice.count, interval_) {}

  double weight() const override { return weight_; }
  std::uint32_t device() const override { return device_; }
  void visit_state(engram::StateVisitor& state) override { state.each("next", next_); }
  void set_rate(double, Time) override {}  // as on the grid
  Tick take(std::uint32_t neuron, Time base, Time last,
            std::vector<std::int64_t>& offsets) override {
    for (; Time{next_[neuron], 0} <= last; next_[neuron] += interval_) {
      offsets.push_back(offset_from(base, {next_[neuron], 0}));
    }
    return next_[neuron];
  }
  Ahead ahead(std::uint32_t neuron, std::uint32_t) const override { return {0, next_[neuron]}; }

 private:
  std::uint32_t device_;
  Tick interval_;
  double weight_;
  std::vector<Tick> next_;  ///< of the next event, by neuron
};

class Descriptor final : public engram::DeviceDescriptorOf<RegularDrive> {
 public:
  using DeviceDescriptorOf::DeviceDescriptorOf;

  engram::DeviceLoad load(const Device& device) const override {
    const auto& drive = device.as<RegularDrive>();
    const double rate = 1000 / drive.interval;
    return {.events = rate, .most_events = rate, .weight = drive.weight};
  }
  double bytes_per_neuron() const override { return sizeof(Tick); }

  std::shared_ptr<engram::DriveInput> make_drive(const DeviceContext& context) const override {
    return std::make_shared<GridEvents>(context);
  }
  std::unique_ptr<engram::ArrivalStream> make_arrivals(const DeviceContext& context,
                                                       const engram::Slice& slice) const override {
    return std::make_unique<ExactEvents>(context, context.device().as<RegularDrive>(), slice);
  }
};

}  // namespace

const engram::DeviceDescriptor& RegularDrive::descriptor() {
  using enum engram::ParameterKind;
  static const Descriptor descriptor(
      engram::DeviceInput::kEvents,
      {.name = "regular_drive",
       .summary = "events at regular intervals at every neuron",
       .equations = "",
       .reference = "",
       .parameters = {
           engram::describe<RegularDrive>(&RegularDrive::interval, {"interval",
                                                                    "ms",
                                                                    "from one event to the next",
                                                                    kTime,
                                                                    {.above = 0, .at_most = 4e9}}),
           engram::describe<RegularDrive>(&RegularDrive::weight,
                                          {"weight",
                                           "pA or mV",
                                           "of every event, in the unit of the receptor",
                                           kMagnitude,
                                           {},
                                           true})}});
  return descriptor;
}

}  // namespace consumer
