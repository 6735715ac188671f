#include "io/recording/given_parameters.hpp"

#include "core/base/text.hpp"

namespace engram {

std::string printable(const GivenParameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    text += (text.empty() ? "" : ", ") + printable(name) + "=" + printable(value);
  }
  return text.empty() ? "as in the model" : text;
}

}  // namespace engram
