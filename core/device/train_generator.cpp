#include "core/device/train_generator.hpp"

#include <algorithm>

#include "core/base/given_time.hpp"

namespace engram {

TrainGenerator::TrainGenerator(const std::vector<std::vector<double>>& trains, const Slice& slice) {
  for (std::uint32_t i = 0; i < slice.count; ++i) {
    const std::size_t begin = times_.size();
    for (const double ms : trains[slice.first + i]) {
      times_.push_back(std::max(exact_time(ms), Time{0, 1}));
    }
    ranges_.push_back({begin, times_.size()});
  }
}

TrainGenerator::TrainGenerator(const std::vector<std::vector<Time>>& trains, const Slice& slice) {
  for (std::uint32_t i = 0; i < slice.count; ++i) {
    const std::vector<Time>& train = trains[slice.first + i];
    const std::size_t begin = times_.size();
    times_.insert(times_.end(), train.begin(), train.end());
    ranges_.push_back({begin, times_.size()});
  }
}

void TrainGenerator::visit_state(StateVisitor& state) {
  // Of the indices only their differences are the same in every slice.
  std::vector<std::uint64_t> left;
  for (const Range& range : ranges_) left.push_back(range.end - range.next);
  state.each("left", left);
  if (!state.restores()) return;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    state.require(left[i] <= ranges_[i].end - ranges_[i].next, "left");
    ranges_[i].next = ranges_[i].end - left[i];
  }
}

Time TrainGenerator::next(std::uint32_t neuron) {
  Range& range = ranges_[neuron];
  return range.next == range.end ? kNeverTime : times_[range.next++];
}

}  // namespace engram
