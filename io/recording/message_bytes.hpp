#pragma once

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace engram {

/// The protobuf message in the body of a frame. Throws std::invalid_argument where it is none.
template <class Message>
Message parse_record(std::string_view body) {
  Message message;
  if (body.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    throw std::invalid_argument("a record that cannot be parsed");
  }
  return message;
}

}  // namespace engram
