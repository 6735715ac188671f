#pragma once

#include <tuple>
#include <utility>
#include <vector>

#include "core/synapse/connectome.hpp"
#include "core/synapse/incoming_builder.hpp"
#include "core/synapse/plastic_block.hpp"

namespace engram::test {

/// A network drawn and cut, its synapses still to be laid out.
struct Drawn {
  const Network& network;
  Partitioning partitioning;
  std::vector<ProjectionDraw> draws;
  SynapseClasses classes;

  Drawn(const Network& n, unsigned partitions)
      : network(n),
        partitioning(make_partitioning(n, partitions)),
        draws(prepare_projections(n, 1)),
        classes(plan_synapses(n, draws)) {}

  IncomingRequest request(std::size_t partition) const {
    return {network, partitioning, draws, classes, partitioning.partitions[partition], [](auto) {}};
  }
};

/// What the laws of projection `p` give the `n` synapses of target `t`: weights and delays (ms).
inline std::pair<std::vector<double>, std::vector<double>> drawn_laws(const Network& network,
                                                                      std::uint32_t p,
                                                                      std::uint32_t t,
                                                                      std::size_t n) {
  const Projection& projection = network.projections[p];
  std::vector<double> weights(n);
  std::vector<double> delays(n);
  Sampler(projection.weight).draw(philox_key(network.seed, Purpose::kWeight, p), t, 0, weights);
  Sampler(projection.delay).draw(philox_key(network.seed, Purpose::kDelay, p), t, 0, delays);
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    std::size_t i = 0;
    for (const ExplicitList::Connection& c : list->connections) {
      const auto& chosen = projection.target_neurons;
      if ((chosen.empty() ? c.target : chosen[c.target]) != t) continue;
      weights[i] = c.weight;
      delays[i++] = c.delay;
    }
  }
  return {std::move(weights), std::move(delays)};
}

/// The weight of the synapse that a walk over `incoming` has come to, as built.
inline double weight_of(const IncomingSynapses& incoming, const SynapseCursor& s) {
  const SynapseClass& c = s.run_class();
  if (c.plastic == 0) return s.weight();
  const std::uint32_t* block = incoming.plastic.data() + s.block();
  return load_plastic_weight(c, block + words_before_weights(c, s.run_length()), s.number());
}

/// (source, target, delay in steps, weight); neurons by their ids in the network.
using Synapse = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, double>;

/// The synapses of a partition in the order of its stream.
inline std::vector<Synapse> read_stream(const IncomingSynapses& incoming,
                                        const PartitionLayout& layout,
                                        const Partitioning& partitioning,
                                        const std::vector<SynapseClass>& classes) {
  std::vector<std::uint32_t> id_of_slot(layout.slots, 0xffffffff);
  for (const Slice& slice : layout.slices) {
    for (std::uint32_t i = 0; i < slice.count; ++i) {
      id_of_slot[slice.slot + i] = partitioning.first_id[slice.population] + slice.first + i;
    }
  }
  std::vector<Synapse> synapses;
  for (std::uint32_t source = 0; source < partitioning.neurons; ++source) {
    for (auto s = incoming.synapses_of(source, classes); s.next();) {
      synapses.emplace_back(source, id_of_slot[s.target()], s.delay(), weight_of(incoming, s));
    }
  }
  return synapses;
}

}  // namespace engram::test
