#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

TEST_CASE("a path that cannot be written is refused at once, by name") {
  const TemporaryFolder folder;
  const RecordingHeader header = make_content({}).header;
  const std::string missing = folder.file("missing/recording");
  CHECK_THROWS_AS(RecordingWriter(missing, header), UserError);
  CHECK_THROWS_WITH(RecordingWriter(missing, header), Catch::Contains(missing));
  CHECK_THROWS_WITH(RecordingWriter(folder.file(""), header), Catch::Contains("is a directory"));
}

TEST_CASE("an earlier unfinished recording is kept") {
  const TemporaryFolder folder;
  const std::string path = folder.file("again");
  const Content content = make_content({});
  const Tick ends[] = {kSpan, 2 * kSpan};
  for (const Tick end : ends) {
    RecordingWriter writer(path, content.header);
    writer.spikes(0, 0, end, {});
    CHECK(writer.kept_part() == (end == kSpan ? "" : path + ".part.1"));
  }
  write_recording(content, path);
  for (int i = 0; i < 2; ++i) {
    RecordingReader reader(path + ".part." + std::to_string(i + 1));
    CHECK(reader.next_spikes()->end == ends[i]);
  }
  CHECK(read_recording(path) == content);
}

TEST_CASE("a spike of the first tick, after its first moment, is kept; one at 0 is refused") {
  const TemporaryFolder folder;
  RecordingHeader header = make_content({}).header;
  header.step = 1;
  const RecordedSpike at_once{Time{0, 1}, 0};
  {
    RecordingWriter writer(folder.file("first"), header);
    const RecordedSpike at_zero{Time{0, 0}, 0};
    CHECK_THROWS_AS(writer.spikes(0, 0, kSpan, {&at_zero, 1}), std::logic_error);
    writer.spikes(0, 0, kSpan, {&at_once, 1});
  }
  RecordingReader reader(folder.file("first.part"));
  const auto chunk = reader.next_spikes();
  REQUIRE(chunk);
  CHECK(chunk->spikes == std::vector<RecordedSpike>{at_once});
}

TEST_CASE("two runs do not write one recording at a time") {
  const TemporaryFolder folder;
  const RecordingHeader header = make_content({}).header;
  const RecordingWriter first(folder.file("busy"), header);
  CHECK_THROWS_WITH(RecordingWriter(folder.file("busy"), header), Catch::Contains("another run"));
}

TEST_CASE("an earlier recording stays until the new one is complete") {
  const TemporaryFolder folder;
  const std::string path = folder.file("replaced");
  ContentPlan plan;
  const Content before = make_content(plan);
  plan.seed = 2;
  const Content after = make_content(plan);
  write_recording(before, path);
  {
    RecordingWriter writer(path, after.header);
    CHECK(read_recording(path) == before);
    play(after, writer);
  }
  CHECK(read_recording(path) == after);
}

TEST_CASE("a caller that breaks the order of spans or leaves the grid is stopped") {
  const TemporaryFolder folder;
  RecordingHeader header = make_content({}).header;
  header.populations[2].spikes_recorded = false;
  RecordingWriter writer(folder.file("wrong"), header);
  const std::vector<RecordedSpike> spike{{{kSpan, 0}, 1}};
  CHECK_THROWS_AS(writer.spikes(0, kSpan, 2 * kSpan, spike), std::logic_error);
  CHECK_THROWS_AS(writer.spikes(2, 0, kSpan, spike), std::logic_error);
  CHECK_THROWS_AS(writer.samples(0, kSpan, {}), std::logic_error);
  writer.spikes(0, 0, kSpan, spike);
  CHECK_THROWS_AS(writer.spikes(0, kSpan, 2 * kSpan, spike), std::logic_error);
  writer.spikes(1, 0, kSpan, std::vector<RecordedSpike>{{{kSpan - 1, 0}, 1}});
  CHECK_THROWS_AS(writer.finish(kSpan, 0, 0), std::logic_error);
}

TEST_CASE("a sample that no record could hold is refused at the beginning") {
  const TemporaryFolder folder;
  RecordingHeader header = make_content({}).header;
  header.populations[0].size = 1u << 31;
  CHECK_THROWS_AS(RecordingWriter(folder.file("large"), header), UserError);
}

TEST_CASE("the header describes what a network records") {
  Network network;
  network.populations.resize(3);
  network.populations[0].name = "a";
  for (auto& p : network.populations) p.size = 10;
  network.seed = 5;
  CHECK(make_recording_header(network, "v", "m").populations[1] ==
        RecordedPopulation{"", 10, 10, true, {}});

  network.spike_recorders = {{{0, {1, 5}}}, {{0, {2, 5}}}, {{2, {3}}}, {{2, {}}}, {{2, {4}}}};
  network.state_recorders.resize(1);
  network.state_recorders[0].selection = {1, {3, 4}};
  network.state_recorders[0].variables = {"V_m", "I_syn"};
  network.state_recorders[0].interval = 0.5;
  const RecordingHeader header = make_recording_header(network, "v", "m");
  CHECK(header.populations[0] == RecordedPopulation{"a", 0, 10, true, {1, 2, 5}});
  CHECK(header.populations[1] == RecordedPopulation{"", 10, 10, false, {}});
  CHECK(header.populations[2] == RecordedPopulation{"", 20, 10, true, {}});
  CHECK(header.populations[0].recorded_size() == 3);
  CHECK(header.populations[1].recorded_size() == 0);
  CHECK(header.populations[2].recorded_size() == 10);
  CHECK(header.states[0].interval == kTicksPerMs / 2);
  CHECK(header.values_per_sample(0) == 4);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// Memory of this process, bytes.
std::uint64_t resident_bytes() {
  std::uint64_t virtual_pages = 0;
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> virtual_pages >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

TEST_CASE("writing and reading take constant memory") {
  const TemporaryFolder folder;
  constexpr std::uint64_t kSpikes = 4'000'000;  // 96 MB if they were kept
  constexpr std::uint64_t kAllowed = 32u << 20;
  ContentPlan plan;
  plan.states = false;
  const std::uint64_t before = resident_bytes();
  std::uint64_t most = 0;
  {
    RecordingWriter writer(folder.file("long"), make_content(plan).header);
    std::vector<RecordedSpike> spikes(1000);
    for (Tick begin = 0; writer.totals().spikes < kSpikes; begin += kSpan) {
      for (std::uint32_t i = 0; i < 1000; ++i) {
        spikes[i] = {{begin + (1 + i / 10) * (kSpan / 100), 0}, i % 10};
      }
      for (const PopulationIndex p : {0u, 1u, 2u}) writer.spikes(p, begin, begin + kSpan, spikes);
      most = std::max(most, resident_bytes());
    }
    writer.finish(writer.totals().end + kSpan, 0, 0);
  }
  RecordingReader reader(folder.file("long"));
  while (reader.next()) most = std::max(most, resident_bytes());
  CHECK(reader.read_so_far().spikes >= kSpikes);
  CHECK(most < before + kAllowed);
}
#endif

}  // namespace
}  // namespace engram::test
