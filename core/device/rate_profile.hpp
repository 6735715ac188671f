#pragma once

#include <vector>

#include "core/device/time_span.hpp"
#include "core/network/rate_profile.hpp"

// What generators need of a rate that changes in time.

namespace engram {

/// Hz at `ms` >= 0; the same bits on every processor.
double rate_at(const RateProfile& profile, double ms);

/// No rate_at() is larger; Hz.
double largest_rate(const RateProfile& profile);

/// A stretch of time and a rate (Hz, above 0) that bounds the profile there.
struct RatePiece {
  TimeSpan span;
  double largest;
};

/// Ascending, within `span`; between them the rate is 0. In a piece of a RateTable the rate is the
/// bound, from the tick nearest to the piece's time on.
std::vector<RatePiece> rate_pieces(const RateProfile& profile, TimeSpan span);

}  // namespace engram
