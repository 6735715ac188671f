#pragma once

#include <algorithm>

#include "core/base/time.hpp"
#include "core/network/network.hpp"

namespace engram {

/// Samples (bytes) that are handed over together at most, where they are not of one step.
inline constexpr double kMostSampleBytes = 8e6;

/// The length of a span of a recording in which something is recorded, in ticks: whole steps, of
/// 10 ms or as little more as possible; less where samples of 10 ms are more than
/// `kMostSampleBytes`.
Tick recording_span(const Network& network);

/// Where the span of this length begins that holds what happens at `time`: spans are (begin, begin
/// + span].
inline Tick begin_of_span(Tick time, Tick span) {
  return std::max<Tick>(time - 1, 0) / span * span;
}

/// The same of a clock of this step whose samples take so many bytes a step, on average.
Tick recording_span(Tick step, double sample_bytes_a_step);

}  // namespace engram
