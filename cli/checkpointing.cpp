#include "cli/checkpointing.hpp"

#include <algorithm>

#include "cli/duration.hpp"

namespace engram {

Checkpointing::Checkpointing(const RunOptions& options, const ModelFile& model,
                             const GivenParameters& parameters)
    : path_(options.checkpoint) {
  if (path_.empty()) return;
  if (!options.every.empty()) every_ = parse_span("--every", options.every, model.network.clock);
  check_checkpoint_path(path_);
  source_ = checkpoint_source(model, parameters);
}

bool Checkpointing::advance(Simulation& simulation, Tick end, const std::stop_token& stop) const {
  // Counted from time 0, so that a run that is resumed has them at the same times.
  const Tick due = every_ ? (simulation.time() / *every_ + 1) * *every_ : end;
  return simulation.advance_to(std::min(due, end), stop) && due < end;
}

void Checkpointing::save(Simulation& simulation) const {
  if (!path_.empty()) save_checkpoint(path_, simulation, source_);
}

}  // namespace engram
