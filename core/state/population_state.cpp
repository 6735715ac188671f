#include "core/state/population_state.hpp"

#include <algorithm>
#include <numeric>

namespace engram {
namespace {

void sort_by_neuron(StateColumn& column) {
  if (std::ranges::is_sorted(column.neurons)) return;
  std::vector<std::uint32_t> order(column.neurons.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return column.neurons[i]; });
  StateColumn sorted{column.kind, column.element_bytes};
  sorted.neurons.reserve(order.size());
  sorted.values.reserve(column.values.size());
  for (const std::uint32_t i : order) {
    sorted.neurons.push_back(column.neurons[i]);
    const auto value = column.values.begin() + std::ptrdiff_t{i} * column.element_bytes;
    sorted.values.insert(sorted.values.end(), value, value + column.element_bytes);
  }
  column = std::move(sorted);
}

}  // namespace

void PopulationState::sort() {
  for (auto& [name, column] : columns) sort_by_neuron(column);
}

}  // namespace engram
