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
  while (true) {
    // Counted from time 0, so that a run that is resumed has them at the same times.
    const Tick now = simulation.time();
    const Tick due = every_ ? (now / *every_ + 1) * *every_ : end;
    if (!simulation.advance_to(std::min(due, end), stop)) return false;
    if (due >= end) return true;
    save_checkpoint(path_, simulation, source_);
  }
}

void Checkpointing::save(Simulation& simulation) const {
  if (!path_.empty()) save_checkpoint(path_, simulation, source_);
}

}  // namespace engram
