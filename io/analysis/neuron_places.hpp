#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace engram {

/// The place in some list of each neuron of a population that is in it. Its memory follows the
/// number of neurons in the list: a file may give a population any number of others.
class NeuronPlaces {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  explicit NeuronPlaces(std::uint64_t neurons) : pages_((neurons + kPage - 1) / kPage) {}

  std::uint32_t find(std::uint32_t neuron) const {
    const auto& page = pages_[neuron / kPage];
    return page ? (*page)[neuron % kPage] : kNone;
  }

  /// To be set; kNone at first.
  std::uint32_t& at(std::uint32_t neuron) {
    auto& page = pages_[neuron / kPage];
    if (!page) page = new_page();
    return (*page)[neuron % kPage];
  }

 private:
  static constexpr std::size_t kPage = 1024;
  using Page = std::array<std::uint32_t, kPage>;

  static std::unique_ptr<Page> new_page();

  std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace engram
