#include "io/recording/exact_ms.hpp"

#include <fmt/format.h>

namespace engram {

std::string exact_ms(Time time) {
  std::string text = fmt::format("{}.{:09}", time.tick / kTicksPerMs, time.tick % kTicksPerMs);
  // The digits of the fraction of a tick one by one: 2^-32 has 32 of them.
  for (std::uint64_t rest = time.fraction; rest != 0; rest = (rest * 10) & 0xffffffff) {
    text.push_back(static_cast<char>('0' + ((rest * 10) >> 32)));
  }
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace engram
