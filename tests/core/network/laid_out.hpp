#pragma once

#include <tuple>
#include <vector>

#include "core/network/connectome.hpp"
#include "core/network/incoming_builder.hpp"

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
      synapses.emplace_back(source, id_of_slot[s.target()], s.delay(), s.weight());
    }
  }
  return synapses;
}

}  // namespace engram::test
