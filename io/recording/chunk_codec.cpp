#include "io/recording/chunk_codec.hpp"

#include <cassert>
#include <limits>
#include <stdexcept>
#include <string>

#include "engram/v1/recording.pb.h"
#include "io/recording/record_codec.hpp"
#include "io/recording/steps.hpp"
#include "io/recording/zstd_bytes.hpp"

namespace engram {
namespace {

/// Longest serialised SpikeColumns: a spike takes at most 10 + 5 + 4 bytes, and each column a tag
/// and a length.
constexpr std::size_t kMaxColumnsBytes = kMaxChunkSpikes * 19 + 3 * 6;

/// The columns of `in`, all of the declared length (the fractions: or empty).
v1::SpikeColumns parse_columns(const v1::SpikeChunk& in) {
  if (in.count() > kMaxChunkSpikes || in.columns().size() > kMaxColumnsBytes) {
    throw std::invalid_argument("a chunk with too many spikes");
  }
  const bool zstd = in.compression() == v1::SpikeChunk::ZSTD;
  if (!zstd && in.compression() != v1::SpikeChunk::NONE) {
    throw std::invalid_argument("an unknown compression");
  }
  v1::SpikeColumns columns;
  if (!columns.ParseFromString(zstd ? zstd_decompressed(in.columns(), kMaxColumnsBytes)
                                    : in.columns())) {
    throw std::invalid_argument("spike columns that cannot be parsed");
  }
  const auto count = static_cast<int>(in.count());
  if (columns.time_delta_size() != count || columns.neuron_delta_size() != count ||
      (columns.fraction_size() != 0 && columns.fraction_size() != count)) {
    throw std::invalid_argument("spike columns of the wrong length");
  }
  return columns;
}

bool has_fractions(const SpikeChunk& chunk) {
  for (const RecordedSpike& s : chunk.spikes) {
    if (s.time.fraction != 0) return true;
  }
  return false;
}

}  // namespace

void encode(const SpikeChunk& chunk, Tick step, bool zstd, v1::SpikeChunk& out) {
  assert(chunk.spikes.size() <= kMaxChunkSpikes);
  const auto count = static_cast<int>(chunk.spikes.size());
  v1::SpikeColumns columns;
  columns.mutable_time_delta()->Reserve(count);
  columns.mutable_neuron_delta()->Reserve(count);
  RecordedSpike last{{chunk.begin, 0}, 0};
  for (const RecordedSpike& spike : chunk.spikes) {
    if (spike < last || spike.time.tick > chunk.end) {
      throw std::logic_error("recorded spikes are not in order");
    }
    columns.add_time_delta(steps_from_ticks(spike.time.tick - last.time.tick, step));
    columns.add_neuron_delta(spike.neuron - (spike.time == last.time ? last.neuron : 0));
    last = spike;
  }
  if (has_fractions(chunk)) {
    for (const RecordedSpike& spike : chunk.spikes) columns.add_fraction(spike.time.fraction);
  }
  out.set_population(chunk.population);
  out.set_begin(steps_from_ticks(chunk.begin, step));
  out.set_end(steps_from_ticks(chunk.end, step));
  out.set_continues(chunk.continues);
  out.set_count(static_cast<std::uint32_t>(count));
  out.set_compression(zstd ? v1::SpikeChunk::ZSTD : v1::SpikeChunk::NONE);
  out.set_columns(zstd ? zstd_compressed(columns.SerializeAsString())
                       : columns.SerializeAsString());
}

SpikeChunk decode(const v1::SpikeChunk& in, const RecordingHeader& header) {
  if (in.population() >= header.populations.size()) {
    throw std::invalid_argument("spikes of an unknown population");
  }
  SpikeChunk chunk{in.population(),
                   ticks_from_steps(in.begin(), header.step),
                   ticks_from_steps(in.end(), header.step),
                   {},
                   in.continues()};
  const v1::SpikeColumns columns = parse_columns(in);
  const std::uint32_t size = header.populations[in.population()].size;
  chunk.spikes.reserve(in.count());
  std::uint64_t steps = in.begin();
  RecordedSpike last{{chunk.begin, 0}, 0};
  for (int i = 0; i < columns.time_delta_size(); ++i) {
    // The span is checked by subtraction: no delta can overflow.
    if (steps > in.end() || columns.time_delta(i) > in.end() - steps) {
      throw std::invalid_argument("a spike outside the span of its chunk");
    }
    steps += columns.time_delta(i);
    const std::uint32_t fraction = columns.fraction_size() == 0 ? 0 : columns.fraction(i);
    const Time time{static_cast<Tick>(steps) * header.step, fraction};
    if (time < last.time) throw std::invalid_argument("spikes that are not in order");
    const std::uint64_t neuron =
        std::uint64_t{columns.neuron_delta(i)} + (time == last.time ? last.neuron : 0);
    if (neuron >= size) throw std::invalid_argument("a spike of a neuron beyond its population");
    last = {time, static_cast<std::uint32_t>(neuron)};
    chunk.spikes.push_back(last);
  }
  return chunk;
}

void encode(const SampleChunk& chunk, Tick step, v1::SampleChunk& out) {
  out.set_recorder(chunk.recorder);
  Tick last = 0;
  for (const Tick time : chunk.times) {
    out.add_time_delta(steps_from_ticks(time - last, step));
    last = time;
  }
  out.mutable_value()->Add(chunk.values.begin(), chunk.values.end());
}

SampleChunk decode(const v1::SampleChunk& in, const RecordingHeader& header) {
  if (in.recorder() >= header.states.size()) {
    throw std::invalid_argument("samples of an unknown state recorder");
  }
  const std::uint64_t samples = static_cast<std::uint64_t>(in.time_delta_size());
  if (samples * header.values_per_sample(in.recorder()) !=
      static_cast<std::uint64_t>(in.value_size())) {
    throw std::invalid_argument("samples whose number does not fit the state recorder");
  }
  SampleChunk chunk{in.recorder(), {}, {in.value().begin(), in.value().end()}};
  Tick time = 0;
  for (const std::uint64_t delta : in.time_delta()) {
    const Tick elapsed = ticks_from_steps(delta, header.step);
    if (elapsed > std::numeric_limits<Tick>::max() - time) {
      throw std::invalid_argument("a time is out of range");
    }
    if (elapsed == 0) throw std::invalid_argument("samples that are not in order");
    time += elapsed;
    chunk.times.push_back(time);
  }
  return chunk;
}

}  // namespace engram
