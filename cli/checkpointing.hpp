#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "cli/run_options.hpp"
#include "io/checkpoint/checkpoint.hpp"

namespace engram {

/// The checkpoints that a run saves: now and then, and at its end. Does nothing where none are
/// asked for.
class Checkpointing {
 public:
  /// Checks that they can be saved as `options` say, and what the files of the model contain.
  /// Throws UserError.
  Checkpointing(const RunOptions& options, const ModelFile& model,
                const GivenParameters& parameters);

  /// Where they are saved; empty where they are not.
  const std::string& path() const { return path_; }

  /// Advances `simulation` to `end` and saves its state at the times in between that are due.
  /// Returns whether the end was reached. Throws as Simulation::advance_to and save_checkpoint do.
  bool advance(Simulation& simulation, Tick end, const std::stop_token& stop) const;

  /// Saves the state where the run has ended.
  void save(Simulation& simulation) const;

 private:
  std::string path_;
  std::optional<Tick> every_;
  CheckpointSource source_;
};

}  // namespace engram
