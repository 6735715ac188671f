#include "core/device/inhomogeneous_poisson_drive.hpp"

#include "core/device/exact_sources.hpp"
#include "core/device/poisson_generator.hpp"
#include "core/device/rate_profile.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/network/device_descriptor.hpp"

namespace engram {
namespace {

class InhomogeneousPoissonDriveDescriptor final
    : public DeviceDescriptorOf<InhomogeneousPoissonDrive> {
 public:
  using DeviceDescriptorOf::DeviceDescriptorOf;

  std::optional<Contradiction> contradiction(const Device& device) const override {
    const auto& drive = device.as<InhomogeneousPoissonDrive>();
    return contradiction_of_span(drive.start, drive.stop);
  }

  DeviceLoad load(const Device& device) const override {
    const auto& drive = device.as<InhomogeneousPoissonDrive>();
    const double rate = largest_rate(drive.rate);
    return {.events = rate, .most_events = rate, .weight = drive.weight};
  }
  double bytes_per_neuron() const override { return 48; }

  std::unique_ptr<ArrivalStream> make_arrivals(const DeviceContext& context,
                                               const Slice& slice) const override {
    const auto& drive = context.device().as<InhomogeneousPoissonDrive>();
    const Network& network = context.network;
    return std::make_unique<GeneratedArrivals>(
        drive.weight, context.index, slice,
        std::make_unique<PoissonGenerator>(
            philox_key(context.seed, Purpose::kDriveInterval, context.index), slice, drive.rate,
            TimeSpan::after(network.clock, drive.start, drive.stop)));
  }
};

}  // namespace

const DeviceDescriptor& InhomogeneousPoissonDrive::descriptor() {
  using Drive = InhomogeneousPoissonDrive;
  using enum ParameterKind;
  static const InhomogeneousPoissonDriveDescriptor descriptor(
      DeviceInput::kEvents,
      {.name = "inhomogeneous_poisson_drive",
       .summary = "independent Poisson input of a changing rate to every neuron",
       .equations = "the integral of the rate from one arrival to the next is exponential with the "
                    "mean 1",
       .reference = "Lewis & Shedler (1979) Naval Res Logist Q 26:403-413",
       .parameters = {describe<Drive>(
                          &Drive::rate,
                          {"rate", "Hz", "summed over all sources of one neuron", kRate, {}, true}),
                      describe<Drive>(&Drive::weight,
                                      {"weight",
                                       "pA or mV",
                                       "of every arrival, in the unit of the receptor",
                                       kMagnitude,
                                       {},
                                       true}),
                      describe_start<Drive>(), describe_stop<Drive>()},
       .clocks = Clocks::kContinuous});
  return descriptor;
}

}  // namespace engram
