#pragma once

#include <span>
#include <string>

#include "core/network/network.hpp"

namespace engram {

/// The tables of what was simulated: populations with their neuron model, constant parameters and
/// input, and the mean number of synapses between them. `colours`: one (#rrggbb) a population.
std::string model_section(const Network& network, std::span<const std::string> colours);

/// A table cell with the name of a population behind its colour.
std::string population_cell(const std::string& name, const std::string& colour);

}  // namespace engram
