#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/spike_hash.hpp"
#include "core/recording/recording_sink.hpp"
#include "io/recording/record_file.hpp"
#include "io/recording/recording.hpp"

namespace engram {

/// How a recording is written.
struct RecordingWriterOptions {
  bool zstd = false;  ///< compress the spike columns
};

/// Writes a recording as FILE.part, chunk by chunk in bounded memory, and renames it to FILE when
/// its run has finished or was stopped. Where FILE is a symbolic link, all that happens beside the
/// file that it leads to. Whatever happens, FILE.part is good up to its last chunk. What was handed
/// over is in it with the next call of `keep` at the latest, or the one after; what is in FILE in
/// the end, byte for byte, depends on what was recorded alone.
///
/// A FILE.part that an earlier run left behind is kept, as FILE.part.1, FILE.part.2, ...
/// The methods of RecordingSink throw EnvironmentError when the disk is full or fails: the file is
/// then cut back to its last whole chunk, and no more can be handed over.
class RecordingWriter final : public RecordingSink {
 public:
  /// Opens FILE.part and writes the header. Throws UserError when that is not possible, when
  /// another run is writing the same recording, or when the header is too large.
  RecordingWriter(const std::string& path, RecordingHeader header,
                  RecordingWriterOptions options = {});

  /// Throws as the constructor would for the path, now rather than after long work.
  static void check(const std::string& path);

  /// Without `finish`, writes what is still buffered and leaves FILE.part.
  ~RecordingWriter() override;
  RecordingWriter(const RecordingWriter&) = delete;
  RecordingWriter& operator=(const RecordingWriter&) = delete;

  void spikes(PopulationIndex population, Tick begin, Tick end,
              std::span<const RecordedSpike> spikes) override;
  void samples(std::uint32_t recorder, Tick time, std::span<const double> values) override;
  void keep(Tick reached) override;
  void finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) override;

  /// After a run that failed: writes what is still buffered, then that and why it failed, as far as
  /// the disk takes it. The file stays FILE.part, since FILE may be the recording of a better run.
  /// Once nothing calls the methods above any more. Does nothing after `finish`.
  /// Returns up to when all recorded spikes are in the file.
  Tick fail(const std::string& reason);

  /// Where the recording is being written, or where it was left by a run that failed.
  const std::string& part() const { return file_.path(); }

  /// What has been handed over so far, up to the span that is under way.
  RecordedTotals totals() const;

  /// Where an earlier FILE.part was moved to; empty if there was none.
  const std::string& kept_part() const { return kept_part_; }

 private:
  struct SampleBuffer {
    std::vector<Tick> times;
    std::vector<double> values;
  };

  /// kCut: a write failed, the file ends with its last whole frame.
  enum class State { kOpen, kCut, kClosed };

  using Chunk = std::variant<SpikeChunk, SampleChunk>;
  using Chunks = std::vector<Chunk>;

  std::string encode(const SpikeChunk& chunk, std::size_t after) const;
  std::string encode(const SampleChunk& chunk, std::size_t after) const;
  void take_spikes(PopulationIndex population, Chunks& into);
  void take_samples(std::uint32_t recorder, Chunks& into);
  void take_back(const Chunks& chunks, std::size_t written);
  std::vector<std::string> draft(std::size_t after) const;
  void write(const Chunks& chunks);
  std::uint64_t room_for_end() const;
  void close(const RecordingIndex& index);
  RecordedTotals written() const;
  void flush_all();
  void flush_if_due(Tick now);
  void require_open() const;

  std::string path_;
  RecordingHeader header_;
  RecordingWriterOptions options_;
  std::string kept_part_;
  RecordFile file_;
  State state_ = State::kOpen;
  bool flushed_ = false;                      ///< everything, since the last call of `keep`
  Tick kept_ = 0;                             ///< end of what the draft contains
  Tick waits_from_ = 0;                       ///< what has waited longest in the buffers
  std::uint64_t buffered_values_ = 0;         ///< spikes and sampled values not yet written
  std::vector<SpikeChunk> spike_buffers_;     ///< by population
  std::vector<SampleBuffer> sample_buffers_;  ///< by state recorder
  RecordedTotals totals_;
  SpikeHash hash_;
};

}  // namespace engram
