#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/spike_hash.hpp"
#include "io/recording/frame_reader.hpp"
#include "io/recording/recording.hpp"

namespace engram {

struct RecordingTrailer;

/// A piece of a recording.
using RecordingChunk = std::variant<SpikeChunk, SampleChunk>;

/// Reads a recording chunk by chunk, in memory bounded by its largest chunk. Only verified chunks
/// come out. Nothing in the file is trusted: every length is checked against the file's size, every
/// record against its checksum, its number and the header.
class RecordingReader {
 public:
  /// Opens `path` or, where only an unfinished recording is there, `path`.part, and reads header
  /// and index. Throws UserError when it cannot be opened, FileError when it has no readable
  /// header.
  explicit RecordingReader(const std::string& path);

  /// The file that was opened.
  const std::string& path() const { return frames_.path(); }
  const RecordingHeader& header() const { return header_; }

  /// The index at the end of the file; nothing if the recording was cut short.
  const std::optional<RecordingIndex>& index() const { return index_; }

  /// Whether the recording has its end, however its run ended. One without it was cut short, or its
  /// run is still going on: its chunks can be read up to the last whole one.
  bool complete() const { return index_.has_value(); }

  /// Size of the file when it was opened.
  std::uint64_t bytes() const { return frames_.size(); }

  /// Whether every record, from the first to the end of the file, is there with its number and its
  /// checksum. Takes a fraction of the time of reading the chunks, and does not touch what `next`
  /// gives.
  bool is_intact();

  /// The next chunk in the file's order; nothing after the last one. Throws FileError at the first
  /// place that is damaged.
  std::optional<RecordingChunk> next();

  /// The next chunk of spikes; samples are skipped.
  std::optional<SpikeChunk> next_spikes();

  /// Hands each remaining chunk to `consume`, up to the end or to the first damaged place. Returns
  /// an empty text for a recording that is complete and whole, else one line on where it ends and
  /// how far it reaches.
  std::string read_all(const std::function<void(const RecordingChunk&)>& consume);

  /// What the chunks read so far held, and up to which moment they have all recorded spikes.
  RecordedTotals read_so_far() const;

  /// End of the last verified record, in bytes from the beginning of the file.
  std::uint64_t offset() const { return offset_; }

  /// Goes back to before the first chunk.
  void rewind();

 private:
  /// What is known of a population's spikes read so far.
  struct SpikesRead {
    Tick end = 0;
    bool continues = false;
    RecordedSpike last;
  };

  void read_header();
  std::optional<RecordingIndex> find_index();
  std::optional<RecordingChunk> next_unchecked();
  /// End of the span of which all spikes of `population` have been read.
  Tick read_whole_until(PopulationIndex population) const;
  /// These check a record against those before it and give out its chunk, if it is one.
  std::optional<RecordingChunk> take(RecordingHeader& header);
  std::optional<RecordingChunk> take(SpikeChunk& chunk);
  std::optional<RecordingChunk> take(SampleChunk& chunk);
  std::optional<RecordingChunk> take(RecordingIndex& index);
  std::optional<RecordingChunk> take(RecordingTrailer& trailer);

  FrameReader frames_;
  RecordingHeader header_;
  std::optional<RecordingIndex> index_;
  std::uint64_t first_chunk_ = 0;  ///< offset
  std::uint64_t offset_ = 0;
  std::uint64_t sequence_ = 0;                 ///< that the next record must have
  std::optional<std::uint64_t> passed_index_;  ///< offset of the index, once read past
  bool passed_trailer_ = false;
  std::vector<SpikesRead> spikes_read_;  ///< by population
  std::vector<Tick> last_sample_;        ///< by state recorder
  RecordedTotals totals_;
  SpikeHash hash_;
};

}  // namespace engram
