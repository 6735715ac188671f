#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "io/recording/reader.hpp"
#include "io/recording/writer.hpp"

// What does recording cost? Writes a recording of SPIKES spikes (default 100 million) from eight
// populations of 10,000 neurons at 8 Hz, reads its totals, and reads it back, plain and with zstd:
//
//     recording_bench FOLDER [SPIKES]
//
// Memory must not grow with the recording. Results: recording_bench.md.

namespace engram {
namespace {

constexpr std::uint32_t kPopulations = 8;
constexpr std::uint32_t kNeurons = 10'000;
constexpr Tick kStep = kTicksPerMs / 10;
constexpr std::uint32_t kSpanSteps = 100;
constexpr std::uint32_t kSpikesPerSpan = 800;  ///< 8 Hz for 10 ms

double peak_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

RecordingHeader header() {
  RecordingHeader header;
  header.step = kStep;
  for (std::uint32_t p = 0; p < kPopulations; ++p) {
    header.populations.push_back({std::to_string(p), p * kNeurons, kNeurons, true, {}});
  }
  return header;
}

/// Spikes of one span in canonical order: times advance by chance, neurons ascend within a step.
void draw_span(Tick begin, std::uint64_t& state, std::vector<RecordedSpike>& spikes) {
  spikes.clear();
  constexpr std::uint32_t kPerStep = kSpikesPerSpan / kSpanSteps;
  for (std::uint32_t step = 1; step <= kSpanSteps; ++step) {
    for (std::uint32_t i = 0; i < kPerStep; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const std::uint32_t within = static_cast<std::uint32_t>(state >> 33) % (kNeurons / kPerStep);
      spikes.push_back({{begin + step * kStep, 0}, i * (kNeurons / kPerStep) + within});
    }
  }
}

void write(const std::string& path, std::uint64_t count, bool zstd) {
  RecordingWriter writer(path, header(), {zstd});
  std::vector<RecordedSpike> spikes;
  std::uint64_t state = 1;
  Tick begin = 0;
  for (; writer.totals().spikes < count; begin += kSpanSteps * kStep) {
    for (std::uint32_t p = 0; p < kPopulations; ++p) {
      draw_span(begin, state, spikes);
      writer.spikes(p, begin, begin + kSpanSteps * kStep, spikes);
    }
  }
  const RecordedTotals totals = writer.totals();
  writer.finish(begin, totals.spikes, totals.spike_hash);
}

void measure(const std::string& path, std::uint64_t count, bool zstd) {
  auto start = std::chrono::steady_clock::now();
  write(path, count, zstd);
  const double writing = seconds_since(start);

  start = std::chrono::steady_clock::now();
  const RecordingIndex index = RecordingReader(path).index().value();
  const double asking = seconds_since(start);

  start = std::chrono::steady_clock::now();
  RecordingReader reader(path);
  const std::string problem = reader.read_all([](const RecordingChunk&) {});
  const double reading = seconds_since(start);
  if (!problem.empty() || !(reader.read_so_far() == index.recorded)) {
    std::fprintf(stderr, "%s does not read back\n", path.c_str());
    std::exit(1);
  }
  const auto spikes = static_cast<double>(index.recorded.spikes);
  std::printf("%-6s %12.0f %8.2f %10.1f %10.1f %12.2f %10.1f\n", zstd ? "zstd" : "plain", spikes,
              static_cast<double>(std::filesystem::file_size(path)) / spikes,
              1e-6 * spikes / writing, 1e-6 * spikes / reading, 1e3 * asking, peak_mib());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: recording_bench FOLDER [SPIKES]\n");
    return 2;
  }
  const std::string path = std::string(argv[1]) + "/recording_bench.engram";
  const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000'000;
  std::printf("%-6s %12s %8s %10s %10s %12s %10s\n", "", "spikes", "bytes/s.", "write M/s",
              "read M/s", "totals ms", "peak MiB");
  engram::measure(path, count, false);
  engram::measure(path, count, true);
}
