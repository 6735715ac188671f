#include "core/engine/look_ahead.hpp"

#include <algorithm>

namespace engram {

LookAhead::LookAhead(std::vector<PartitionBase*> partitions,
                     const std::vector<std::vector<Tick>>& delays, Notifier& notifier)
    : partitions_(std::move(partitions)), paths_(delays), notifier_(notifier) {
  const std::size_t n = partitions_.size();
  for (std::size_t i = 0; i < n; ++i) paths_[i][i] = 0;
  // Floyd & Warshall.
  for (std::size_t via = 0; via < n; ++via) {
    for (std::size_t to = 0; to < n; ++to) {
      for (std::size_t from = 0; from < n; ++from) {
        if (paths_[to][via] == kNever || paths_[via][from] == kNever) continue;
        paths_[to][from] = std::min(paths_[to][from], paths_[to][via] + paths_[via][from]);
      }
    }
  }
}

bool LookAhead::try_to(const RunLimit& given) {
  if (!is_silent(given.now()) || !claim_all()) return false;
  const Step limit = partitions_.front()->reach(given);  // as it is while all are claimed
  const std::size_t n = partitions_.size();
  std::vector<Tick> next(n);
  for (std::size_t i = 0; i < n; ++i) {
    next[i] = std::min(partitions_[i]->receive_and_look_ahead(), limit + 1);
  }
  bool moved = false;
  for (std::size_t to = 0; to < n; ++to) {
    Tick first = limit + 1;
    for (std::size_t from = 0; from < n; ++from) {
      if (paths_[to][from] != kNever) first = std::min(first, next[from] + paths_[to][from]);
    }
    const Tick before = partitions_[to]->published();
    partitions_[to]->raise_lower_bound(first - 1, limit);
    moved = moved || partitions_[to]->published() != before;
  }
  release(n);
  return moved;
}

/// Without claims, which would delay workers.
bool LookAhead::is_silent(Step limit) const {
  return std::ranges::all_of(partitions_, [limit](const PartitionBase* partition) {
    const Step published = partition->published();
    return published >= limit || partition->quiet_until() > published;
  });
}

bool LookAhead::claim_all() {
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    if (partitions_[i]->claim.try_take()) continue;
    release(i);
    return false;
  }
  return true;
}

void LookAhead::release(std::size_t count) {
  bool missed = false;
  for (std::size_t i = 0; i < count; ++i) missed = partitions_[i]->claim.release() || missed;
  if (missed) notifier_.notify();
}

}  // namespace engram
