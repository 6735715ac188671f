#pragma once

namespace engram {

inline constexpr double kMaxRate = 1e7;  ///< Hz, of one neuron or drive

}  // namespace engram
