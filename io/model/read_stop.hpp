#pragma once

#include <fmt/format.h>

#include <limits>

#include "core/base/given_time.hpp"
#include "io/model/source_map.hpp"

namespace engram {

inline constexpr double kForever = std::numeric_limits<double>::infinity();

/// When what `message` (with fields start and stop) describes comes to its end, ms. What outlasts
/// the longest run lasts forever.
template <class Message>
double read_stop(const Message& message, const SourceMap& map) {
  const double stop = message.has_stop() ? message.stop() : kForever;
  if (stop >= message.start()) return stop <= kLatestMs ? stop : kForever;
  map.fail(message, Message::kStopFieldNumber,
           fmt::format("{} ms is not valid; valid: at least start, which is {} ms", stop,
                       message.start()));
}

}  // namespace engram
