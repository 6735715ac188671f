#include "io/checkpoint/state_assembler.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace engram {
namespace {

void require(bool fine, const char* what) {
  if (!fine) throw std::invalid_argument(what);
}

/// Whether a column of a population of `size` neurons may have that many elements.
bool is_possible(const ColumnHead& column, std::uint32_t size) {
  switch (column.kind) {
    case StateColumn::Kind::kShared:
      return column.elements == 1;
    case StateColumn::Kind::kEach:
      return column.elements == size;
    case StateColumn::Kind::kSome:
      return true;
  }
  return false;
}

/// The column of which these are all bytes.
StateColumn column_of(const ColumnHead& head, const std::string& bytes) {
  StateColumn column{head.kind, head.element_bytes};
  if (head.kind == StateColumn::Kind::kSome) column.neurons.resize(head.elements);
  const auto indices = std::as_writable_bytes(std::span(column.neurons));
  const auto given = std::as_bytes(std::span(bytes));
  std::ranges::copy(given.first(indices.size()), indices.begin());
  const auto values = given.subspan(indices.size());
  column.values.assign(values.begin(), values.end());
  return column;
}

}  // namespace

StateAssembler::StateAssembler(const CheckpointHeader& header)
    : header_(header), neurons_(header.neurons()) {
  state_.time = header.time;
  state_.seed = header.seed;
  state_.spikes = header.spikes;
  state_.spike_hash = header.spike_hash;
  state_.populations.resize(header.populations.size());
}

Tick StateAssembler::last_spike() const {
  return state_.in_flight.empty() ? 0 : state_.in_flight.back().time.tick;
}

void StateAssembler::require_no_column() const {
  require(!column_, "a record in the middle of a column");
}

void StateAssembler::take(CheckpointHeader&&) { throw std::invalid_argument("a second header"); }

void StateAssembler::take(ColumnHead&& column) {
  require_no_column();
  require(state_.in_flight.empty(), "a column behind the spikes in flight");
  require(column.population < header_.populations.size(), "a column of an unknown population");
  require(columns_ == 0 ||
              std::tie(last_population_, last_name_) < std::tie(column.population, column.name),
          "columns that are not in order");
  require(is_possible(column, header_.populations[column.population].size),
          "a column that does not fit its population");
  last_population_ = column.population;
  last_name_ = column.name;
  ++columns_;
  column_ = std::move(column);
  if (column_->elements == 0) finish_column();
}

void StateAssembler::take(ColumnPart&& part) {
  require(column_.has_value(), "a part of no column");
  require(part.bytes.size() <= column_->bytes() - bytes_.size(),
          "a part that goes beyond its column");
  bytes_ += part.bytes;
  if (bytes_.size() == column_->bytes()) finish_column();
}

void StateAssembler::finish_column() {
  StateColumn column = column_of(*column_, bytes_);
  const std::uint32_t size = header_.populations[column_->population].size;
  require(std::ranges::is_sorted(column.neurons) &&
              (column.neurons.empty() || column.neurons.back() < size),
          "a column whose neurons do not ascend within their population");
  state_.populations[column_->population].columns[column_->name] = std::move(column);
  column_.reset();
  bytes_.clear();
}

void StateAssembler::take(SpikesPart&& part) {
  require_no_column();
  for (const Spike& spike : part.spikes) {
    const auto key = [](const Spike& s) { return std::tie(s.time, s.source); };
    require(spike.source < neurons_, "a spike of a neuron beyond the network");
    require(spike.time.tick <= header_.time && spike.time.tick % header_.step == 0 &&
                (header_.continuous || spike.time.fraction == 0),
            "a spike in flight at an impossible time");
    require(state_.in_flight.empty() || key(state_.in_flight.back()) <= key(spike),
            "spikes in flight that are not in order");
    state_.in_flight.push_back(spike);
  }
}

void StateAssembler::take(CheckpointEnd&& end) {
  require_no_column();
  require(end.columns == columns_ && end.in_flight == state_.in_flight.size(),
          "an end that does not fit the records before it");
  complete_ = true;
}

}  // namespace engram
