#pragma once

#include <string>
#include <vector>

#include "io/analysis/spike_source.hpp"
#include "io/recording/reader.hpp"

namespace engram {

/// The spikes of a recording file. One that was cut short or damaged counts as far as it can be
/// read.
class RecordingSource final : public SpikeSource {
 public:
  /// Goes through the whole file, so that damage shows. Throws UserError when the file cannot be
  /// opened, FileError when it has no readable header.
  explicit RecordingSource(const std::string& path);

  const RecordingHeader& header() const { return reader_.header(); }
  const std::string& path() const { return reader_.path(); }
  const RecordingReader& reader() const { return reader_; }

  /// Empty for a whole file; else where and how it ends or is damaged.
  const std::string& problem() const { return problem_; }

  /// "stopped at 3 ms of 10 ms" and the like; empty where the run finished. Of a file that
  /// is not whole how far it reaches.
  std::string early_end() const;

  const std::vector<Population>& populations() const override { return populations_; }
  Tick warm_up() const override { return header().warm_up; }
  Tick begin() const override { return header().start; }
  Tick end() const override { return end_; }
  Tick step() const override { return header().step; }

  /// Throws FileError where a span beyond `end` is asked for and the file is damaged there.
  void visit(Tick from, Tick to, const Visitor& visitor) override;

 private:
  RecordingReader reader_;
  std::vector<Population> populations_;
  std::string problem_;
  Tick end_ = 0;
};

}  // namespace engram
