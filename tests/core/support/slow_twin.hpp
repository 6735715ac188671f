#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/network/network.hpp"

namespace engram::test {

/// What the slow twin found; by population.
struct SlowRun {
  std::vector<std::vector<std::pair<std::int64_t, std::uint32_t>>> spikes;  ///< (step, neuron)
  std::vector<std::vector<std::vector<double>>> V_m;  ///< [population][neuron][step], mV; LIF only
  double closest = 1e300;  ///< the least distance of a free potential from its threshold, mV
};

/// Simulates a network of explicit connections, LIF neurons, relays, spike trains and step currents
/// neuron by neuron, step by step and spike by spike in extended precision. It shares nothing with
/// the simulator but the description of the network: one step is the Taylor series of the matrix
/// exponential of the neuron's linear differential equation.
SlowRun run_slowly(const Network& network);

}  // namespace engram::test
