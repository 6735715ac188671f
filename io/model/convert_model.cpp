#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"

namespace engram {
namespace {

// Neurons are numbered in 32 bits, and one number means none.
constexpr std::uint64_t kMaxNeurons = 4'294'967'294;

void add_populations(const v1::Model& model, const ModelRegistry& registry, const SourceMap& map,
                     SourceFiles& files, Network& network) {
  std::uint64_t neurons = 0;
  for (const v1::Population& said : model.population()) {
    const bool enabled = !said.has_enabled() || said.enabled();
    if (!enabled && needs_file(said, registry, map)) continue;  // it may not be there
    Population population = convert_population(said, registry, map, files);
    if (!enabled) continue;
    neurons += population.size;
    if (neurons > kMaxNeurons) {
      map.fail(said, v1::Population::kSizeFieldNumber,
               fmt::format("with these {} neurons the network has {}; valid: at most {} in all",
                           population.size, neurons, kMaxNeurons));
    }
    network.populations.push_back(std::move(population));
  }
  if (network.populations.empty()) {
    map.fail(Location{}, "population", "there is none; a model needs at least one that is enabled");
  }
}

void check_longest_run(const v1::Model& model, const SourceMap& map) {
  if (model.warm_up() + model.duration() <= kLatestMs) return;
  map.fail(model, v1::Model::kWarmUpFieldNumber,
           fmt::format("{} ms and a duration of {} ms are too long; valid: together at most {} ms",
                       model.warm_up(), model.duration(), kLatestMs));
}

template <class Result>
void append(std::vector<Result>& all, std::vector<Result> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Clock convert_clock(const v1::Model& model, const SourceMap& map) {
  constexpr Clock kTicks = Clock::any_time();
  if (model.clock().has_continuous()) return kTicks;
  const v1::GridClock& grid = model.clock().grid();
  if (!grid.has_step()) return {};
  if (kTicks.has(grid.step())) return Clock::grid(kTicks.nearest(grid.step()));
  map.fail(grid, v1::GridClock::kStepFieldNumber,
           fmt::format("{} ms is not valid; valid: {}", grid.step(),
                       kTicks.valid_times(grid.step(), false)));
}

Network convert_outline(const v1::Model& model, const ModelRegistry& registry, const SourceMap& map,
                        SourceFiles& files) {
  Network network;
  network.name = model.name();
  if (model.has_seed()) network.seed = model.seed();
  network.clock = convert_clock(model, map);
  check_longest_run(model, map);
  network.duration = network.clock.nearest(model.duration());
  network.warm_up = network.clock.nearest(model.warm_up());
  const PopulationDirectory directory(model, map);
  add_populations(model, registry, map, files, network);
  const ModelContext context{registry, map, directory, network, files};
  for (const auto& p : model.projection())
    append(network.projections, convert_projection(p, context));
  return network;
}

Network convert_model(const v1::Model& model, const ModelRegistry& registry, const SourceMap& map,
                      SourceFiles& files) {
  Network network = convert_outline(model, registry, map, files);
  const PopulationDirectory directory(model, map);
  const ModelContext context{registry, map, directory, network, files};
  network.devices = convert_devices(model, context);
  for (const auto& r : model.spike_recorder())
    append(network.spike_recorders, convert_recorder(r, context));
  for (const auto& r : model.state_recorder())
    append(network.state_recorders, convert_recorder(r, context));
  return network;
}

}  // namespace engram
