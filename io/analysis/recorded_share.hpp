#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The part of a population that was recorded, in texts and figures.

namespace engram {

/// "all", "1 of 100" or "not recorded".
std::string recorded_share(std::uint64_t recorded, std::uint64_t neurons);

/// A printable name, with "(1 of 100)" behind it where only so many neurons were recorded.
std::string recorded_label(std::string_view name, std::uint64_t recorded, std::uint64_t neurons);

}  // namespace engram
