#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "cli/run_options.hpp"
#include "io/checkpoint/checkpoint.hpp"

namespace engram {

/// The checkpoints that a run saves: at intervals (--every) and at its end. Does nothing without
/// --checkpoint.
class Checkpointing {
 public:
  /// Checks that they can be saved with these options, and what the files of the model contain.
  /// Throws UserError.
  Checkpointing(const RunOptions& options, const ModelFile& model,
                const GivenParameters& parameters);

  /// Where they are saved; empty where they are not.
  const std::string& path() const { return path_; }

  /// Advances `simulation` to the next time at which its state is to be saved, at most to `end`.
  /// Returns whether that time was reached and comes before `end`. Throws as
  /// Simulation::advance_to does.
  bool advance(Simulation& simulation, Tick end, const std::stop_token& stop) const;

  /// Saves the state. Throws as save_checkpoint does.
  void save(Simulation& simulation) const;

 private:
  std::string path_;
  std::optional<Tick> every_;
  CheckpointSource source_;
};

}  // namespace engram
