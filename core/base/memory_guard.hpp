#pragma once

#include <cstddef>

#include "core/base/memory.hpp"

namespace engram {

/// Detects when a growing number of events would fill the memory of the machine if it doubled.
/// Reads the available memory rarely: for few events, and until they are a quarter more, a call
/// costs a comparison.
class MemoryGuard {
 public:
  /// Bytes that doubling takes for each event, with all that follows from it.
  explicit MemoryGuard(double bytes_per_event) : bytes_per_event_(bytes_per_event) {}

  bool outgrows(std::size_t events) {
    if (events < next_look_) return false;
    next_look_ = events + events / 4;
    return static_cast<double>(events) * bytes_per_event_ >
           static_cast<double>(available_memory_bytes());
  }

 private:
  double bytes_per_event_;
  std::size_t next_look_ = 1 << 20;
};

}  // namespace engram
