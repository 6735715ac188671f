#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>

namespace engram::test {

/// Changes a few bytes of `bytes`, or cuts, repeats or removes a piece.
inline void mutate_bytes(std::string& bytes, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return random() % (n + 1); };
  const std::size_t at = below(bytes.size());
  const std::size_t length = below(std::min<std::size_t>(bytes.size() - at, 40));
  switch (below(5)) {
    case 0:
      bytes.resize(at);
      return;
    case 1:
      bytes.erase(at, length);
      return;
    case 2:
      bytes.insert(below(bytes.size()), bytes.substr(at, length));
      return;
    default:
      break;
  }
  for (std::size_t i = below(4) + 1; i > 0 && !bytes.empty(); --i) {
    char& byte = bytes[below(bytes.size() - 1)];
    byte = static_cast<char>(below(1) == 0 ? byte ^ (1 << below(7)) : below(255));
  }
}

}  // namespace engram::test
