#pragma once

#include "core/network/projection_ends.hpp"
#include "core/support/twin_networks.hpp"

namespace engram::test {

/// Has a projection start from or end on some neurons, now and then: at least two.
inline void choose_neurons(Dice& dice, const Network& network, Projection& projection) {
  const auto choose = [&](PopulationIndex population) {
    std::vector<std::uint32_t> chosen;
    const auto size = static_cast<std::uint32_t>(network.populations[population].size);
    for (std::uint32_t n = 0; n < size; ++n) {
      if (n < 2 || dice.one_in(3)) chosen.push_back(n);
    }
    return chosen;
  };
  if (dice.one_in(4)) projection.source_neurons = choose(projection.source);
  if (dice.one_in(4)) projection.target_neurons = choose(projection.target);
}

}  // namespace engram::test
