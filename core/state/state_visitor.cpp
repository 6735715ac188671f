#include "core/state/state_visitor.hpp"

#include "core/base/error.hpp"

namespace engram {

StateColumn& StateVisitor::column_of(std::string_view name, StateColumn::Kind kind,
                                     std::size_t element_bytes) {
  const std::string full = prefix_ + std::string(name);
  if (!restores()) {
    StateColumn& column = state_.columns[full];
    column.kind = kind;
    column.element_bytes = static_cast<std::uint32_t>(element_bytes);
    return column;
  }
  const auto found = state_.columns.find(full);
  if (found == state_.columns.end()) {
    throw UserError("it has no state \"" + full + "\"");
  }
  StateColumn& column = found->second;
  const std::size_t elements = kind == StateColumn::Kind::kShared ? 1
                               : kind == StateColumn::Kind::kEach ? size_
                                                                  : column.neurons.size();
  if (column.kind != kind || column.element_bytes != element_bytes ||
      column.values.size() != elements * element_bytes) {
    throw UserError("its state \"" + full + "\" is not of this model");
  }
  return column;
}

void StateVisitor::require(bool valid, std::string_view name) const {
  if (restores() && !valid) {
    throw UserError("its state \"" + prefix_ + std::string(name) + "\" has impossible values");
  }
}

std::byte* StateVisitor::column_of_each(std::string_view name, std::size_t element_bytes) {
  StateColumn& column = column_of(name, StateColumn::Kind::kEach, element_bytes);
  if (!restores()) column.values.resize(size_ * element_bytes);
  return column.values.data() + first_ * element_bytes;
}

}  // namespace engram
