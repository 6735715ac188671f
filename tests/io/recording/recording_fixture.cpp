#include "io/recording/recording_fixture.hpp"

#include <stdlib.h>

#include <algorithm>
#include <cassert>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <variant>

#include "core/base/spike_hash.hpp"

namespace engram::test {
namespace {

RecordingHeader make_header(const ContentPlan& plan) {
  RecordingHeader header;
  header.program_version = "engram 0.1.0";
  header.model_text = "populations { name: \"a\" }\n";
  header.parameters = {{"scale", "0.5"}};
  header.seed = plan.seed;
  header.step = plan.step;
  header.warm_up = kSpan;
  header.duration = (plan.spans - 1) * kSpan;
  std::uint64_t first_id = 0;
  for (int p = 0; p < plan.populations; ++p) {
    const std::uint32_t size = 50u + 100u * static_cast<std::uint32_t>(p);
    header.populations.push_back({"population " + std::to_string(p), first_id, size, true, {}});
    first_id += size;
  }
  if (plan.states) {
    header.states.push_back({0, {1, 7, 9}, {"V_m", "I_syn_ex"}, kSpan});
    header.states.push_back({0, {}, {"I_syn_in"}, 10 * kSpan});
  }
  return header;
}

/// Those of `spikes` in (begin, end].
std::span<const RecordedSpike> in_span(const std::vector<RecordedSpike>& spikes, Tick begin,
                                       Tick end) {
  const auto later = [](Tick tick, const RecordedSpike& s) { return tick < s.time.tick; };
  return {std::upper_bound(spikes.begin(), spikes.end(), begin, later),
          std::upper_bound(spikes.begin(), spikes.end(), end, later)};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  // In memory where there is such a place: thousands of small files wait long for a disk.
  const std::filesystem::path memory = "/dev/shm";
  const auto parent =
      std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  std::string pattern = (parent / "engram.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Content make_content(const ContentPlan& plan) {
  std::mt19937_64 random(plan.seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  Content content{make_header(plan), {}, {}, plan.spans * kSpan};
  const auto steps = static_cast<std::uint64_t>(content.end / plan.step);
  for (const RecordedPopulation& population : content.header.populations) {
    std::vector<RecordedSpike> spikes(below(2 * plan.spans * plan.spikes_per_span + 1));
    for (RecordedSpike& s : spikes) {
      s.time.tick = static_cast<Tick>(1 + below(steps)) * plan.step;
      s.time.fraction = plan.fractions ? static_cast<std::uint32_t>(random()) : 0;
      s.neuron = static_cast<std::uint32_t>(below(population.size));
    }
    std::sort(spikes.begin(), spikes.end());
    content.spikes.push_back(std::move(spikes));
  }
  for (std::uint32_t r = 0; r < content.header.states.size(); ++r) {
    SampleChunk samples{r, {}, {}};
    const Tick interval = content.header.states[r].interval;
    for (Tick t = interval; t <= content.end; t += interval) samples.times.push_back(t);
    samples.values.resize(samples.times.size() * content.header.values_per_sample(r));
    for (double& v : samples.values) v = -70 + 1e-6 * static_cast<double>(below(20'000'000));
    content.samples.push_back(std::move(samples));
  }
  return content;
}

RecordedTotals totals_of(const Content& content) {
  RecordedTotals totals;
  SpikeHash hash;
  totals.end = content.end;
  for (PopulationIndex p = 0; p < content.spikes.size(); ++p) {
    for (const RecordedSpike& s : content.spikes[p]) hash.add(p, s.time, s.neuron);
    totals.population_spikes.push_back(content.spikes[p].size());
    totals.spikes += content.spikes[p].size();
  }
  for (const SampleChunk& s : content.samples) totals.recorder_samples.push_back(s.times.size());
  totals.spike_hash = hash.value();
  return totals;
}

void play(const Content& content, RecordingSink& sink) {
  for (Tick begin = 0; begin < content.end; begin += kSpan) {
    const Tick end = std::min(begin + kSpan, content.end);
    for (PopulationIndex p = 0; p < content.spikes.size(); ++p) {
      if (!content.header.populations[p].spikes_recorded) continue;
      sink.spikes(p, begin, end, in_span(content.spikes[p], begin, end));
    }
    for (const SampleChunk& samples : content.samples) {
      const std::size_t row = content.header.values_per_sample(samples.recorder);
      for (std::size_t i = 0; i < samples.times.size(); ++i) {
        if (samples.times[i] <= begin || samples.times[i] > end) continue;
        sink.samples(samples.recorder, samples.times[i], {&samples.values[i * row], row});
      }
    }
  }
  const RecordedTotals totals = totals_of(content);
  sink.finish(content.end, totals.spikes, totals.spike_hash);
}

void write_recording(const Content& content, const std::string& path,
                     RecordingWriterOptions options) {
  RecordingWriter writer(path, content.header, options);
  play(content, writer);
}

void append(Content& content, const RecordingChunk& chunk) {
  if (const auto* s = std::get_if<SpikeChunk>(&chunk)) {
    auto& spikes = content.spikes[s->population];
    spikes.insert(spikes.end(), s->spikes.begin(), s->spikes.end());
  } else if (const auto* v = std::get_if<SampleChunk>(&chunk)) {
    SampleChunk& samples = content.samples[v->recorder];
    samples.times.insert(samples.times.end(), v->times.begin(), v->times.end());
    samples.values.insert(samples.values.end(), v->values.begin(), v->values.end());
  }
}

Content read_recording(const std::string& path) {
  RecordingReader reader(path);
  Content content{reader.header(), {}, {}, 0};
  content.spikes.resize(reader.header().populations.size());
  for (std::uint32_t r = 0; r < reader.header().states.size(); ++r) {
    content.samples.push_back({r, {}, {}});
  }
  const std::string problem = reader.read_all([&](const auto& chunk) { append(content, chunk); });
  if (!problem.empty()) throw std::runtime_error(problem);
  content.end = reader.read_so_far().end;
  return content;
}

std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace engram::test
