#include "core/device/replay.hpp"

#include <utility>

#include "core/device/given_spikes.hpp"
#include "core/device/train_generator.hpp"

namespace engram {
namespace {

class ReplayDescriptor final : public SourceDescriptorOf<Replay> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  std::optional<std::uint64_t> size_of(const NeuronModel& model) const override {
    return model.as<Replay>().times.size();
  }
  bool is_bounded() const override { return true; }

  void check(const PopulationContext& context, const Place& place) const override {
    const auto& m = context.model().as<Replay>();
    require_one_each(m.times, context, place);
    check_exact_trains(m.times, context.clock(), place);
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    return activity_of_exact(context.model().as<Replay>().times, context);
  }

  double bytes_of_groups(const Population& population, Housing) const override {
    return bytes_of_given(spikes_of(population.model.as<Replay>().times),
                          static_cast<double>(population.size));
  }
  double bytes_of_model(const Population& population) const override {
    return spikes_of(population.model.as<Replay>().times) * sizeof(Time) +
           kTrain * static_cast<double>(population.size);
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t /*seed*/) const override {
    return std::make_unique<TrainGenerator>(model_of(network, slice).times, slice);
  }
};

ParameterDescriptor describe_recorded() {
  ParameterDescriptor trains{"file", "", "the recording", ParameterKind::kRecordedTrains};
  trains.required = true;
  trains.get = [](const void* of) -> ParameterValue {
    return GivenTrains{{}, static_cast<const Replay*>(of)->times};
  };
  trains.set = [](void* of, ParameterValue value) {
    static_cast<Replay*>(of)->times = std::move(std::get<GivenTrains>(value).exact);
  };
  return trains;
}

}  // namespace

const NeuronModelDescriptor& Replay::descriptor() {
  static const ReplayDescriptor descriptor(
      {.name = "replay",
       .summary = "sources that fire as a population of a recording did",
       .equations = "",
       .reference = "",
       .parameters = {describe_recorded()}});
  return descriptor;
}

}  // namespace engram
