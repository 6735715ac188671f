#include "core/neuron/relay_group.hpp"

#include <string>

#include "core/base/error.hpp"

namespace engram {

void RelayGroup::advance(Step step, std::vector<std::uint32_t>& fired) {
  constexpr std::int64_t kMostAtOnce = 65'536;
  if (arrivals_ == nullptr) return;
  for (std::uint32_t i = 0; i < count_; ++i) {
    if (arrivals_[i] == 0) continue;
    if (arrivals_[i] > kMostAtOnce) {
      throw EnvironmentError("a relay received " + std::to_string(arrivals_[i]) +
                             " spikes at step " + std::to_string(step) +
                             "; at most 65,536 can be repeated at once");
    }
    fired.insert(fired.end(), static_cast<std::size_t>(arrivals_[i]), i);
    arrivals_[i] = 0;
    if (guard_.outgrows(fired.size())) {
      throw EnvironmentError("relays fire without bound: at step " + std::to_string(step) +
                             " there is no memory for the spikes that they repeat");
    }
  }
}

}  // namespace engram
