#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// What a population does to those that it projects to.
enum class PopulationKind { kUnknown, kExcitatory, kInhibitory };

/// By the sign of the mean weight of each population's projections; unknown where it has none, or
/// of both signs.
std::vector<PopulationKind> population_kinds(const Network& network);

/// One colour (#rrggbb) a population, for any number of them. Excitatory ones are blue, inhibitory
/// ones orange, from dark to light in the order given; unknown ones take the palette of Okabe & Ito
/// (2008) in turn. Told apart with any of the common colour deficiencies.
std::vector<std::string> population_colours(std::span<const PopulationKind> kinds);

}  // namespace engram
