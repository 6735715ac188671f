#pragma once

#include "io/recording/recording.hpp"

// Chunks of a recording to and from their messages in recording.proto.

namespace engram::v1 {
class SampleChunk;
class SpikeChunk;
}  // namespace engram::v1

namespace engram {

/// At most kMaxChunkSpikes spikes, ordered by (time, neuron). Throws std::logic_error where the
/// order or the grid is broken.
void encode(const SpikeChunk& chunk, Tick step, bool zstd, v1::SpikeChunk& out);
void encode(const SampleChunk& chunk, Tick step, v1::SampleChunk& out);

/// These throw std::invalid_argument saying what is wrong with the message.
SpikeChunk decode(const v1::SpikeChunk& in, const RecordingHeader& header);
SampleChunk decode(const v1::SampleChunk& in, const RecordingHeader& header);

}  // namespace engram
