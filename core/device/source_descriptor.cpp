#include "core/device/source_descriptor.hpp"

#include "core/device/exact_sources.hpp"
#include "core/device/grid_sources.hpp"

namespace engram {

double SourceDescriptor::bytes_of_groups(const Population& population, Housing housing) const {
  return static_cast<double>(population.size) *
         (kGenerator + (housing.continuous ? kPendingWakeUp : kPendingSpike));
}

std::unique_ptr<NeuronGroup> SourceDescriptor::make_grid_group(
    const GridGroupRequest& request) const {
  return std::make_unique<GridSources>(request.slice, request.step(),
                                       make_generator(request.network, request.slice, request.seed),
                                       is_bounded());
}

std::unique_ptr<ExactGroup> SourceDescriptor::make_exact_group(ExactGroupRequest&& request) const {
  return std::make_unique<ExactSources>(
      request.slice, make_generator(request.network, request.slice, request.seed));
}

std::optional<Contradiction> contradiction_of_span(double start, double stop) {
  if (stop >= start) return std::nullopt;
  return Contradiction{{"stop"},
                       "stop is " + shortest_text(stop) + " ms, before start; valid: at least " +
                           "start, which is " + shortest_text(start) + " ms, or inf"};
}

std::unique_ptr<SpikeGenerator> make_spike_generator(const Network& network, const Slice& slice,
                                                     std::uint64_t seed) {
  const NeuronModel& model = network.populations[slice.population].model;
  const auto* source = dynamic_cast<const SourceDescriptor*>(&model.descriptor());
  return source == nullptr ? nullptr : source->make_generator(network, slice, seed);
}

}  // namespace engram
