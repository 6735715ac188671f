#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/analysis/spike_source.hpp"
#include "io/recording/reader.hpp"

namespace engram {

/// The spikes of a recording file. One that was cut short counts as far as it can be read.
class RecordingSource final : public SpikeSource {
 public:
  /// Throws UserError when the file cannot be opened, FileError when it has no readable header.
  explicit RecordingSource(const std::string& path);

  const RecordingHeader& header() const { return reader_.header(); }
  const std::string& path() const { return reader_.path(); }

  /// Empty for a whole file; else where and how it ends or is damaged, as far as it has been read.
  const std::string& problem() const { return problem_; }

  /// "stopped at 3 ms of 10 ms" and the like; empty where the run finished. Of a file without its
  /// end how far it reaches.
  std::string early_end() const;

  /// What `use` returns. Where it meets a damaged place, it is called once more with what comes
  /// before that, and `problem` tells of it.
  template <class Use>
  auto with_what_is_whole(const Use& use) {
    try {
      return use();
    } catch (const FileError&) {
      end_at_damage();
    }
    return use();
  }

  const std::vector<Population>& populations() const override { return populations_; }
  Tick warm_up() const override { return header().warm_up; }
  Tick end() const override { return end_; }

  /// Throws FileError at the first place that is damaged.
  void visit(Tick from, Tick to, const Visitor& visitor) override;

 private:
  void end_at_damage();

  RecordingReader reader_;
  std::vector<Population> populations_;
  std::string problem_;
  Tick end_ = 0;
};

}  // namespace engram
