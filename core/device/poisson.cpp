#include "core/device/poisson.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"
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
  PoissonCounts(const GridGroupRequest& request, const PoissonPopulation& model)
      : slice_(request.slice),
        step_ms_(ms_from_ticks(request.step())),
        rate_(model.rate),
        most_(most_poisson_count(rate_ / 1000 * step_ms_)),
        counts_(rate_ / 1000 * step_ms_),
        key_(philox_key(request.seed, Purpose::kPoissonPopulation, slice_.population)),
        start_(request.network.clock.steps(model.start)),
        stop_(request.network.clock.steps(model.stop)),
        drawn_(slice_.count) {}

  /// Throws EnvironmentError where a neuron fires more often at once than the weights allow for.
  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    if (step <= start_ || step > stop_ || rate_ == 0) return;
    counts_.counts(key_, static_cast<std::uint64_t>(step), slice_.first, drawn_);
    if (has_changed_) require_few(step);
    for (std::uint32_t i = 0; i < slice_.count; ++i) fired.insert(fired.end(), drawn_[i], i);
  }

  Step next_activity(Step now) const override {
    return now < stop_ && rate_ > 0 ? std::max(now, start_) + 1 : std::numeric_limits<Step>::max();
  }

  void change_rate(double hz, Step) override {
    rate_ = hz;
    has_changed_ = true;
    counts_ = PoissonSampler(hz / 1000 * step_ms_);
  }

  void visit_state(StateVisitor& state) override {
    double rate = rate_;
    state.shared("rate", rate);
    state.require(rate >= 0 && rate / 1000 * step_ms_ <= PoissonSampler::kLargestMean, "rate");
    if (rate != rate_) change_rate(rate, 0);
  }

 private:
  void require_few(Step step) const {
    const std::uint32_t most = std::ranges::max(drawn_);
    if (most <= most_) return;
    throw EnvironmentError("a Poisson source fires " + std::to_string(most) + " times at step " +
                           std::to_string(step) + "; for its rate at the beginning at most " +
                           shortest_text(most_) + " are allowed for");
  }

  Slice slice_;
  double step_ms_;
  double rate_;  ///< Hz
  double most_;  ///< counts of a neuron at once that the weights allow for
  bool has_changed_ = false;
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
    const double mean = rate / 1000 * ms_from_ticks(context.clock().step());
    return {.rate = rate,
            .peak = rate * (context.size() / 1000),
            .most_per_instant = most_poisson_count(mean)};
  }

  bool has_settable_rate() const override { return true; }
  void check_rate(const PopulationContext& context, double rate,
                  const Place& place) const override {
    check_source_rate(context, rate, 1, place);
    if (context.clock().continuous()) return;
    // The scales of the weights allow for so many spikes of a source in one step.
    const double step = ms_from_ticks(context.clock().step());
    const double planned = context.model().as<PoissonPopulation>().rate;
    const double most = most_poisson_count(planned / 1000 * step);
    const double mean = rate / 1000 * step;
    place.require(mean + 12 * std::sqrt(mean) <= most,
                  "the rate is " + number(rate) + " Hz, and began at " + number(planned) +
                      " Hz, for which a source fires at most " + number(most) +
                      " times in a step; begin with a rate as high as will be needed");
  }

  double bytes_of_groups(const Population& population, Housing housing) const override {
    if (housing.continuous) return SourceDescriptorOf::bytes_of_groups(population, housing);
    return 8 * static_cast<double>(population.size);
  }

  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override {
    return std::make_unique<PoissonCounts>(request, request.as<PoissonPopulation>());
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t seed) const override {
    const PoissonPopulation& m = model_of(network, slice);
    return std::make_unique<PoissonGenerator>(
        philox_key(seed, Purpose::kGeneratorInterval, slice.population), slice,
        RateTable{{0}, {m.rate}}, TimeSpan::after(network.clock, m.start, m.stop));
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
