#include "io/recording/writer.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/base/error.hpp"
#include "io/recording/draft.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/real_path.hpp"
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

RecordingWriter::RecordingWriter(const std::string& path, RecordingHeader header,
                                 RecordingWriterOptions options)
    : path_(write_path(path)), header_(std::move(header)), options_(options) {
  const std::string first = header_record(header_);
  check(path_);
  try {
    kept_part_ = keep_earlier(path_ + ".part");
  } catch (const std::filesystem::filesystem_error& error) {
    throw UserError(path_ + ": cannot be written: " + error.code().message());
  }
  File file = File::create(path_ + ".part");
  file.take_permissions_of(path_);
  file_ = RecordFile(std::move(file));
  spike_buffers_.resize(header_.populations.size());
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) {
    spike_buffers_[p] = {
        .population = p, .begin = header_.start, .end = header_.start, .spikes = {}};
  }
  kept_ = waits_from_ = totals_.end = header_.start;
  sample_buffers_.resize(header_.states.size());
  totals_.population_spikes.resize(header_.populations.size());
  totals_.recorder_samples.resize(header_.states.size());
  try {
    file_.write({&first, 1}, {}, room_for_end());
  } catch (const EnvironmentError&) {
    std::error_code ignored;
    std::filesystem::remove(part(), ignored);  // there is nothing in it
    throw;
  }
}

void RecordingWriter::check(const std::string& path) {
  const Draft possible(path);
  const std::string part = write_path(path) + ".part";
  std::error_code ignored;
  if (std::filesystem::exists(part, ignored) && File::is_locked(part)) {
    throw UserError(part + ": is being written by another run");
  }
}

RecordingWriter::~RecordingWriter() {
  if (state_ != State::kOpen) return;
  try {
    flush_all();
    file_.close({});
  } catch (const std::exception&) {
    // The file is whole up to its last chunk, and a destructor cannot report the error.
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
  Chunks chunks;
  take_spikes(population, chunks);
  write(chunks);
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
  Chunks chunks;
  take_samples(recorder, chunks);
  write(chunks);
}

void RecordingWriter::keep(Tick reached) {
  require_open();
  if (std::exchange(flushed_, false) || std::exchange(kept_, reached) == reached) return;
  try {
    file_.write({}, draft(0), room_for_end());
  } catch (const EnvironmentError&) {
    state_ = State::kCut;
    throw;
  }
}

void RecordingWriter::finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) {
  require_open();
  for (SpikeChunk& buffer : spike_buffers_) buffer.end = std::max(buffer.end, end);
  totals_.end = end;
  flush_all();
  close({totals(), spike_count, spike_hash, run_end_at(end, header_), {}});
  file_.finish_as(path_);
}

Tick RecordingWriter::fail(const std::string& reason) {
  // An error of writing must not hide the error of the run.
  const auto attempt = [](const auto& work) {
    try {
      work();
    } catch (const std::exception&) {
    }
  };
  if (state_ == State::kOpen) attempt([&] { flush_all(); });
  const RecordedTotals totals = written();
  if (state_ == State::kClosed) return totals.end;
  attempt([&] {
    close({totals, 0, 0, RunEnd::kFailed, reason});
    file_.sync();
  });
  return totals.end;
}

RecordedTotals RecordingWriter::totals() const {
  RecordedTotals totals = totals_;
  totals.spike_hash = hash_.value();
  return totals;
}

/// What is in the file: what has been handed over, less what waits in the buffers.
RecordedTotals RecordingWriter::written() const {
  RecordedTotals totals = totals_;
  SpikeHash waiting;
  std::optional<Tick> end;
  for (const SpikeChunk& buffer : spike_buffers_) {
    const PopulationIndex p = buffer.population;
    if (!header_.populations[p].spikes_recorded) continue;
    totals.population_spikes[p] -= buffer.spikes.size();
    totals.spikes -= buffer.spikes.size();
    for (const RecordedSpike& s : buffer.spikes) waiting.add(p, s.time, s.neuron);
    const Tick whole = buffer.continues ? buffer.begin - header_.step : buffer.begin;
    end = std::min(whole, end.value_or(whole));
  }
  for (std::size_t r = 0; r < sample_buffers_.size(); ++r) {
    totals.recorder_samples[r] -= sample_buffers_[r].times.size();
  }
  totals.spike_hash = hash_.value() - waiting.value();
  totals.end = end.value_or(header_.start);
  return totals;
}

/// Of the bytes that the end of the recording may take.
std::uint64_t RecordingWriter::room_for_end() const {
  constexpr std::uint64_t kEnd = 4096;
  constexpr std::uint64_t kCount = 10;  // of a population or a state recorder, at most
  return kEnd + kCount * (header_.populations.size() + header_.states.size());
}

/// Index and trailer in one write: one without the other would leave no place for either.
void RecordingWriter::close(const RecordingIndex& index) {
  const std::uint64_t n = file_.records();
  state_ = State::kCut;
  file_.close(std::array{encode_record(n, header_, index),
                         encode_record(n + 1, RecordingTrailer{file_.size()})});
  state_ = State::kClosed;
}

/// As the record that is `after` places behind the next one.
std::string RecordingWriter::encode(const SpikeChunk& chunk, std::size_t after) const {
  return encode_record(file_.records() + after, header_, chunk, options_.zstd);
}
std::string RecordingWriter::encode(const SampleChunk& chunk, std::size_t after) const {
  return encode_record(file_.records() + after, header_, chunk);
}

void RecordingWriter::take_spikes(PopulationIndex population, Chunks& into) {
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
    buffer.begin = chunk.end;
    into.push_back(std::move(chunk));
    done = next;
  }
  buffered_values_ -= spikes.size();
  buffer.spikes.clear();
}

void RecordingWriter::take_samples(std::uint32_t recorder, Chunks& into) {
  SampleBuffer& buffer = sample_buffers_[recorder];
  if (buffer.times.empty()) return;
  buffered_values_ -= buffer.values.size();
  into.push_back(SampleChunk{recorder, std::move(buffer.times), std::move(buffer.values)});
  buffer = {};
}

/// Puts what was not written back in front of the buffers: all but the first `written` chunks.
void RecordingWriter::take_back(const Chunks& chunks, std::size_t written) {
  for (std::size_t i = chunks.size(); i-- > written;) {
    if (const auto* spikes = std::get_if<SpikeChunk>(&chunks[i])) {
      const auto* before = i == 0 ? nullptr : std::get_if<SpikeChunk>(&chunks[i - 1]);
      SpikeChunk& buffer = spike_buffers_[spikes->population];
      buffer.begin = spikes->begin;
      buffer.continues =
          before != nullptr && before->population == spikes->population && before->continues;
      buffer.spikes.insert(buffer.spikes.begin(), spikes->spikes.begin(), spikes->spikes.end());
      buffered_values_ += spikes->spikes.size();
    } else {
      const auto& samples = std::get<SampleChunk>(chunks[i]);
      SampleBuffer& buffer = sample_buffers_[samples.recorder];
      buffer.times.insert(buffer.times.begin(), samples.times.begin(), samples.times.end());
      buffer.values.insert(buffer.values.begin(), samples.values.begin(), samples.values.end());
      buffered_values_ += samples.values.size();
    }
  }
}

/// What is in the buffers, as the records that come after the next `after`.
std::vector<std::string> RecordingWriter::draft(std::size_t after) const {
  std::vector<std::string> records;
  const auto add = [&](const auto& chunk) {
    records.push_back(encode(chunk, after + records.size()));
  };
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) {
    if (!header_.populations[p].spikes_recorded) continue;
    SpikeChunk chunk = spike_buffers_[p];
    chunk.end = std::max(chunk.end, kept_);
    if (chunk.begin < chunk.end) add(chunk);
  }
  for (std::uint32_t r = 0; r < sample_buffers_.size(); ++r) {
    const SampleBuffer& buffer = sample_buffers_[r];
    if (!buffer.times.empty()) add(SampleChunk{r, buffer.times, buffer.values});
  }
  return records;
}

/// An existing draft stays behind them, without what they contain.
void RecordingWriter::write(const Chunks& chunks) {
  std::vector<std::string> records;
  for (const Chunk& any : chunks) {
    records.push_back(std::visit([&](const auto& c) { return encode(c, records.size()); }, any));
  }
  const std::uint64_t first = file_.records();
  try {
    file_.write(records, file_.has_draft() ? draft(records.size()) : std::vector<std::string>(),
                room_for_end());
  } catch (const EnvironmentError&) {
    state_ = State::kCut;
    take_back(chunks, file_.records() - first);
    throw;
  }
}

void RecordingWriter::flush_all() {
  Chunks chunks;
  for (PopulationIndex p = 0; p < spike_buffers_.size(); ++p) {
    if (header_.populations[p].spikes_recorded) take_spikes(p, chunks);
  }
  for (std::uint32_t r = 0; r < sample_buffers_.size(); ++r) take_samples(r, chunks);
  write(chunks);
  flushed_ = true;
}

/// Nothing is written of a span in which there is nothing.
void RecordingWriter::flush_if_due(Tick now) {
  const bool due = now - waits_from_ >= kFlushInterval || buffered_values_ >= kMaxBuffered;
  if (due && buffered_values_ != 0) flush_all();
  if (buffered_values_ == 0) waits_from_ = now;
}

void RecordingWriter::require_open() const {
  if (state_ != State::kOpen) throw std::logic_error(path_ + ": the recording has ended");
}

}  // namespace engram
