#include "core/device/poisson_drive.hpp"

#include "core/device/poisson_arrivals.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/network/rate_limit.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

/// On the grid: one count a neuron and step.
class PoissonDriveInput final : public DriveInput {
 public:
  explicit PoissonDriveInput(const DeviceContext& context)
      : PoissonDriveInput(context, context.device().as<PoissonDrive>()) {}

  std::uint32_t device() const override { return device_; }
  void set_rate(double hz) override {
    rate_ = hz;
    counts_ = PoissonSampler(hz / 1000 * step_ms_);
  }
  void visit_state(StateVisitor& state) override {
    double rate = rate_;
    state.shared("rate", rate);
    state.require(rate >= 0 && rate / 1000 * step_ms_ <= PoissonSampler::kLargestMean, "rate");
    if (rate != rate_) set_rate(rate);
  }
  bool active(Step step) const override { return step > start_ && step <= stop_; }
  std::uint32_t receptor() const override { return receptor_; }
  void add(Step step, std::uint32_t first, std::span<float> into) const override {
    counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, static_cast<float>(weight_),
                       into);
  }
  void add(Step step, std::uint32_t first, std::span<double> into) const override {
    counts_.accumulate(key_, static_cast<std::uint64_t>(step), first, weight_, into);
  }

 private:
  PoissonDriveInput(const DeviceContext& context, const PoissonDrive& drive)
      : device_(context.index),
        step_ms_(ms_from_ticks(context.network.clock.step())),
        rate_(drive.rate),
        counts_(drive.rate / 1000 * step_ms_),
        key_(philox_key(context.seed, Purpose::kPoissonDrive, context.index)),
        weight_(drive.weight),
        receptor_(ReceptorChoice(context.target().model, drive.receptor).of(drive.weight)),
        start_(context.network.clock.steps(drive.start)),
        stop_(context.network.clock.steps(drive.stop)) {}

  std::uint32_t device_;
  double step_ms_;
  double rate_;  ///< Hz
  PoissonSampler counts_;
  PhiloxKey key_;
  double weight_;
  std::uint32_t receptor_;
  Step start_;
  Step stop_;
};

class PoissonDriveDescriptor final : public DeviceDescriptorOf<PoissonDrive> {
 public:
  using DeviceDescriptorOf::DeviceDescriptorOf;

  std::optional<Contradiction> contradiction(const Device& device) const override {
    const auto& drive = device.as<PoissonDrive>();
    return contradiction_of_span(drive.start, drive.stop);
  }

  void check(const DeviceContext& context, const Place& place) const override {
    check_rate(context, context.device().as<PoissonDrive>().rate, place);
  }
  bool is_settable() const override { return true; }
  void check_setting(const DeviceContext& context, double rate, const Place& place) const override {
    place.require_not_negative("the rate", rate, "Hz");
    check_rate(context, rate, place);
  }
  static void check_rate(const DeviceContext& context, double rate, const Place& place) {
    const Clock& clock = context.network.clock;
    const double step = ms_from_ticks(clock.step());
    const double most = clock.continuous() ? kMaxRate : PoissonSampler::kLargestMean / step * 1000;
    place.require(rate <= most, "the rate is " + number(rate) + " Hz; it must be from 0 to " +
                                    number(most) + " Hz" +
                                    (clock.continuous() ? " on the continuous clock" : ""));
  }

  DeviceLoad load(const Device& device) const override {
    const auto& drive = device.as<PoissonDrive>();
    return {.events = drive.rate, .most_events = drive.rate, .weight = drive.weight};
  }
  double bytes_per_neuron() const override { return 216; }

  std::shared_ptr<DriveInput> make_drive(const DeviceContext& context) const override {
    return std::make_shared<PoissonDriveInput>(context);
  }
  std::unique_ptr<ArrivalStream> make_arrivals(const DeviceContext& context,
                                               const Slice& slice) const override {
    const auto& drive = context.device().as<PoissonDrive>();
    return std::make_unique<PoissonArrivals>(
        philox_key(context.seed, Purpose::kPoissonArrival, context.index), context.index, slice,
        PoissonArrivals::Law{.rate = drive.rate,
                             .weight = drive.weight,
                             .start = context.network.clock.nearest(drive.start),
                             .stop = context.network.clock.nearest(drive.stop)});
  }
};

}  // namespace

const DeviceDescriptor& PoissonDrive::descriptor() {
  using enum ParameterKind;
  static const PoissonDriveDescriptor descriptor(
      DeviceInput::kEvents,
      {.name = "poisson_drive",
       .summary = "independent Poisson input to every neuron",
       .equations = "intervals between arrivals are exponential with the mean 1 / rate",
       .reference = "NEST poisson_generator",
       .parameters = {
           describe<PoissonDrive>(&PoissonDrive::rate, {"rate",
                                                        "Hz",
                                                        "summed over all sources of one neuron",
                                                        kNumber,
                                                        {.at_least = 0},
                                                        true}),
           describe<PoissonDrive>(&PoissonDrive::weight,
                                  {"weight",
                                   "pA or mV",
                                   "of every arrival, in the unit of the receptor",
                                   kMagnitude,
                                   {},
                                   true}),
           describe_start<PoissonDrive>(), describe_stop<PoissonDrive>()}});
  return descriptor;
}

}  // namespace engram
