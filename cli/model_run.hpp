#pragma once

#include <optional>

#include "cli/run_options.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/model/model_file.hpp"

namespace engram {

/// What is simulated: a model from time 0, or from a checkpoint of it.
struct ModelRun {
  ModelFile model;
  GivenParameters parameters;            ///< that the user gave `model`
  std::optional<Checkpoint> checkpoint;  ///< that the run goes on from
};

/// Builds the network and simulates it to its planned end or until a signal; writes and prints what
/// its options name. Returns the exit status. Throws UserError and EnvironmentError.
int simulate(ModelRun run, const RunOptions& options);

}  // namespace engram
