#pragma once

#include <cstdint>

namespace engram {

/// The state variables of neurons that are updated as LIF neurons are, in the order of their
/// descriptors: a model lists all of them, or the first.
enum LifVariable : std::uint32_t { kLifV_m, kLifI_syn, kLifI_syn_ex, kLifI_syn_in };

}  // namespace engram
