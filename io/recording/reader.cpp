#include "io/recording/reader.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <utility>

#include "core/base/error.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/real_path.hpp"
#include "io/recording/record_codec.hpp"
#include "io/recording/steps.hpp"

// Below, std::invalid_argument says what is wrong with the record at offset_; the public functions
// turn it into a FileError.

namespace engram {
namespace {

File open_recording(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return File::open(path);
  const std::string part = write_path(path) + ".part";
  const bool only_part = std::filesystem::exists(part, ignored);
  return File::open(only_part ? part : path);
}

}  // namespace

RecordingReader::RecordingReader(const std::string& path) : frames_(open_recording(path)) {
  try {
    read_header();
  } catch (const std::invalid_argument& error) {
    throw FileError(frames_.path(), offset_,
                    std::string(error.what()) + " (a recording begins with its header)");
  }
  index_ = find_index();
  rewind();
}

bool RecordingReader::is_intact() {
  if (!complete()) return false;
  try {
    std::uint64_t number = 1;
    for (std::uint64_t offset = first_chunk_; offset < bytes(); ++number) {
      const auto frame = frames_.read(offset);
      if (!frame || record_number(frame->body) != number) return false;
      offset = frame->end;
    }
  } catch (const std::invalid_argument&) {
    return false;
  }
  return true;
}

std::optional<RecordingChunk> RecordingReader::next() {
  try {
    return next_unchecked();
  } catch (const std::invalid_argument& error) {
    throw FileError(frames_.path(), offset_, error.what());
  }
}

std::optional<SpikeChunk> RecordingReader::next_spikes() {
  while (auto chunk = next()) {
    if (auto* spikes = std::get_if<SpikeChunk>(&*chunk)) return std::move(*spikes);
  }
  return std::nullopt;
}

std::string RecordingReader::read_all(const std::function<void(const RecordingChunk&)>& consume) {
  std::string ending;
  while (ending.empty()) {
    std::optional<RecordingChunk> chunk;
    try {
      chunk = next();
    } catch (const FileError& error) {
      ending = error.what();
    }
    if (chunk) {
      consume(*chunk);
    } else if (ending.empty()) {
      if (complete()) return {};
      ending = frames_.path() + ": incomplete: it ends at byte " + std::to_string(offset_);
    }
  }
  return ending + "; whole up to " + exact_ms({read_so_far().end, 0}) + " ms";
}

RecordedTotals RecordingReader::read_so_far() const {
  RecordedTotals totals = totals_;
  totals.spike_hash = hash_.value();
  if (passed_index_) return totals;
  // Up to the population that has been read least far.
  std::optional<Tick> end;
  for (PopulationIndex p = 0; p < spikes_read_.size(); ++p) {
    if (!header_.populations[p].spikes_recorded) continue;
    const Tick whole = read_whole_until(p);
    end = std::min(whole, end.value_or(whole));
  }
  totals.end = end.value_or(header_.start);
  return totals;
}

Tick RecordingReader::read_whole_until(PopulationIndex population) const {
  const SpikesRead& read = spikes_read_[population];
  return read.continues ? read.end - header_.step : read.end;
}

void RecordingReader::rewind() {
  offset_ = first_chunk_;
  sequence_ = 1;
  passed_index_.reset();
  passed_trailer_ = false;
  spikes_read_.assign(header_.populations.size(), {.end = header_.start, .last = {}});
  last_sample_.assign(header_.states.size(), header_.start);
  totals_ = {};
  totals_.population_spikes.resize(header_.populations.size());
  totals_.recorder_samples.resize(header_.states.size());
  totals_.end = header_.start;
  hash_ = {};
}

void RecordingReader::read_header() {
  const auto frame = frames_.read(0);
  if (!frame) throw std::invalid_argument("the file ends before the first record does");
  Record record = decode_record(frame->body, {});
  auto* header = std::get_if<RecordingHeader>(&record.content);
  if (header == nullptr || record.sequence != 0) {
    throw std::invalid_argument("not the header of a recording");
  }
  header_ = std::move(*header);
  first_chunk_ = frame->end;
}

std::optional<RecordingIndex> RecordingReader::find_index() {
  const std::uint64_t trailer_size = frame_bytes(kTrailerBytes);
  if (bytes() < first_chunk_ + trailer_size) return std::nullopt;
  try {
    const auto last = frames_.read(bytes() - trailer_size);
    if (!last || last->end != bytes()) return std::nullopt;
    const Record trailer = decode_record(last->body, header_);
    const auto* place = std::get_if<RecordingTrailer>(&trailer.content);
    if (place == nullptr || place->index_offset > bytes()) return std::nullopt;
    const auto frame = frames_.read(place->index_offset);
    if (!frame || frame->end != bytes() - trailer_size) return std::nullopt;
    Record record = decode_record(frame->body, header_);
    auto* index = std::get_if<RecordingIndex>(&record.content);
    if (index == nullptr || record.sequence + 1 != trailer.sequence) return std::nullopt;
    return std::move(*index);
  } catch (const std::invalid_argument&) {
    // There is no index; the error is found when the records are read in their order.
    return std::nullopt;
  }
}

std::optional<RecordingChunk> RecordingReader::next_unchecked() {
  while (!passed_trailer_) {
    const auto frame = frames_.read(offset_);
    if (!frame) {
      if (complete()) throw std::invalid_argument("a record that is longer than the file");
      return std::nullopt;
    }
    Record record = decode_record(frame->body, header_);
    if (record.sequence != sequence_) {
      throw std::invalid_argument("record " + std::to_string(record.sequence) + " instead of " +
                                  std::to_string(sequence_));
    }
    if (passed_index_.has_value() != std::holds_alternative<RecordingTrailer>(record.content)) {
      throw std::invalid_argument("a record in the wrong place");
    }
    std::optional<RecordingChunk> chunk =
        std::visit([this](auto& content) { return take(content); }, record.content);
    offset_ = frame->end;
    ++sequence_;
    if (chunk) return chunk;
  }
  if (offset_ != bytes()) throw std::invalid_argument("something follows the end of the recording");
  return std::nullopt;
}

std::optional<RecordingChunk> RecordingReader::take(RecordingHeader&) {
  throw std::invalid_argument("a second header");
}

std::optional<RecordingChunk> RecordingReader::take(SpikeChunk& chunk) {
  SpikesRead& read = spikes_read_[chunk.population];
  if (!header_.populations[chunk.population].spikes_recorded || chunk.begin != read.end) {
    throw std::invalid_argument("a chunk of spikes that does not follow the one before");
  }
  if (!chunk.spikes.empty()) {
    const RecordedSpike& first = chunk.spikes.front();
    if (read.continues ? first < read.last : !is_after_begin(first.time, chunk.begin)) {
      throw std::invalid_argument("spikes that are not in order");
    }
    read.last = chunk.spikes.back();
  }
  read.end = chunk.end;
  read.continues = chunk.continues;
  for (const RecordedSpike& s : chunk.spikes) hash_.add(chunk.population, s.time, s.neuron);
  totals_.population_spikes[chunk.population] += chunk.spikes.size();
  totals_.spikes += chunk.spikes.size();
  return std::move(chunk);
}

std::optional<RecordingChunk> RecordingReader::take(SampleChunk& chunk) {
  if (chunk.times.empty()) throw std::invalid_argument("a chunk without samples");
  Tick& last = last_sample_[chunk.recorder];
  if (chunk.times.front() <= last) throw std::invalid_argument("samples that are not in order");
  last = chunk.times.back();
  totals_.recorder_samples[chunk.recorder] += chunk.times.size();
  return std::move(chunk);
}

std::optional<RecordingChunk> RecordingReader::take(RecordingIndex& index) {
  RecordedTotals totals = totals_;
  totals.spike_hash = hash_.value();
  totals.end = index.recorded.end;
  bool fits = totals == index.recorded;
  // The populations of a run that failed may have been written up to different times.
  const bool may_be_further = index.run_end == RunEnd::kFailed;
  for (PopulationIndex p = 0; p < spikes_read_.size(); ++p) {
    if (!header_.populations[p].spikes_recorded) continue;
    const Tick whole = read_whole_until(p);
    fits = fits && (whole == totals.end || (may_be_further && whole > totals.end));
    fits = fits && (may_be_further || !spikes_read_[p].continues);
  }
  if (!fits) throw std::invalid_argument("the index does not fit the chunks before it");
  totals_ = totals;
  passed_index_ = offset_;
  return std::nullopt;
}

std::optional<RecordingChunk> RecordingReader::take(RecordingTrailer& trailer) {
  if (trailer.index_offset != *passed_index_) {
    throw std::invalid_argument("a trailer that does not point at the index");
  }
  passed_trailer_ = true;
  return std::nullopt;
}

}  // namespace engram
