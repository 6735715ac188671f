#include "core/random/poisson_inversion.hpp"

#include <bit>

namespace engram {

PoissonInversion::PoissonInversion(double mean) : law_(make_poisson_law(mean)) {
  const std::size_t entries = std::bit_ceil(2 * law_.last.size());
  guide_shift_ = 33 - static_cast<int>(std::bit_width(entries));
  guide_.reserve(entries);
  std::uint32_t k = 0;
  for (std::uint64_t entry = 0; entry < entries; ++entry) {
    while (law_.last[k] < entry << (guide_shift_ + 32)) ++k;
    guide_.push_back(k);
  }
}

}  // namespace engram
