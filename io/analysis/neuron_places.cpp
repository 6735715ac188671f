#include "io/analysis/neuron_places.hpp"

namespace engram {

std::unique_ptr<NeuronPlaces::Page> NeuronPlaces::new_page() {
  auto page = std::make_unique<Page>();
  page->fill(kNone);
  return page;
}

}  // namespace engram
