#include "io/connections/connection_npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"
#include "core/base/text.hpp"
#include "io/connections/connection_limits.hpp"
#include "io/connections/npy_header.hpp"
#include "io/connections/npy_value.hpp"
#include "io/recording/draft.hpp"

namespace engram {
namespace {

enum Column : std::size_t { kSource, kTarget, kWeight, kDelay, kColumns };

constexpr std::array<std::string_view, kColumns> kNames = {"source", "target", "weight", "delay"};
constexpr const char* kValidArrays =
    "fields source, target, weight and delay, or float64 of shape (n, 4)";
constexpr std::size_t kBlockBytes = 1 << 20;

/// Where a column lies in a row, and how it is read.
struct ColumnOfRow {
  std::size_t offset = 0;
  NpyValue value{};
};

class ConnectionArray {
 public:
  ConnectionArray(const std::string& path, const ConnectionFileRequest& request)
      : file_(File::open(path)),
        request_(request),
        delays_(request.clock),
        header_(read_npy_header(file_)) {
    header_.structured ? find_fields() : use_columns();
    check_size();
  }

  std::vector<ExplicitList::Connection> read() {
    require_connection_memory(file_.path(), rows_, request_.copies);
    connections_.reserve(rows_);
    const std::size_t at_once = kBlockBytes / row_bytes_;
    std::vector<char> block(at_once * row_bytes_);
    for (std::uint64_t first = 0; first < rows_; first += at_once) {
      const std::size_t count = std::min<std::uint64_t>(at_once, rows_ - first);
      const std::size_t bytes = count * row_bytes_;
      if (file_.read_at(offset_of(first), std::span(block).first(bytes)) < bytes)
        throw FileError(file_.path(), offset_of(first),
                        "the file became shorter while it was read");
      for (std::size_t i = 0; i < count; ++i) take_row(block.data() + i * row_bytes_);
    }
    return std::move(connections_);
  }

 private:
  [[noreturn]] void fail(std::uint64_t offset, const std::string& what) const {
    throw FileError(file_.path(), offset, what);
  }
  [[noreturn]] void refuse_array(const std::string& what) const {
    fail(0, fmt::format("{}; valid: {}", what, kValidArrays));
  }

  void find_fields() {
    std::array<bool, kColumns> found{};
    for (const NpyField& field : header_.fields) {
      if (field.kind == 'V') continue;  // padding
      const auto name = std::ranges::find(kNames, field.name);
      const auto column = static_cast<std::size_t>(name - kNames.begin());
      if (name == kNames.end() || found[column]) {
        refuse_array(fmt::format("the field '{}' is {}", printable(field.name),
                                 name == kNames.end() ? "unknown" : "there twice"));
      }
      found[column] = true;
      columns_[column] = {field.offset, npy_value(field)};
    }
    for (std::size_t c = 0; c < kColumns; ++c) {
      if (!found[c]) refuse_array(fmt::format("there is no field '{}'", kNames[c]));
    }
    if (header_.shape.size() != 1)
      refuse_array(fmt::format("{} dimensions of rows", header_.shape.size()));
    row_bytes_ = header_.element_bytes;
  }

  void use_columns() {
    const NpyField& element = header_.fields.front();
    if (element.kind != 'f' || element.bytes != sizeof(double))
      refuse_array("the elements are plain numbers, but not float64");
    if (header_.shape.size() != 2 || header_.shape[1] != kColumns)
      refuse_array(fmt::format("plain numbers of shape ({})", fmt::join(header_.shape, ", ")));
    for (std::size_t c = 0; c < kColumns; ++c)
      columns_[c] = {c * sizeof(double), npy_value(element)};
    row_bytes_ = kColumns * sizeof(double);
  }

  void check_size() {
    if (header_.fortran_order)
      fail(0, "the array is in Fortran order; valid: C order, as numpy.ascontiguousarray gives it");
    rows_ = header_.shape[0];
    if (rows_ > kMaxConnectionsOfFile)
      fail(0, fmt::format("{} rows; valid: at most {}", rows_, kMaxConnectionsOfFile));
    const std::uint64_t end = offset_of(rows_);
    const std::uint64_t size = file_.size();
    if (size < end) {
      fail(size, fmt::format("the file ends here; {} rows of {} bytes go up to byte {}", rows_,
                             row_bytes_, end));
    }
    if (size > end) fail(end, fmt::format("{} bytes follow the array", size - end));
  }

  std::uint64_t offset_of(std::uint64_t row) const {
    return header_.data_offset + row * row_bytes_;
  }

  void take_row(const char* row) {
    connections_.push_back({.source = read_index(row, kSource, request_.sources),
                            .target = read_index(row, kTarget, request_.targets),
                            .weight = read_weight(row),
                            .delay = read_delay(row)});
  }

  [[noreturn]] void refuse(Column column, const std::string& what) const {
    const std::uint64_t row = connections_.size();
    fail(offset_of(row) + columns_[column].offset,
         fmt::format("row {}: {} {}", row, kNames[column], what));
  }

  double real(const char* row, Column column) const {
    return columns_[column].value.real(row + columns_[column].offset);
  }

  std::uint32_t read_index(const char* row, Column column, std::uint64_t size) const {
    const auto index = columns_[column].value.index(row + columns_[column].offset);
    if (index && *index < size) return *index;
    refuse(column, fmt::format("{} is not valid; valid: 0 to {}", shortest_text(real(row, column)),
                               size - 1));
  }

  double read_weight(const char* row) const {
    const double weight = real(row, kWeight);
    if (!std::isfinite(weight))
      refuse(kWeight, fmt::format("{} is not valid; valid: a finite number", weight));
    return weight;
  }

  double read_delay(const char* row) {
    const double delay = real(row, kDelay);
    if (const std::string refusal = delays_.refusal(delay); !refusal.empty())
      refuse(kDelay, refusal);
    return delay;
  }

  File file_;
  const ConnectionFileRequest& request_;
  DelayCheck delays_;
  NpyHeader header_;
  std::array<ColumnOfRow, kColumns> columns_;
  std::size_t row_bytes_ = 0;
  std::uint64_t rows_ = 0;
  std::vector<ExplicitList::Connection> connections_;
};

constexpr const char* kWrittenType =
    "[('source', '<u4'), ('target', '<u4'), ('weight', '<f8'), ('delay', '<f8')]";
constexpr std::size_t kWrittenRow = 24;

void put_row(const SynapseColumns& columns, std::size_t i, char* row) {
  std::memcpy(row, &columns.sources[i], 4);
  std::memcpy(row + 4, &columns.targets[i], 4);
  std::memcpy(row + 8, &columns.weights[i], 8);
  std::memcpy(row + 16, &columns.delays[i], 8);
}

}  // namespace

void write_connection_npy(const std::string& path, const SynapseColumns& columns) {
  constexpr std::size_t kRowsAtOnce = kBlockBytes / kWrittenRow;
  Draft draft(path);
  draft.write(npy_header_text(kWrittenType, columns.size()));
  std::vector<char> block(kRowsAtOnce * kWrittenRow);
  for (std::size_t first = 0; first < columns.size(); first += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, columns.size() - first);
    for (std::size_t i = 0; i < count; ++i)
      put_row(columns, first + i, block.data() + i * kWrittenRow);
    draft.write({block.data(), count * kWrittenRow});
  }
  draft.publish();
}

std::vector<ExplicitList::Connection> read_connection_npy(const std::string& path,
                                                          const ConnectionFileRequest& request) {
  return ConnectionArray(path, request).read();
}

}  // namespace engram
