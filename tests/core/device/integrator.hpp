#pragma once

#include "core/support/small_network.hpp"

namespace engram::test {

/// A neuron without leak, threshold or refractory time: its potential adds up its input.
inline IafPscDelta integrator() {
  IafPscDelta model;
  model.tau_m = 1e12;
  model.C_m = 1;
  model.E_L = model.V_reset = 0;
  model.V_th = 1e12;
  return model;
}

/// What was added in each step; entry 0 is 0.
inline std::vector<double> increments(const std::vector<double>& V_m) {
  std::vector<double> result(V_m.size(), 0);
  for (std::size_t i = 1; i < V_m.size(); ++i) result[i] = V_m[i] - (i == 1 ? 0 : V_m[i - 1]);
  return result;
}

}  // namespace engram::test
