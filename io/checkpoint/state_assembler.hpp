#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/engine/simulation_state.hpp"
#include "io/checkpoint/checkpoint_codec.hpp"

namespace engram {

/// Puts a state together from the records of a checkpoint that follow its header. All
/// is checked: columns must fit their population, neurons and times the header. Memory is allocated
/// for bytes that were read, not for sizes that a record names.
class StateAssembler {
 public:
  /// `header` must outlive it.
  explicit StateAssembler(const CheckpointHeader& header);

  // Each takes the next record. All throw std::invalid_argument saying what is wrong with it.
  void take(CheckpointHeader&& second);
  void take(ColumnHead&& column);
  void take(ColumnPart&& part);
  void take(SpikesPart&& part);
  void take(CheckpointEnd&& end);

  /// Whether the end has been taken; the state is whole then.
  bool complete() const { return complete_; }
  SimulationState state() && { return std::move(state_); }

  /// Of the last spike in flight so far.
  Tick last_spike() const;

 private:
  void require_no_column() const;
  void finish_column();

  const CheckpointHeader& header_;
  SimulationState state_;
  std::uint64_t neurons_;
  std::uint64_t columns_ = 0;
  std::optional<ColumnHead> column_;  ///< of which parts are still to come
  PopulationIndex last_population_ = 0;
  std::string last_name_;
  std::string bytes_;  ///< of column_, so far
  bool complete_ = false;
};

}  // namespace engram
