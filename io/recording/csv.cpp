#include "io/recording/csv.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "core/base/error.hpp"
#include "io/recording/draft.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/reader.hpp"

namespace engram {
namespace {

/// A text file that appears under its name when it is whole; without `finish` nothing stays of it.
class TextFile {
 public:
  explicit TextFile(const std::string& path) : draft_(path) {}

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
    buffer_.push_back('\n');
    if (buffer_.size() >= kBufferBytes) flush();
  }

  void finish() {
    flush();
    draft_.publish();
  }

 private:
  static constexpr std::size_t kBufferBytes = 1 << 16;

  void flush() {
    draft_.write({buffer_.data(), buffer_.size()});
    buffer_.clear();
  }

  Draft draft_;
  fmt::memory_buffer buffer_;
};

/// A field, quoted where RFC 4180 requires it, and where a reader may see a comment or trim blanks.
std::string csv_field(const std::string& text) {
  const bool blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!blank && text.find_first_of(",\"\r\n\t#") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + '"';
}

std::string samples_path_for(const std::string& csv_path) {
  return std::filesystem::path(csv_path).replace_extension(".samples.csv").string();
}

void write_spikes(TextFile& out, const std::string& population, const SpikeChunk& chunk) {
  for (const RecordedSpike& s : chunk.spikes) {
    out.line("{},{},{}", population, s.neuron, exact_ms(s.time));
  }
}

/// Returns the number of lines.
std::uint64_t write_samples(TextFile& out, const std::string& population,
                            const RecordedState& state, const SampleChunk& chunk) {
  const std::size_t row = chunk.values.size() / chunk.times.size();
  const std::size_t neurons = state.variables.empty() ? 0 : row / state.variables.size();
  for (std::size_t i = 0; i < chunk.values.size(); ++i) {
    const std::size_t in_row = i % row;
    const std::size_t n = in_row % neurons;
    out.line("{},{},{},{},{}", population, state.neurons.empty() ? n : state.neurons[n],
             csv_field(state.variables[in_row / neurons]), exact_ms({chunk.times[i / row], 0}),
             chunk.values[i]);
  }
  return chunk.values.size();
}

}  // namespace

CsvResult convert_to_csv(const std::string& recording_path, const std::string& csv_path) {
  if (std::filesystem::path(csv_path).extension() != ".csv") {
    throw UserError(csv_path + ": not a format to convert to; valid: a name that ends in .csv");
  }
  RecordingReader reader(recording_path);
  const RecordingHeader& header = reader.header();
  CsvResult result;
  TextFile spikes(csv_path);
  spikes.line("population,neuron,time_ms");
  std::unique_ptr<TextFile> samples;
  if (!header.states.empty()) {
    result.samples_path = samples_path_for(csv_path);
    samples = std::make_unique<TextFile>(result.samples_path);
    samples->line("population,neuron,variable,time_ms,value");
  }
  const auto name = [&](PopulationIndex p) { return csv_field(header.populations[p].name); };
  result.problem = reader.read_all([&](const RecordingChunk& chunk) {
    if (const auto* s = std::get_if<SpikeChunk>(&chunk)) {
      write_spikes(spikes, name(s->population), *s);
      result.spikes += s->spikes.size();
    } else if (const auto* v = std::get_if<SampleChunk>(&chunk)) {
      const RecordedState& state = header.states[v->recorder];
      result.samples += write_samples(*samples, name(state.population), state, *v);
    }
  });
  spikes.finish();
  if (samples) samples->finish();
  return result;
}

}  // namespace engram
