#pragma once

#include "io/recording/recording.hpp"

// The header and the index of a recording to and from their messages in recording.proto.

namespace engram::v1 {
class RecordingHeader;
class RecordingIndex;
}  // namespace engram::v1

namespace engram {

void encode(const RecordingHeader& header, v1::RecordingHeader& out);
void encode(const RecordingIndex& index, Tick step, v1::RecordingIndex& out);

/// These throw std::invalid_argument saying what is wrong with the message.
RecordingHeader decode(const v1::RecordingHeader& in);
RecordingIndex decode(const v1::RecordingIndex& in, const RecordingHeader& header);

}  // namespace engram
