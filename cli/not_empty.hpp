#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace engram {

/// Refuses an option that is given without a value, which would be taken for one that is not given.
inline CLI::Validator not_empty() {
  return CLI::Validator(
      [](const std::string& text) {
        return text.empty() ? std::string("the value is empty; leave the option out, or give one")
                            : std::string();
      },
      "");
}

}  // namespace engram
