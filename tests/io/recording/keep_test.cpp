#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "io/recording/info.hpp"
#include "io/recording/recording_fixture.hpp"

// What was recorded is in the file soon, and leaves no trace there when it has been written for
// good.

namespace engram::test {
namespace {

/// As `play`, and keeps what there is after a span in `one_in`.
class KeepingSink final : public RecordingSink {
 public:
  KeepingSink(RecordingWriter& writer, std::uint64_t seed, std::uint64_t one_in)
      : writer_(writer), random_(seed), one_in_(one_in) {}

  void spikes(PopulationIndex population, Tick begin, Tick end,
              std::span<const RecordedSpike> spikes) override {
    if (begin != begin_ && random_() % one_in_ == 0) keep_and_check(begin);
    begin_ = begin;
    writer_.spikes(population, begin, end, spikes);
  }
  void samples(std::uint32_t recorder, Tick time, std::span<const double> values) override {
    writer_.samples(recorder, time, values);
  }
  void finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) override {
    writer_.finish(end, spike_count, spike_hash);
  }

  std::string path;
  int kept = 0;

 private:
  /// The first few, since each reads the file.
  void keep_and_check(Tick reached) {
    for (int i = 0; i < 2; ++i) writer_.keep(reached);
    if (++kept > 5) return;
    RecordingReader reader(path);
    reader.read_all([](const RecordingChunk&) {});
    RC_ASSERT(reader.read_so_far().end == reached);
    RC_ASSERT(reader.read_so_far().spike_hash == writer_.totals().spike_hash);
    RC_ASSERT(reader.read_so_far().spikes == writer_.totals().spikes);
    RC_ASSERT(reader.read_so_far().recorder_samples == writer_.totals().recorder_samples);
    RC_ASSERT(reader.offset() == std::filesystem::file_size(reader.path()));
  }

  RecordingWriter& writer_;
  std::mt19937_64 random_;
  std::uint64_t one_in_;
  Tick begin_ = 0;
};

TEST_CASE("what is kept is in the file at once, and the file ends up the same") {
  int kept = 0;
  CHECK(rc::check([&kept](std::uint64_t seed) {
    const TemporaryFolder folder;
    ContentPlan plan;
    plan.seed = seed;
    plan.spans = 250;
    plan.spikes_per_span = seed % 12 == 0 ? 1000 : 30;
    plan.fractions = seed % 2 == 0;
    const Content content = make_content(plan);
    write_recording(content, folder.file("plain"), {seed % 4 == 0});
    {
      RecordingWriter writer(folder.file("kept"), content.header, {seed % 4 == 0});
      KeepingSink sink(writer, seed, 1 + seed % 50);
      sink.path = folder.file("kept");
      play(content, sink);
      kept += sink.kept;
    }
    RC_ASSERT(read_bytes(folder.file("kept")) == read_bytes(folder.file("plain")));
  }));
  CHECK(kept > 100);
}

TEST_CASE("silence takes no place in the file, however often it is kept") {
  const TemporaryFolder folder;
  const std::string path = folder.file("silent");
  ContentPlan plan;
  plan.states = false;
  constexpr Tick kHour = 3'600'000 * kTicksPerMs;
  RecordingWriter writer(path, make_content(plan).header);
  const std::uint64_t at_first = std::filesystem::file_size(path + ".part");
  for (Tick hour = 0; hour < 1000; ++hour) {
    for (const PopulationIndex p : {0u, 1u, 2u}) {
      writer.spikes(p, hour * kHour, (hour + 1) * kHour, {});
    }
    writer.keep((hour + 1) * kHour);
    CHECK(std::filesystem::file_size(path + ".part") < at_first + 300);
  }
  CHECK(RecordingReader(path).path() == path + ".part");
  CHECK(read_info(path).recorded.end == 1000 * kHour);
  writer.finish(1000 * kHour, 0, 0);
  CHECK(read_recording(path).end == 1000 * kHour);
  CHECK(std::filesystem::file_size(path) < at_first + 500);
}

}  // namespace
}  // namespace engram::test
