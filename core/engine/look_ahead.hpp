#pragma once

#include <memory>
#include <vector>

#include "core/engine/continuous_partition.hpp"

namespace engram {

/// Moves partitions over spans in which nothing happens. By themselves they can only promise one
/// another to keep quiet for a least delay more, again and again; where that is short and the next
/// event far away, somebody who may look at all of them at once does better: no spike can come
/// before the earliest event of any partition and the least delay of a path from there.
class LookAhead {
 public:
  /// `delays[to][from]` is the least delay (ticks) of a synapse; IncomingSynapses::kUnreachable
  /// where there is none.
  LookAhead(std::vector<ContinuousPartitionBase*> partitions,
            const std::vector<std::vector<Tick>>& delays, Bell& bell);

  /// Moves what can be moved, at most to `limit`, unless a partition is at work just now. Returns
  /// whether anything moved.
  bool try_to(Tick limit);

 private:
  bool claim_all();
  void release(std::size_t count);

  std::vector<ContinuousPartitionBase*> partitions_;
  std::vector<std::vector<Tick>> paths_;  ///< [to][from]: of the shortest path; 0 to itself
  Bell& bell_;
};

}  // namespace engram
