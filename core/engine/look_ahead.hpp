#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"

namespace engram {

/// Moves partitions over spans in which nothing happens. Alone, a partition can raise its lower
/// bound only by a least delay beyond those of its sources. Where that is short and the next event
/// far away, many rounds are needed; this computes the bound of all of them at once: no spike can
/// come before the earliest event of any partition plus the least delay of a path from there.
class LookAhead {
 public:
  /// `delays[to][from]` is the least delay (steps) of a synapse; IncomingSynapses::kUnreachable
  /// where there is none.
  LookAhead(std::vector<PartitionBase*> partitions, const std::vector<std::vector<Tick>>& delays,
            Notifier& notifier);

  /// Moves what can be moved, at most to `limit`, unless a partition is being run or has an event
  /// at its next step. Returns whether anything moved.
  bool try_to(const RunLimit& limit);

 private:
  bool is_silent(Step limit) const;
  bool claim_all();
  void release(std::size_t count);

  std::vector<PartitionBase*> partitions_;
  std::vector<std::vector<Tick>> paths_;  ///< [to][from]: of the shortest path; 0 to itself
  Notifier& notifier_;
};

}  // namespace engram
