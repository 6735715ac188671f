#include "core/device/gamma.hpp"

#include "core/device/gamma_generator.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/device/source_limits.hpp"

namespace engram {
namespace {

constexpr double kLeastShape = 0.01;
constexpr double kMostShape = 1e6;

class GammaDescriptor final : public SourceDescriptorOf<GammaPopulation> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  std::optional<Contradiction> contradiction(const NeuronModel& model) const override {
    const auto& m = model.as<GammaPopulation>();
    return contradiction_of_span(m.start, m.stop);
  }

  void check(const PopulationContext& context, const Place& place) const override {
    const auto& m = context.model().as<GammaPopulation>();
    place.require(m.shape >= kLeastShape && m.shape <= kMostShape,
                  "the shape is " + number(m.shape) + "; it must be from " + number(kLeastShape) +
                      " to " + number(kMostShape));
    check_source_rate(context, m.rate, m.shape, place);
  }

  bool has_settable_rate() const override { return true; }
  void check_rate(const PopulationContext& context, double rate,
                  const Place& place) const override {
    check_source_rate(context, rate, context.model().as<GammaPopulation>().shape, place);
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    const double rate = context.model().as<GammaPopulation>().rate;
    return {.rate = rate, .peak = rate * (context.size() / 1000), .most_per_instant = kMostAtOnce};
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t seed) const override {
    const GammaPopulation& m = model_of(network, slice);
    return std::make_unique<GammaGenerator>(
        philox_key(seed, Purpose::kGeneratorInterval, slice.population), slice, m.rate, m.shape,
        TimeSpan::after(network.clock, m.start, m.stop));
  }
};

}  // namespace

const NeuronModelDescriptor& GammaPopulation::descriptor() {
  using Model = GammaPopulation;
  using enum ParameterKind;
  static const GammaDescriptor descriptor(
      {.name = "gamma",
       .summary = "sources that fire as independent gamma renewal processes in equilibrium",
       .equations = "intervals between spikes have a gamma law of the mean 1 / rate and a CV of "
                    "1 / sqrt(shape)",
       .reference = "Cox (1962) Renewal Theory; NEST gamma_sup_generator",
       .parameters = {
           describe<Model>(&Model::rate,
                           {"rate", "Hz", "of each neuron", kNumber, {.at_least = 0}, true}),
           describe<Model>(&Model::shape, {"shape",
                                           "",
                                           "of the law of the intervals; 1: Poisson",
                                           kNumber,
                                           {.at_least = kLeastShape}}),
           describe_start<Model>(), describe_stop<Model>()}});
  return descriptor;
}

}  // namespace engram
