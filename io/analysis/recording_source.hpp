#pragma once

#include <string>
#include <vector>

#include "io/analysis/spike_source.hpp"
#include "io/recording/reader.hpp"

namespace engram {

/// The spikes of a recording file. An incomplete recording counts as far as it can be read.
class RecordingSource final : public SpikeSource {
 public:
  /// Throws UserError when the file cannot be opened, FileError when it has no readable header.
  explicit RecordingSource(const std::string& path);

  const RecordingHeader& header() const { return reader_.header(); }
  const std::string& path() const { return reader_.path(); }

  /// Empty for a complete recording; else where and how it ends.
  const std::string& problem() const { return problem_; }

  const std::vector<Population>& populations() const override { return populations_; }
  Tick warm_up() const override { return header().warm_up; }
  Tick end() const override { return end_; }
  Tick step() const override { return header().step; }

  /// Throws FileError at the first place that is damaged.
  void visit(Tick from, Tick to, const Visitor& visitor) override;

 private:
  RecordingReader reader_;
  std::vector<Population> populations_;
  std::string problem_;
  Tick end_ = 0;
};

}  // namespace engram
