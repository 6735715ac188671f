#include "io/recording/join.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.hpp"
#include "core/recording/recording_span.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/reader.hpp"

namespace engram {
namespace {

std::string ms(Tick tick) { return exact_ms({tick, 0}) + " ms"; }

Tick end_of(const RecordingReader& part) { return part.index()->recorded.end; }

void require_complete(const RecordingReader& part) {
  for (const RecordedState& state : part.header().states) {
    if (state.interval > 0 && state.interval % part.header().step == 0) continue;
    throw UserError(part.path() + ": has a state recorder with an impossible interval");
  }
  if (!part.complete()) {
    throw UserError(part.path() + ": is incomplete; valid: recordings that have their end");
  }
  if (part.index()->run_end == RunEnd::kFailed) {
    throw UserError(part.path() + ": its run " + early_end(*part.index(), part.header()) +
                    "; valid: recordings of runs that finished or were stopped");
  }
}

/// That two parts are of one run, and the second follows the first.
void require_consecutive(const RecordingReader& first, const RecordingReader& second) {
  RecordingHeader a = first.header();
  const RecordingHeader& b = second.header();
  a.start = b.start;
  a.duration = b.duration;
  a.program_version = b.program_version;
  if (a != b) {
    throw UserError(first.path() + " and " + second.path() +
                    ": are not of one run; valid: parts with the same model, parameters, seed and "
                    "recorders");
  }
  if (end_of(first) == b.start) return;
  throw UserError(
      fmt::format("{} ends at {} and {} begins at {}; valid: parts that follow each "
                  "other without a gap",
                  first.path(), ms(end_of(first)), second.path(), ms(b.start)));
}

std::vector<std::unique_ptr<RecordingReader>> open_parts(std::span<const std::string> paths) {
  std::vector<std::unique_ptr<RecordingReader>> parts;
  for (const std::string& path : paths) {
    parts.push_back(std::make_unique<RecordingReader>(path));
    require_complete(*parts.back());
  }
  // A part that was stopped where it began comes before the one that begins there, too.
  std::ranges::stable_sort(
      parts, {}, [](const auto& part) { return std::pair(part->header().start, end_of(*part)); });
  for (std::size_t i = 1; i < parts.size(); ++i) require_consecutive(*parts[i - 1], *parts[i]);
  return parts;
}

Tick span_of(const RecordingHeader& header) {
  double bytes = 0;
  for (std::uint32_t r = 0; r < header.states.size(); ++r) {
    bytes += sizeof(double) * static_cast<double>(header.values_per_sample(r)) /
             static_cast<double>(header.states[r].interval / header.step);
  }
  return recording_span(header.step, bytes);
}

/// Hands the spikes and samples of all parts to a writer, span by span as the collector of a run
/// does (RecordingCollector): those in which something was recorded have one length, and what is
/// between two of them is one span.
class Joiner {
 public:
  Joiner(std::vector<std::unique_ptr<RecordingReader>> parts, RecordingWriter& writer)
      : parts_(std::move(parts)),
        header_(parts_.back()->header()),
        writer_(writer),
        span_(span_of(header_)),
        handed_over_(parts_.front()->header().start),
        spikes_(header_.populations.size()),
        samples_(header_.states.size()) {
    for (const RecordedState& state : header_.states) {
      next_samples_.push_back((handed_over_ / state.interval + 1) * state.interval);
    }
    for (const RecordedPopulation& p : header_.populations) {
      has_spikes_ = has_spikes_ || p.spikes_recorded;
    }
  }

  void join() {
    const Tick end = end_of(*parts_.back());
    for (;;) {
      read_something();
      const Tick next = next_event();
      if (next == kNone) break;
      const Tick begin = begin_of_span(next, span_);
      const Tick last = begin > end - span_ ? end : begin + span_;
      read_until(last);
      hand_over_silence(begin);
      hand_over(last);
    }
    hand_over_silence(end);
    const RecordingIndex& index = *parts_.back()->index();
    writer_.finish(end, index.run_spikes, index.run_spike_hash);
  }

 private:
  static constexpr Tick kNone = std::numeric_limits<Tick>::max();

  struct Sample {
    Tick time;
    std::vector<double> values;
  };

  /// Reads until there is a spike or a sample, or no chunk is left.
  void read_something() {
    while (next_event() == kNone && read_chunk()) {
    }
    // What is first may be of a population that has been read less far than others.
    if (next_event() != kNone) read_until(next_event());
  }

  /// Reads on until all that was recorded up to `time` is there.
  void read_until(Tick time) {
    while (!has_all_until(time) && read_chunk()) {
    }
  }

  bool has_all_until(Tick time) const {
    const bool spikes =
        !has_spikes_ || (part_ < parts_.size() && parts_[part_]->read_so_far().end >= time);
    return spikes && std::ranges::all_of(next_samples_, [&](Tick next) { return next > time; });
  }

  /// False where there is none.
  bool read_chunk() {
    while (part_ < parts_.size()) {
      if (std::optional<RecordingChunk> chunk = parts_[part_]->next()) {
        std::visit([this](const auto& content) { keep(content); }, *chunk);
        return true;
      }
      ++part_;
    }
    return false;
  }

  void keep(const SpikeChunk& chunk) {
    auto& spikes = spikes_[chunk.population];
    spikes.insert(spikes.end(), chunk.spikes.begin(), chunk.spikes.end());
  }

  void keep(const SampleChunk& chunk) {
    const std::uint64_t row = header_.values_per_sample(chunk.recorder);
    next_samples_[chunk.recorder] = chunk.times.back() + header_.states[chunk.recorder].interval;
    for (std::size_t i = 0; i < chunk.times.size(); ++i) {
      const auto values = chunk.values.begin() + static_cast<std::ptrdiff_t>(i * row);
      samples_[chunk.recorder].push_back(
          {chunk.times[i], {values, values + static_cast<std::ptrdiff_t>(row)}});
    }
  }

  /// The time of the first spike or sample that is there.
  Tick next_event() const {
    Tick next = next_sample();
    for (const auto& spikes : spikes_) {
      if (!spikes.empty()) next = std::min(next, spikes.front().time.tick);
    }
    return next;
  }

  Tick next_sample() const {
    Tick next = kNone;
    for (const auto& samples : samples_) {
      if (!samples.empty()) next = std::min(next, samples.front().time);
    }
    return next;
  }

  void hand_over_silence(Tick end) {
    if (handed_over_ >= end) return;
    for (PopulationIndex p = 0; p < spikes_.size(); ++p) {
      if (header_.populations[p].spikes_recorded) writer_.spikes(p, handed_over_, end, {});
    }
    handed_over_ = end;
  }

  void hand_over(Tick end) {
    for (PopulationIndex p = 0; p < spikes_.size(); ++p) {
      if (!header_.populations[p].spikes_recorded) continue;
      std::vector<RecordedSpike> of_span;
      auto& spikes = spikes_[p];
      for (; !spikes.empty() && spikes.front().time.tick <= end; spikes.pop_front()) {
        of_span.push_back(spikes.front());
      }
      writer_.spikes(p, handed_over_, end, of_span);
    }
    handed_over_ = end;
    for (Tick time = next_sample(); time <= end && time != kNone; time = next_sample()) {
      for (std::uint32_t r = 0; r < samples_.size(); ++r) {
        if (samples_[r].empty() || samples_[r].front().time != time) continue;
        writer_.samples(r, time, samples_[r].front().values);
        samples_[r].pop_front();
      }
    }
  }

  std::vector<std::unique_ptr<RecordingReader>> parts_;
  std::size_t part_ = 0;  ///< that is being read
  const RecordingHeader header_;
  RecordingWriter& writer_;
  const Tick span_;
  Tick handed_over_;
  std::vector<std::deque<RecordedSpike>> spikes_;  ///< read and not yet handed over, by population
  std::vector<std::deque<Sample>> samples_;        ///< likewise, by state recorder
  std::vector<Tick> next_samples_;  ///< the first that was not read, by state recorder
  bool has_spikes_ = false;         ///< whether any population's were recorded
};

}  // namespace

JoinResult join_recordings(std::span<const std::string> paths, const std::string& output,
                           RecordingWriterOptions options) {
  if (paths.empty()) throw UserError("there is nothing to join; valid: one recording or more");
  std::vector<std::unique_ptr<RecordingReader>> parts = open_parts(paths);
  RecordingHeader header = parts.back()->header();
  header.start = parts.front()->header().start;
  header.program_version = parts.front()->header().program_version;
  JoinResult result{header.start, end_of(*parts.back()), 0};
  std::string unfinished;
  try {
    RecordingWriter writer(output, std::move(header), options);
    unfinished = writer.part();
    Joiner(std::move(parts), writer).join();
    result.spikes = writer.totals().spikes;
  } catch (...) {
    // All that is in it is in the parts.
    std::error_code ignored;
    if (!unfinished.empty()) std::filesystem::remove(unfinished, ignored);
    throw;
  }
  return result;
}

}  // namespace engram
