#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/state/population_state.hpp"
#include "core/state/state_bytes.hpp"

namespace engram {

/// Saves the state of the neurons of one slice or restores it: what is visited names its columns
/// and hands over references, and the same code does both. Elements are numbers, Times, or arrays
/// of these.
///
/// Saved is the state at a control point, where nothing is left to be done. What follows from the
/// network, its seed and the columns is not saved, but made again after they were restored.
class StateVisitor {
 public:
  enum class Direction { kSave, kRestore };

  /// Of the neurons first, first + 1, ... of a population of `size` neurons, `now` being the step
  /// that they have done. What is referred to must outlive the visitor.
  StateVisitor(Direction direction, PopulationState& state, std::uint32_t first,
               std::uint32_t count, std::uint32_t size, Step now)
      : direction_(direction),
        state_(state),
        first_(first),
        count_(count),
        size_(size),
        now_(now) {}

  bool restores() const { return direction_ == Direction::kRestore; }

  /// In steps of the clock; on the continuous clock in ticks.
  Step now() const { return now_; }

  /// An element of each neuron: `at(i)` is a reference to that of neuron i of the slice. Here and
  /// below: throws UserError where what is restored has no such column.
  template <class At>
  void each_at(std::string_view name, At&& at) {
    if (count_ == 0) return;
    using T = std::remove_reference_t<decltype(at(0u))>;
    std::byte* const values = column_of_each(name, StateBytes<T>::kSize);
    for (std::uint32_t i = 0; i < count_; ++i) {
      transfer(at(i), values + std::size_t{i} * StateBytes<T>::kSize);
    }
  }

  /// The same for a container of at least as many elements as there are neurons in the slice.
  template <class Container>
  void each(std::string_view name, Container& container) {
    each_at(
        name, [&](std::uint32_t i) -> auto& { return container[i]; });
  }

  /// Elements of some neurons of the slice, each with the index of its neuron; those of one neuron
  /// stay in their order.
  template <class T>
  void some(std::string_view name, std::vector<std::pair<std::uint32_t, T>>& entries) {
    constexpr std::size_t kSize = StateBytes<T>::kSize;
    StateColumn& column = column_of(name, StateColumn::Kind::kSome, kSize);
    if (restores()) {
      entries.clear();
      for (std::size_t i = 0; i < column.neurons.size(); ++i) {
        const std::uint32_t neuron = column.neurons[i];
        if (neuron < first_ || neuron - first_ >= count_) continue;
        StateBytes<T>::load(entries.emplace_back(neuron - first_, T{}).second,
                            column.values.data() + i * kSize);
      }
      return;
    }
    for (const auto& [neuron, value] : entries) {
      column.neurons.push_back(first_ + neuron);
      column.values.resize(column.values.size() + kSize);
      StateBytes<T>::store(value, column.values.data() + column.values.size() - kSize);
    }
  }

  /// An element that the slices of a population have in common.
  template <class T>
  void shared(std::string_view name, T& value) {
    constexpr std::size_t kSize = StateBytes<T>::kSize;
    StateColumn& column = column_of(name, StateColumn::Kind::kShared, kSize);
    column.values.resize(kSize);
    transfer(value, column.values.data());
  }

  /// What was restored is used as an index or the like: throws UserError where it is not valid.
  void require(bool valid, std::string_view name) const;

  /// A visitor of the same neurons that puts `name` and a dot before the names of its columns.
  StateVisitor within(std::string_view name) const {
    StateVisitor part = *this;
    part.prefix_ += std::string(name) + ".";
    return part;
  }

 private:
  template <class T>
  void transfer(T& value, std::byte* bytes) const {
    if (restores()) {
      StateBytes<T>::load(value, bytes);
    } else {
      StateBytes<T>::store(value, bytes);
    }
  }

  StateColumn& column_of(std::string_view name, StateColumn::Kind kind, std::size_t element_bytes);
  /// The slice's part of the column.
  std::byte* column_of_each(std::string_view name, std::size_t element_bytes);

  Direction direction_;
  PopulationState& state_;
  std::uint32_t first_;
  std::uint32_t count_;
  std::uint32_t size_;
  Step now_;
  std::string prefix_;
};

/// Has a drive or a current visit its columns of the state of the neurons that it acts on.
template <class Input>
void visit_device(Input& input, const StateVisitor& state) {
  StateVisitor own = state.within("device" + std::to_string(input.device()));
  input.visit_state(own);
}

}  // namespace engram
