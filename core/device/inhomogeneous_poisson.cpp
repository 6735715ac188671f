#include "core/device/inhomogeneous_poisson.hpp"

#include "core/device/poisson_generator.hpp"
#include "core/device/rate_profile.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/device/source_limits.hpp"

namespace engram {
namespace {

class InhomogeneousPoissonDescriptor final
    : public SourceDescriptorOf<InhomogeneousPoissonPopulation> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  std::optional<Contradiction> contradiction(const NeuronModel& model) const override {
    const auto& m = model.as<InhomogeneousPoissonPopulation>();
    return contradiction_of_span(m.start, m.stop);
  }

  void check(const PopulationContext& context, const Place& place) const override {
    check_source_rate(context, largest_rate_of(context), 1, place);
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    const double rate = largest_rate_of(context);
    return {.rate = rate, .peak = rate * (context.size() / 1000), .most_per_instant = kMostAtOnce};
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t seed) const override {
    const InhomogeneousPoissonPopulation& m = model_of(network, slice);
    return std::make_unique<PoissonGenerator>(
        philox_key(seed, Purpose::kGeneratorInterval, slice.population), slice, m.rate,
        TimeSpan::after(network.clock, m.start, m.stop));
  }

 private:
  static double largest_rate_of(const PopulationContext& context) {
    return largest_rate(context.model().as<InhomogeneousPoissonPopulation>().rate);
  }
};

}  // namespace

const NeuronModelDescriptor& InhomogeneousPoissonPopulation::descriptor() {
  using Model = InhomogeneousPoissonPopulation;
  static const InhomogeneousPoissonDescriptor descriptor(
      {.name = "inhomogeneous_poisson",
       .summary = "sources that fire as independent Poisson processes of a changing rate",
       .equations = "the integral of the rate from one spike to the next is exponential with the "
                    "mean 1",
       .reference = "Lewis & Shedler (1979) Naval Res Logist Q 26:403-413; NEST "
                    "inhomogeneous_poisson_generator, sinusoidal_poisson_generator",
       .parameters = {
           describe<Model>(&Model::rate,
                           {"rate", "Hz", "of each neuron", ParameterKind::kRate, {}, true}),
           describe_start<Model>(), describe_stop<Model>()}});
  return descriptor;
}

}  // namespace engram
