#pragma once

#include "core/support/small_network.hpp"

namespace engram::test {

/// Adds neurons that a Poisson drive makes fire and that excite each other a little, with delays
/// (ms) of their own.
inline PopulationIndex add_driven(Network& network, std::uint64_t size,
                                  const Distribution& delay = {Uniform{0.5, 3}}) {
  const PopulationIndex p = add_neurons(network, IafPscExp{}, Precision::kSingle, size);
  network.populations[p].initial_V_m = Distribution{Uniform{-70, -55}};
  network.devices.push_back(PoissonDrive{.target = p, .rate = 8000, .weight = 60});
  network.projections.push_back({.source = p,
                                 .target = p,
                                 .rule = FixedInDegree{20},
                                 .weight = {Uniform{10, 40}},
                                 .delay = delay});
  return p;
}

/// One population of them. Duration in ms.
inline Network driven_network(double duration, std::uint64_t size = 256) {
  Network network = empty_network(duration);
  add_driven(network, size);
  return network;
}

}  // namespace engram::test
