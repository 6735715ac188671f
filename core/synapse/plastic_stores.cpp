#include "core/synapse/plastic_stores.hpp"

#include <utility>

namespace engram {

PlasticStores take_plastic(Connectome& connectome) {
  PlasticStores stores;
  for (IncomingSynapses& incoming : connectome.incoming) {
    stores.of_partition.push_back(std::move(incoming.plastic));
  }
  return stores;
}

PlasticStores draw_plastic(const Network& network, const Connectome& connectome, unsigned threads) {
  PlasticStores stores;
  stores.of_partition.resize(connectome.incoming.size());
  build_incoming(network, prepare_projections(network, threads), connectome, threads,
                 [&](std::size_t i, IncomingSynapses&& incoming) {
                   stores.of_partition[i] = std::move(incoming.plastic);
                 });
  return stores;
}

PlasticStores empty_plastic(const Connectome& connectome) {
  PlasticStores stores;
  for (const IncomingSynapses& incoming : connectome.incoming) {
    stores.of_partition.emplace_back(incoming.plastic_words);
  }
  return stores;
}

}  // namespace engram
