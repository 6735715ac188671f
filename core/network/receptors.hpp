#pragma once

#include <cstdint>
#include <type_traits>

#include "core/network/network.hpp"

// Receptors: the currents of a neuron that synapses add to, each with its own input row.

namespace engram {

/// 0 for sources that take no input.
inline std::uint32_t receptor_count(const NeuronModel& model) {
  return std::visit(
      [](const auto& m) -> std::uint32_t {
        using Model = std::decay_t<decltype(m)>;
        if constexpr (requires { m.tau_syn_ex; }) {
          return m.tau_syn_ex == m.tau_syn_in && !m.separate_currents ? 1 : 2;
        } else {
          return std::is_same_v<Model, IafPscDelta> || std::is_same_v<Model, IntFire> ||
                         std::is_same_v<Model, Relay>
                     ? 1
                     : 0;
        }
      },
      model);
}

/// Which receptor a weight goes to: the excitatory (0), or, where the model keeps two, the
/// inhibitory (1) for weights below zero.
inline std::uint8_t receptor_of(const NeuronModel& model, double weight) {
  return weight < 0 && receptor_count(model) == 2 ? 1 : 0;
}

}  // namespace engram
