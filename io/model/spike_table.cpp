#include "io/model/spike_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "io/model/file_limits.hpp"
#include "io/model/suggestion.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/table/table_fields.hpp"
#include "io/table/table_lines.hpp"

namespace engram {
namespace {

constexpr std::size_t kMaxNames = 100;  // to be suggested

class SpikeTable {
 public:
  SpikeTable(const std::string& path, const SpikeTableRequest& request)
      : lines_(path), request_(request), explained_(neurons_explained_by(lines_.bytes())) {
    if (request_.size) grow(*request_.size);
  }

  std::vector<std::vector<Time>> read() {
    while (const auto line = lines_.next()) {
      split(*line);
      const bool is_header = columns_ == 0 && begin_table();
      if (!is_header) take_row();
    }
    check_found();
    for (std::vector<Time>& train : trains_) {
      if (!std::ranges::is_sorted(train)) std::ranges::sort(train);
    }
    return std::move(trains_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw UserError(fmt::format("{}:{}: {}", lines_.path(), lines_.number(), what));
  }

  /// Fills fields_ with the fields of a line, quotes taken off.
  void split(std::string_view line) {
    count_ = 0;
    bool more = true;
    while (more) {
      if (count_ == fields_.size()) fields_.emplace_back();
      std::string& field = fields_[count_++];
      if (line.starts_with('"')) {
        line = take_quoted(line, field);
      } else {
        const std::string_view plain = line.substr(0, line.find(','));
        field = trimmed(plain);
        line.remove_prefix(plain.size());
      }
      more = line.starts_with(',');
      if (more) line.remove_prefix(1);
    }
  }

  /// Returns what follows the field and the blanks behind it.
  std::string_view take_quoted(std::string_view line, std::string& field) const {
    field.clear();
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i] != '"') {
        field.push_back(line[i]);
      } else if (line.substr(i + 1).starts_with('"')) {
        field.push_back(line[i++]);
      } else {
        line.remove_prefix(i + 1);
        while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
        if (!line.empty() && !line.starts_with(',')) fail("something follows a closing quote");
        return line;
      }
    }
    fail("a quote is not closed; valid: \"...\", with \"\" for a quote inside");
  }

  /// Counts the columns of the first line; returns whether it is a header.
  bool begin_table() {
    if (count_ != 2 && count_ != 3) {
      fail(fmt::format("{} on a line; valid: neuron,time_ms or population,neuron,time_ms{}",
                       count_ == 1 ? shown_field(fields_[0]) : fmt::format("{} fields", count_),
                       count_ == 1 ? hint_about_field(fields_[0]) : ""));
    }
    columns_ = count_;
    if (columns_ == 2 && request_.population) {
      fail(
          "no column of populations; valid: population,neuron,time_ms, or no 'population' in the "
          "model");
    }
    const bool names_population = columns_ == 2 || fields_[0] == "population";
    if (names_population && neuron() == "neuron" && time() == "time_ms") return true;
    const bool is_row = neuron().find_first_of("0123456789") == 0;
    if (is_row && columns_ == 2) return false;
    if (is_row) {
      fail(
          "3 fields and no header: are there decimal commas? valid: neuron,time_ms with a decimal "
          "point, or a first line population,neuron,time_ms");
    }
    fail(
        fmt::format("{} is no neuron, nor is this line a header; valid: neuron,time_ms or "
                    "population,neuron,time_ms, or an index from 0",
                    shown_field(neuron())));
  }

  const std::string& neuron() const { return fields_[columns_ - 2]; }
  const std::string& time() const { return fields_[columns_ - 1]; }

  void take_row() {
    if (count_ != columns_) fail(fmt::format("{} fields; valid: {}", count_, columns_));
    if (columns_ == 3 && !is_wanted(fields_[0])) return;
    const std::uint64_t n = read_neuron();
    const Time t = read_time();
    if (spikes_++ == request_.max_spikes) {
      fail(fmt::format("there are more spikes; valid: at most {} of them", request_.max_spikes));
    }
    if (n >= trains_.size()) grow(n + 1);
    trains_[n].push_back(t);
  }

  void grow(std::uint64_t neurons) {
    if (!request_.size && neurons > explained_) {
      fail(
          fmt::format("neuron {} makes a population of {} neurons, more than a table of {} bytes "
                      "explains; valid: up to neuron {}, or the population's 'size' in the model",
                      shown_field(neuron()), neurons, lines_.bytes(), explained_ - 1));
    }
    if (neurons > trains_.capacity()) require_train_memory(neurons, lines_.path());
    trains_.resize(neurons);
  }

  bool is_wanted(const std::string& population) {
    if (names_.empty() || (names_.back() != population && names_.size() < kMaxNames)) {
      if (std::ranges::find(names_, population) == names_.end()) names_.push_back(population);
    }
    if (request_.population) return population == *request_.population;
    if (population == names_.front()) return true;
    fail(
        fmt::format("population {} after {}: which is meant? valid: one population, or its name "
                    "as 'population' in the model",
                    shown_field(population), shown_field(names_.front())));
  }

  std::uint64_t read_neuron() const {
    const std::uint64_t size = request_.size.value_or(kMaxNeuronsOfFile);
    std::uint64_t n = 0;
    const char* const end = neuron().data() + neuron().size();
    const auto [rest, error] = std::from_chars(neuron().data(), end, n);
    if (error == std::errc() && rest == end && n < size) return n;
    fail(fmt::format("neuron {} is not valid; valid: 0 to {}{}", shown_field(neuron()), size - 1,
                     hint_about_field(neuron())));
  }

  Time read_time() const {
    const std::optional<Time> exact = time_from_exact_ms(time());
    if (!exact || exact->tick >= kLastTickOfFile) refuse_time();
    const Time t = request_.clock.continuous() ? *exact : on_grid(*exact);
    if (t == Time{}) refuse_time();
    return t;
  }

  [[noreturn]] void refuse_time() const {
    fail(fmt::format("time {} is not valid; valid: a number of ms above 0 and below {}{}",
                     shown_field(time()), kLastTickOfFile / kTicksPerMs, hint_about_field(time())));
  }

  /// The multiple of the step that a time means.
  Time on_grid(Time exact) const {
    const Tick step = request_.clock.step();
    const Tick nearest = exact.tick + (exact.fraction >= 0x80000000u ? 1 : 0);
    if (nearest % step == 0) return {nearest, 0};
    fail(fmt::format("time {} is not valid; valid: multiples of the clock's step of {} ms",
                     shown_field(time()), ms_from_ticks(step)));
  }

  void check_found() const {
    const std::string& path = lines_.path();
    if (spikes_ > 0) return;
    if (request_.population && !names_.empty()) {
      throw UserError(fmt::format("{}: no spike of population '{}'{}", path, *request_.population,
                                  suggest(*request_.population, names_)));
    }
    if (!request_.size)
      throw UserError(path + ": there is no spike, so how many neurons? valid: with a 'size'");
  }

  TableLines lines_;
  const SpikeTableRequest& request_;
  std::uint64_t explained_;  ///< neurons, where no size is given
  std::vector<std::string> fields_;
  std::size_t count_ = 0;    ///< of the fields that the present line has
  std::size_t columns_ = 0;  ///< 0 before the first line
  std::vector<std::string> names_;
  std::uint64_t spikes_ = 0;
  std::vector<std::vector<Time>> trains_;
};

}  // namespace

std::vector<std::vector<Time>> read_spike_table(const std::string& path,
                                                const SpikeTableRequest& request) {
  return SpikeTable(path, request).read();
}

}  // namespace engram
