#include "io/checkpoint/checkpoint_header.hpp"

#include <utility>

namespace engram {

std::uint64_t CheckpointHeader::neurons() const {
  std::uint64_t sum = 0;
  for (const CheckpointPopulation& population : populations) sum += population.size;
  return sum;
}

CheckpointHeader make_checkpoint_header(const BuiltNetwork& built, const SimulationState& state,
                                        CheckpointSource source) {
  const Network& network = built.network();
  CheckpointHeader header;
  header.program_version = ENGRAM_VERSION;
  header.source = std::move(source);
  header.fingerprint = built.fingerprint();
  header.network_name = network.name;
  header.step = network.clock.step();
  header.continuous = network.clock.continuous();
  header.network_seed = network.seed;
  header.warm_up = network.warm_up;
  header.duration = network.duration;
  for (const Population& p : network.populations) {
    header.populations.push_back({p.name, static_cast<std::uint32_t>(p.size)});
  }
  header.time = state.time;
  header.seed = state.seed;
  header.spikes = state.spikes;
  header.spike_hash = state.spike_hash;
  return header;
}

}  // namespace engram
