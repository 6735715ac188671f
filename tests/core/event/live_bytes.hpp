#pragma once

#include <cstdint>

namespace engram::test {

/// Bytes that this program holds at present through the global operator new, which live_bytes.cpp
/// replaces.
std::int64_t live_bytes();

}  // namespace engram::test
