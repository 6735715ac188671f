#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"

namespace engram {

/// Moves partitions over spans in which nothing happens. By themselves they can only promise one
/// another to keep quiet for a least delay more, again and again; where that is short and the next
/// event far away, a look at all of them at once does better: no spike can come before the earliest
/// event of any partition and the least delay of a path from there.
class LookAhead {
 public:
  /// `delays[to][from]` is the least delay (steps) of a synapse; IncomingSynapses::kUnreachable
  /// where there is none.
  LookAhead(std::vector<PartitionBase*> partitions, const std::vector<std::vector<Tick>>& delays,
            Bell& bell);

  /// Moves what can be moved, at most to `limit`, unless a partition is at work just now or has
  /// something to do at its next step. Returns whether anything moved.
  bool try_to(const RunLimit& limit);

 private:
  bool is_silent(Step limit) const;
  bool claim_all();
  void release(std::size_t count);

  std::vector<PartitionBase*> partitions_;
  std::vector<std::vector<Tick>> paths_;  ///< [to][from]: of the shortest path; 0 to itself
  Bell& bell_;
};

}  // namespace engram
