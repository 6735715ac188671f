#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.hpp"

// What a connection of a file may be, and how many of them.

namespace engram {

inline constexpr std::uint64_t kMaxConnectionsOfFile = std::uint64_t{1} << 32;

/// Throws UserError where the memory does not suffice for so many synapses; `what` is their file or
/// projection.
void require_connection_memory(const std::string& what, std::uint64_t synapses,
                               std::uint64_t copies = 1);

/// What is wrong with a delay that has to be on a clock: "0.25 ms is not valid; valid: ...". Empty
/// where nothing is; delays above kLatestMs are left to `validate`, which has the longest.
std::string refusal_of_delay(double ms, const Clock& clock);

/// Checks one delay after the other; a delay as the one before takes no time.
class DelayCheck {
 public:
  explicit DelayCheck(const Clock& clock) : clock_(clock) {}

  /// As `refusal_of_delay`, but refuses those above kLatestMs.
  std::string refusal(double ms);

 private:
  Clock clock_;
  double good_ = 0;  ///< the last that was valid, ms; 0 never is
};

}  // namespace engram
