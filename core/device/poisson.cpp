#include "core/device/poisson.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/device/poisson_generator.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/device/source_limits.hpp"
#include "core/random/philox.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

/// On the grid: a count a neuron and step.
class PoissonCounts final : public NeuronGroup {
 public:
  PoissonCounts(const Network& network, const Slice& slice, const PoissonPopulation& model)
      : slice_(slice),
        counts_(model.rate / 1000 * ms_from_ticks(network.clock.step())),
        key_(philox_key(network.seed, Purpose::kPoissonPopulation, slice.population)),
        start_(network.clock.steps(model.start)),
        stop_(model.rate > 0 ? network.clock.steps(model.stop) : start_),
        drawn_(slice.count) {}

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    if (step <= start_ || step > stop_) return;
    counts_.counts(key_, static_cast<std::uint64_t>(step), slice_.first, drawn_);
    for (std::uint32_t i = 0; i < slice_.count; ++i) fired.insert(fired.end(), drawn_[i], i);
  }

  Step next_activity(Step now) const override {
    return now < stop_ ? std::max(now, start_) + 1 : std::numeric_limits<Step>::max();
  }

 private:
  Slice slice_;
  PoissonSampler counts_;
  PhiloxKey key_;
  Step start_;
  Step stop_;
  std::vector<std::uint32_t> drawn_;
};

class PoissonDescriptor final : public SourceDescriptorOf<PoissonPopulation> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  std::optional<Contradiction> contradiction(const NeuronModel& model) const override {
    const auto& m = model.as<PoissonPopulation>();
    return contradiction_of_span(m.start, m.stop);
  }

  void check(const PopulationContext& context, const Place& place) const override {
    check_source_rate(context, context.model().as<PoissonPopulation>().rate, 1, place);
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    const double rate = context.model().as<PoissonPopulation>().rate;
    // Twelve standard deviations: beyond the last count that 64 bits of cdf can tell apart.
    const double mean = rate / 1000 * ms_from_ticks(context.clock().step());
    return {.rate = rate,
            .peak = rate * (context.size() / 1000),
            .most_per_instant = std::ceil(mean + 12 * std::sqrt(mean) + 45)};
  }

  double bytes_of_groups(const Population& population, Housing housing) const override {
    if (housing.continuous) return SourceDescriptorOf::bytes_of_groups(population, housing);
    return 8 * static_cast<double>(population.size);
  }

  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override {
    return std::make_unique<PoissonCounts>(request.network, request.slice,
                                           request.as<PoissonPopulation>());
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 Time end) const override {
    const PoissonPopulation& m = model_of(network, slice);
    return std::make_unique<PoissonGenerator>(
        philox_key(network.seed, Purpose::kGeneratorInterval, slice.population), slice,
        RateTable{{0}, {m.rate}}, TimeSpan::after(network.clock, m.start, m.stop, end));
  }
};

}  // namespace

const NeuronModelDescriptor& PoissonPopulation::descriptor() {
  using Model = PoissonPopulation;
  static const PoissonDescriptor descriptor(
      {.name = "poisson",
       .summary = "sources that fire as independent Poisson processes",
       .equations = "intervals between spikes are exponential with the mean 1 / rate",
       .reference = "NEST poisson_generator",
       .parameters = {
           describe<Model>(
               &Model::rate,
               {"rate", "Hz", "of each neuron", ParameterKind::kNumber, {.at_least = 0}, true}),
           describe_start<Model>(), describe_stop<Model>()}});
  return descriptor;
}

}  // namespace engram
