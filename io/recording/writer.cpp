#include "io/recording/writer.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "core/base/error.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/record_codec.hpp"
#include "io/recording/steps.hpp"

namespace engram {
namespace {

/// Longest that anything recorded waits to be written, in model time.
constexpr Tick kFlushInterval = 1000 * kTicksPerMs;

/// Sampled values of one chunk, if not of a single sample.
constexpr std::size_t kMaxChunkValues = 65'536;

/// Spikes and values that wait in all buffers together.
constexpr std::uint64_t kMaxBuffered = std::uint64_t{1} << 20;

/// Moves a file that an earlier run left behind out of the way; returns where to.
std::string keep_earlier(const std::string& part) {
  if (!std::filesystem::exists(part)) return {};
  if (File::is_locked(part)) throw UserError(part + ": is being written by another run");
  if (std::filesystem::file_size(part) == 0) {
    std::filesystem::remove(part);
    return {};
  }
  int n = 1;
  const auto candidate = [&] { return part + "." + std::to_string(n); };
  while (std::filesystem::exists(candidate())) ++n;
  std::filesystem::rename(part, candidate());
  return candidate();
}

/// The first record, refused if a reader would refuse it for its size.
std::string header_record(const RecordingHeader& header) {
  for (std::uint32_t r = 0; r < header.states.size(); ++r) {
    if (header.values_per_sample(r) > kMaxValuesPerSample) {
      throw UserError("state recorder " + std::to_string(r) + " samples " +
                      std::to_string(header.values_per_sample(r)) + " values at once; at most " +
                      std::to_string(kMaxValuesPerSample) + " can be recorded: choose neurons");
    }
  }
  std::string record = encode_record(0, header);
  if (record.size() > kMaxBodyBytes) {
    throw UserError("the model takes " + std::to_string(record.size()) +
                    " bytes in a recording; at most " + std::to_string(kMaxBodyBytes) +
                    " are possible");
  }
  return record;
}

}  // namespace

RecordingWriter::RecordingWriter(std::string path, RecordingHeader header,
                                 RecordingWriterOptions options)
    : path_(std::move(path)), header_(std::move(header)), options_(options) {
  const std::string first = header_record(header_);
  try {
    File::require_replaceable(path_);
    kept_part_ = keep_earlier(path_ + ".part");
  } catch (const std::filesystem::filesystem_error& error) {
    throw UserError(path_ + ": cannot be written: " + error.code().message());
  }
  file_ = RecordFile(File::create(path_ + ".part"));
  spike_buffers_.resize(header_.populations.size());
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) spike_buffers_[p].population = p;
  sample_buffers_.resize(header_.states.size());
  totals_.population_spikes.resize(header_.populations.size());
  totals_.recorder_samples.resize(header_.states.size());
  write({first});
}

RecordingWriter::~RecordingWriter() {
  if (!open_) return;
  try {
    flush_all();
  } catch (const std::exception&) {
    // The file is whole up to its last chunk, which is all that a destructor can promise.
  }
}

void RecordingWriter::spikes(PopulationIndex population, Tick begin, Tick end,
                             std::span<const RecordedSpike> spikes) {
  require_open();
  flush_if_due(begin);
  SpikeChunk& buffer = spike_buffers_.at(population);
  if (!header_.populations[population].spikes_recorded || begin != buffer.end || end < begin ||
      (!spikes.empty() && !is_after_begin(spikes.front().time, begin))) {
    throw std::logic_error("a span of spikes that does not follow the one before");
  }
  buffer.end = end;
  totals_.end = begin;
  buffer.spikes.insert(buffer.spikes.end(), spikes.begin(), spikes.end());
  for (const RecordedSpike& s : spikes) hash_.add(population, s.time, s.neuron);
  totals_.population_spikes[population] += spikes.size();
  totals_.spikes += spikes.size();
  buffered_values_ += spikes.size();
  if (buffer.spikes.size() < kMaxChunkSpikes) return;
  Records records;
  take_spikes(population, records);
  write(records);
}

void RecordingWriter::samples(std::uint32_t recorder, Tick time, std::span<const double> values) {
  require_open();
  flush_if_due(time);
  SampleBuffer& buffer = sample_buffers_.at(recorder);
  if (values.size() != header_.values_per_sample(recorder)) {
    throw std::logic_error("a sample that does not fit its state recorder");
  }
  buffer.times.push_back(time);
  buffer.values.insert(buffer.values.end(), values.begin(), values.end());
  ++totals_.recorder_samples[recorder];
  buffered_values_ += values.size();
  if (buffer.values.size() < kMaxChunkValues) return;
  Records records;
  take_samples(recorder, records);
  write(records);
}

void RecordingWriter::keep(Tick reached) {
  require_open();
  if (std::exchange(flushed_, false) || std::exchange(kept_, reached) == reached) return;
  try {
    file_.write({}, draft(0));
  } catch (const EnvironmentError&) {
    open_ = false;
    throw;
  }
}

void RecordingWriter::finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) {
  require_open();
  for (SpikeChunk& buffer : spike_buffers_) buffer.end = std::max(buffer.end, end);
  totals_.end = end;
  flush_all();
  const RecordingIndex index{totals(), spike_count, spike_hash};
  const RecordingTrailer trailer{file_.size()};
  write({encode_record(file_.records(), header_, index),
         encode_record(file_.records() + 1, trailer)});
  open_ = false;
  file_.finish_as(path_);
}

RecordedTotals RecordingWriter::totals() const {
  RecordedTotals totals = totals_;
  totals.spike_hash = hash_.value();
  return totals;
}

void RecordingWriter::encode(const SpikeChunk& chunk, Records& into) const {
  into.push_back(encode_record(file_.records() + into.size(), header_, chunk, options_.zstd));
}
void RecordingWriter::encode(const SampleChunk& chunk, Records& into) const {
  into.push_back(encode_record(file_.records() + into.size(), header_, chunk));
}

void RecordingWriter::take_spikes(PopulationIndex population, Records& into) {
  SpikeChunk& buffer = spike_buffers_[population];
  const auto& spikes = buffer.spikes;
  std::size_t done = 0;
  while (done < spikes.size() || buffer.begin < buffer.end) {
    const std::size_t next = std::min(done + kMaxChunkSpikes, spikes.size());
    SpikeChunk chunk{population, buffer.begin, buffer.end, {}};
    if (next < spikes.size()) {
      chunk.end = spikes[next - 1].time.tick;
      chunk.continues = spikes[next].time.tick == chunk.end;
    }
    chunk.spikes.assign(spikes.begin() + static_cast<std::ptrdiff_t>(done),
                        spikes.begin() + static_cast<std::ptrdiff_t>(next));
    encode(chunk, into);
    buffer.begin = chunk.end;
    done = next;
  }
  buffered_values_ -= spikes.size();
  buffer.spikes.clear();
}

void RecordingWriter::take_samples(std::uint32_t recorder, Records& into) {
  SampleBuffer& buffer = sample_buffers_[recorder];
  if (buffer.times.empty()) return;
  const SampleChunk chunk{recorder, std::move(buffer.times), std::move(buffer.values)};
  buffer = {};
  buffered_values_ -= chunk.values.size();
  encode(chunk, into);
}

/// What is in the buffers, as the records that come after the next `after`.
RecordingWriter::Records RecordingWriter::draft(std::size_t after) const {
  Records records(after);
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) {
    if (!header_.populations[p].spikes_recorded) continue;
    SpikeChunk chunk = spike_buffers_[p];
    chunk.end = std::max(chunk.end, kept_);
    if (chunk.begin < chunk.end) encode(chunk, records);
  }
  for (std::uint32_t r = 0; r < sample_buffers_.size(); ++r) {
    const SampleBuffer& buffer = sample_buffers_[r];
    if (!buffer.times.empty()) encode(SampleChunk{r, buffer.times, buffer.values}, records);
  }
  records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(after));
  return records;
}

/// A draft that is there stays behind them, less what they tell.
void RecordingWriter::write(const Records& records) {
  try {
    file_.write(records, file_.has_draft() ? draft(records.size()) : Records());
  } catch (const EnvironmentError&) {
    open_ = false;
    throw;
  }
}

void RecordingWriter::flush_all() {
  Records records;
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) {
    if (header_.populations[p].spikes_recorded) take_spikes(p, records);
  }
  for (std::uint32_t r = 0; r < sample_buffers_.size(); ++r) take_samples(r, records);
  write(records);
  flushed_ = true;
}

/// Nothing is written of a span in which there is nothing.
void RecordingWriter::flush_if_due(Tick now) {
  const bool due = now - waits_from_ >= kFlushInterval || buffered_values_ >= kMaxBuffered;
  if (due && buffered_values_ != 0) flush_all();
  if (buffered_values_ == 0) waits_from_ = now;
}

void RecordingWriter::require_open() const {
  if (!open_) throw std::logic_error(path_ + ": the recording has ended");
}

}  // namespace engram
