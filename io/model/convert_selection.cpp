#include <fmt/format.h>

#include <algorithm>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"

namespace engram {
namespace {

// Of one population; they are held in a list.
constexpr std::uint64_t kMaxSelected = 100'000'000;

/// The neurons that one selection adds; all must exist in `population`.
void add_neurons(const v1::NeuronSelection& selection, const Population& population,
                 const SourceMap& map, std::vector<std::uint32_t>& neurons) {
  const auto check = [&](std::uint64_t neuron, int field, std::size_t value) {
    if (neuron < population.size) return;
    map.fail(selection, field,
             fmt::format("there is no neuron {} in population '{}'; valid: 0 to {}", neuron,
                         population.name, population.size - 1),
             value);
  };
  for (int i = 0; i < selection.index_size(); ++i) {
    check(selection.index(i), v1::NeuronSelection::kIndexFieldNumber, static_cast<std::size_t>(i));
    neurons.push_back(selection.index(i));
  }
  const bool range = selection.has_first() || selection.has_count() || selection.has_stride();
  if (!range) {
    if (selection.index_size() == 0)
      map.fail(selection, "no neuron is chosen; valid: index, or first and count");
    return;
  }
  if (!selection.has_count())
    map.fail(selection, "'count' is missing; valid: a number of neurons, at least 1");
  const std::uint64_t stride = selection.has_stride() ? selection.stride() : 1;
  const std::uint64_t last = selection.first() + stride * (selection.count() - 1);
  check(last, v1::NeuronSelection::kCountFieldNumber, 0);
  if (neurons.size() + std::uint64_t{selection.count()} > kMaxSelected) {
    map.fail(selection, v1::NeuronSelection::kCountFieldNumber,
             fmt::format("{} neurons are more than can be listed; valid: at most {}, or none for "
                         "all",
                         selection.count(), kMaxSelected));
  }
  for (std::uint64_t n = selection.first(); n <= last; n += stride) {
    neurons.push_back(static_cast<std::uint32_t>(n));
  }
}

}  // namespace

std::vector<std::uint32_t> convert_selection(
    const google::protobuf::RepeatedPtrField<v1::NeuronSelection>& selections,
    const Population& population, const SourceMap& map) {
  std::vector<std::uint32_t> neurons;
  for (const v1::NeuronSelection& selection : selections) {
    add_neurons(selection, population, map, neurons);
  }
  std::ranges::sort(neurons);
  // Not std::ranges::unique, whose result clang 14 cannot make with GCC's library.
  neurons.erase(std::unique(neurons.begin(), neurons.end()), neurons.end());
  return neurons;
}

}  // namespace engram
