#include "core/synapse/connectome.hpp"

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>

#include "core/base/error.hpp"
#include "core/synapse/incoming_builder.hpp"
#include "core/synapse/plastic_block.hpp"

namespace engram {
namespace {

/// TBB prints a warning for more threads than the machine has cores.
int arena_size(unsigned threads) {
  return std::min(static_cast<int>(threads), tbb::info::default_concurrency());
}

/// Puts element `order[i]`, of `size` values, in place i, for all i.
template <class Value>
void reorder(Value* elements, std::uint32_t size,
             const std::vector<std::pair<Tick, std::uint32_t>>& order) {
  const std::vector<Value> old(elements, elements + order.size() * size);
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::copy_n(old.begin() + order[i].second * size, size, elements + i * size);
  }
}

/// Sorts the synapses of the run whose payload is at `payload` by their own delays. Returns the
/// least and the greatest.
DelayRange sort_by_own_delay(IncomingSynapses& incoming, const SynapseClass& c,
                             std::uint32_t payload, std::uint32_t count) {
  auto* const first =
      reinterpret_cast<std::uint16_t*>(&incoming.stream[payload + words_before_synapses(c)]);
  const std::uint32_t halves = halves_per_synapse(c, incoming.width);
  std::vector<std::pair<Tick, std::uint32_t>> order(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    order[i] = {load_own_delay(c, incoming.width, first + i * halves), i};
  }
  std::ranges::sort(order);
  reorder(first, halves, order);
  if (c.plastic != 0) {
    std::uint32_t* const block = &incoming.plastic[incoming.stream[payload]];
    reorder(block + words_before_weights(c, count), weight_words(c.storage), order);
  }
  return {order.front().first, order.back().first};
}

/// Sorts what is to be sorted of a source's runs. Returns its least delay in steps of the clock and
/// the greatest of those that are the synapses' own.
DelayRange finish_source(IncomingSynapses& incoming, std::uint32_t position,
                         const SynapseClasses& classes) {
  DelayRange range{IncomingSynapses::kUnreachable, 0};
  for (;;) {
    const RunHeader header(incoming.stream[position]);
    if (header.is_end()) return range;
    const SynapseClass& c = classes.classes[header.synapse_class()];
    // Runs with own delays come first, since their key is 0. Of the others the first is the least;
    // a long wait is split over bridging headers: its first part is a lower bound, which is all
    // that is needed.
    if (header.wait() != 0) {
      range.least = std::min(range.least, classes.delays.steps(header.wait()));
      return range;
    }
    const DelayRange own = sort_by_own_delay(incoming, c, position + 1, header.count());
    range = {std::min(range.least, own.least), std::max(range.most, own.most)};
    position += 1 + static_cast<std::uint32_t>(payload_words(c, incoming.width, header.count()));
  }
}

}  // namespace

std::vector<ProjectionDraw> prepare_projections(const Network& network, unsigned threads) {
  std::vector<std::optional<ProjectionDraw>> draws(network.projections.size());
  tbb::task_arena arena(arena_size(threads));
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, draws.size(), [&](std::size_t i) {
      const Projection& p = network.projections[i];
      const auto entity = static_cast<std::uint32_t>(i);
      draws[i] =
          ProjectionDraw{ConnectionDrawer(network, entity), Sampler(p.weight), Sampler(p.delay),
                         philox_key(network.seed, Purpose::kWeight, entity),
                         philox_key(network.seed, Purpose::kDelay, entity)};
    });
  });
  std::vector<ProjectionDraw> result;
  result.reserve(draws.size());
  for (auto& draw : draws) result.push_back(std::move(*draw));
  return result;
}

void check_stream_size(std::uint64_t words, std::uint64_t plastic_words) {
  if (2 * words > std::uint64_t{0xffffffff} || plastic_words > std::uint64_t{0xffffffff}) {
    throw UserError(
        "a partition would hold more than 8 GB of synapses, or 16 GB of plastic weights; ask for "
        "more partitions");
  }
}

void finish_incoming(IncomingSynapses& incoming, const std::vector<std::uint32_t>& positions,
                     const IncomingRequest& request) {
  const Partitioning& partitioning = request.partitioning;
  incoming.index = SourceIndex(positions);
  incoming.plastic_words = incoming.plastic.size();
  incoming.longest_delay = request.classes.delays.steps(incoming.max_delay);
  incoming.least_delay_from.assign(partitioning.partitions.size(), IncomingSynapses::kUnreachable);
  for (std::size_t from = 0; from < partitioning.partitions.size(); ++from) {
    Tick& least = incoming.least_delay_from[from];
    for (const Slice& slice : partitioning.partitions[from].slices) {
      const std::uint32_t first = partitioning.first_id[slice.population] + slice.first;
      for (std::uint32_t id = first; id < first + slice.count; ++id) {
        if (positions[id] == SourceIndex::kAbsent) continue;
        const DelayRange of_source = finish_source(incoming, positions[id], request.classes);
        least = std::min(least, of_source.least);
        incoming.longest_delay = std::max(incoming.longest_delay, of_source.most);
      }
    }
  }
}

void build_incoming(const Network& network, const std::vector<ProjectionDraw>& draws,
                    const Connectome& connectome, unsigned threads,
                    const std::function<void(std::size_t, IncomingSynapses&&)>& take,
                    const std::function<void(double)>& on_progress) {
  const auto& layouts = connectome.partitioning.partitions;
  std::atomic<std::uint64_t> done = 0;
  const auto on_targets = [&](std::uint32_t targets) {
    const std::uint64_t sum = done += targets;
    // Partitions that were counted and then sorted nevertheless have reported more than there was.
    if (on_progress)
      on_progress(
          std::min(1.0, static_cast<double>(sum) / (2.0 * connectome.partitioning.neurons)));
  };
  tbb::task_arena arena(arena_size(threads));
  arena.execute([&] {
    tbb::parallel_for(
        std::size_t{0}, layouts.size(),
        [&](std::size_t i) {
          const IncomingRequest request{
              network, connectome.partitioning, draws, connectome.classes, layouts[i], on_targets};
          std::optional<IncomingSynapses> counted = build_by_counting(request);
          take(i, counted ? std::move(*counted) : build_by_sorting(request));
        },
        tbb::simple_partitioner{});
  });
}

Connectome build_connectome(const Network& network, Partitioning partitioning, unsigned threads,
                            const std::function<void(double)>& on_progress) {
  Connectome connectome;
  connectome.partitioning = std::move(partitioning);
  const std::vector<ProjectionDraw> draws = prepare_projections(network, threads);
  connectome.classes = plan_synapses(network, draws);
  for (const ProjectionDraw& draw : draws) {
    connectome.synapses_of_projection.push_back(draw.connections.total());
  }
  connectome.incoming.resize(connectome.partitioning.partitions.size());
  build_incoming(
      network, draws, connectome, threads,
      [&](std::size_t i, IncomingSynapses&& incoming) {
        connectome.incoming[i] = std::move(incoming);
      },
      on_progress);
  return connectome;
}

}  // namespace engram
