#include "io/connections/connection_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "io/connections/connection_limits.hpp"
#include "io/recording/draft.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/table/table_fields.hpp"
#include "io/table/table_lines.hpp"

namespace engram {
namespace {

enum Column : std::size_t { kSource, kTarget, kWeight, kDelay, kColumns };

constexpr std::array<std::string_view, kColumns> kNames = {"source", "target", "weight",
                                                           "delay_ms"};
constexpr const char* kHeader = "source,target,weight,delay_ms";

/// Lines of a file that can hold a connection, or more: its line ends, and what its size allows.
std::uint64_t most_rows(const std::string& path) {
  constexpr std::size_t kBlock = 1 << 20;
  constexpr std::uint64_t kShortestRow = 8;  // "0,0,0,1" and a line end
  const File file = File::open(path);
  std::vector<char> block(kBlock);
  std::uint64_t lines = 1;
  std::uint64_t offset = 0;
  while (const std::size_t read = file.read_at(offset, block)) {
    lines += std::count(block.data(), block.data() + read, '\n');
    offset += read;
  }
  return std::min(lines, offset / kShortestRow + 1);
}

class ConnectionTable {
 public:
  ConnectionTable(const std::string& path, const ConnectionFileRequest& request)
      : lines_(path), request_(request), delays_(request.clock) {}

  std::vector<ExplicitList::Connection> read() {
    const std::uint64_t rows = most_rows(lines_.path());
    require_connection_memory(lines_.path(), rows, request_.copies);
    connections_.reserve(rows);
    while (const auto line = lines_.next()) {
      const bool is_first = std::exchange(is_first_, false);
      split(*line);
      if (is_first && is_header()) {
        take_header();
      } else {
        take_row(is_first);
      }
    }
    return std::move(connections_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw UserError(fmt::format("{}:{}: {}", lines_.path(), lines_.number(), what));
  }

  /// Sets fields_ to the fields of a line; of those beyond the fourth, counts.
  void split(std::string_view line) {
    count_ = 0;
    for (bool more = true; more; ++count_) {
      const std::size_t comma = line.find(',');
      more = comma != std::string_view::npos;
      if (count_ < kColumns) fields_[count_] = bare(line.substr(0, comma));
      line.remove_prefix(more ? comma + 1 : line.size());
    }
  }

  /// A field without blanks and quotes around it: those of names and numbers have none within.
  static std::string_view bare(std::string_view field) {
    const auto may_end = [](char c) { return c > ' ' && c != '"'; };
    if (!field.empty() && may_end(field.front()) && may_end(field.back())) return field;
    field = trimmed(field);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
      return field.substr(1, field.size() - 2);
    return field;
  }

  /// Whether a line names columns: what begins a number begins no name.
  bool is_header() const {
    const auto names_one = [](std::string_view field) {
      return std::ranges::find(kNames, field) != kNames.end();
    };
    return std::any_of(fields_.begin(), fields_.begin() + std::min<std::size_t>(count_, kColumns),
                       names_one);
  }

  void take_header() {
    check_count();
    std::array<bool, kColumns> named{};
    for (std::size_t i = 0; i < kColumns; ++i) {
      const auto name = std::ranges::find(kNames, fields_[i]);
      const auto column = static_cast<std::size_t>(name - kNames.begin());
      if (name == kNames.end() || named[column]) {
        fail(fmt::format("column {} is {}; valid: {}, in any order", shown_field(fields_[i]),
                         name == kNames.end() ? "unknown" : "there twice", kHeader));
      }
      named[column] = true;
      place_[column] = i;
    }
  }

  void check_count() const {
    if (count_ == kColumns) return;
    const std::string_view hint =
        count_ < kColumns ? hint_about_field(fields_[0])
                          : ": are there decimal commas? A point stands in decimal numbers";
    fail(fmt::format("{} field{}{}; valid: 4, {}", count_, count_ == 1 ? "" : "s", hint, kHeader));
  }

  void take_row(bool is_first) {
    check_count();
    if (is_first && !begins_number(fields_[0])) {
      fail(fmt::format("{} is no index, nor is this line a header; valid: {}, or an index from 0",
                       shown_field(fields_[0]), kHeader));
    }
    if (connections_.size() == kMaxConnectionsOfFile)
      fail(fmt::format("there are more rows; valid: at most {}", kMaxConnectionsOfFile));
    connections_.push_back({.source = read_index(kSource, request_.sources),
                            .target = read_index(kTarget, request_.targets),
                            .weight = read_weight(),
                            .delay = read_delay()});
  }

  static bool begins_number(std::string_view field) {
    return !field.empty() &&
           (field.front() == '-' || (field.front() >= '0' && field.front() <= '9'));
  }

  template <class Number>
  std::optional<Number> number(Column column) const {
    const std::string_view field = fields_[place_[column]];
    Number value{};
    const auto [rest, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || rest != field.data() + field.size()) return std::nullopt;
    return value;
  }

  [[noreturn]] void refuse(Column column, const std::string& valid) const {
    const std::string_view field = fields_[place_[column]];
    fail(fmt::format("{} {} is not valid; valid: {}{}", kNames[column], shown_field(field), valid,
                     hint_about_field(field)));
  }

  std::uint32_t read_index(Column column, std::uint64_t size) const {
    const auto index = number<std::uint64_t>(column);
    if (!index || *index >= size) refuse(column, fmt::format("0 to {}", size - 1));
    return static_cast<std::uint32_t>(*index);
  }

  double read_weight() const {
    const auto weight = number<double>(kWeight);
    if (!weight || !std::isfinite(*weight)) refuse(kWeight, "a finite number, in pA or mV");
    return *weight;
  }

  double read_delay() {
    const auto delay = number<double>(kDelay);
    if (!delay || !std::isfinite(*delay)) refuse(kDelay, "a number of ms above 0");
    if (const std::string refusal = delays_.refusal(*delay); !refusal.empty())
      fail(fmt::format("{} {}", kNames[kDelay], refusal));
    return *delay;
  }

  TableLines lines_;
  const ConnectionFileRequest& request_;
  DelayCheck delays_;
  std::array<std::string_view, kColumns> fields_;
  std::array<std::size_t, kColumns> place_ = {0, 1, 2, 3};  ///< of each column on a line
  std::size_t count_ = 0;                                   ///< fields of the present line
  bool is_first_ = true;
  std::vector<ExplicitList::Connection> connections_;
};

}  // namespace

void write_connection_csv(const std::string& path, const SynapseColumns& columns) {
  constexpr std::size_t kBufferBytes = 1 << 16;
  Draft draft(path);
  fmt::memory_buffer buffer;
  fmt::format_to(std::back_inserter(buffer), "{}\n", kHeader);
  double delay = 0;  // of many synapses in a row, mostly
  std::string delay_text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::exchange(delay, columns.delays[i]) != columns.delays[i])
      delay_text = exact_ms({ticks_from_ms(delay), 0});
    fmt::format_to(std::back_inserter(buffer), "{},{},{},{}\n", columns.sources[i],
                   columns.targets[i], columns.weights[i], delay_text);
    if (buffer.size() < kBufferBytes) continue;
    draft.write({buffer.data(), buffer.size()});
    buffer.clear();
  }
  draft.write({buffer.data(), buffer.size()});
  draft.publish();
}

std::vector<ExplicitList::Connection> read_connection_csv(const std::string& path,
                                                          const ConnectionFileRequest& request) {
  return ConnectionTable(path, request).read();
}

}  // namespace engram
