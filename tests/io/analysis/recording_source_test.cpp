#include "io/analysis/recording_source.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/plot/temporary_directory.hpp"
#include "io/recording/writer.hpp"

namespace engram {
namespace {

RecordedSpike spike(double ms, std::uint32_t neuron) { return {{ticks_from_ms(ms), 0}, neuron}; }

// Population A whole, neurons 3 and 7 of B, nothing of C; two spans of 10 ms, warm-up of 5 ms.
void write(RecordingWriter& writer) {
  const Tick half = 10 * kTicksPerMs;
  writer.spikes(0, 0, half, std::vector<RecordedSpike>{spike(2, 0), spike(8, 1), spike(10, 1)});
  writer.spikes(1, 0, half, std::vector<RecordedSpike>{spike(1, 7), spike(9, 3)});
  writer.spikes(0, half, 2 * half, std::vector<RecordedSpike>{spike(11, 0)});
  writer.spikes(1, half, 2 * half, std::vector<RecordedSpike>{spike(20, 7)});
}

RecordingHeader header() {
  RecordingHeader result;
  result.program_version = "test";
  result.step = kTicksPerMs / 10;
  result.warm_up = 5 * kTicksPerMs;
  result.duration = 15 * kTicksPerMs;
  result.populations = {{"A", 0, 2, true, {}}, {"B", 2, 10, true, {3, 7}}, {"C", 12, 5, false, {}}};
  return result;
}

std::vector<std::vector<RecordedSpike>> visited(RecordingSource& source, double from, double to) {
  std::vector<std::vector<RecordedSpike>> result(source.populations().size());
  source.visit(ticks_from_ms(from), ticks_from_ms(to),
               [&](PopulationIndex p, std::span<const RecordedSpike> spikes) {
                 result[p].insert(result[p].end(), spikes.begin(), spikes.end());
               });
  return result;
}

TEST_CASE("a recording shows its spikes within a span, recorded neurons numbered through") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "spikes";
  {
    RecordingWriter writer(path, header());
    write(writer);
    writer.finish(20 * kTicksPerMs, 7, 0);
  }
  RecordingSource source(path);
  CHECK(source.problem().empty());
  CHECK(source.warm_up() == 5 * kTicksPerMs);
  CHECK(source.end() == 20 * kTicksPerMs);
  REQUIRE(source.populations().size() == 3);
  CHECK(source.populations()[0].recorded == 2);
  CHECK(source.populations()[1].recorded == 2);
  CHECK(source.populations()[1].neurons == 10);
  CHECK(source.populations()[2].recorded == 0);
  CHECK(source.populations()[2].neurons == 5);

  const auto all = visited(source, 0, 20);
  CHECK(all[0].size() == 4);
  CHECK(all[1] == std::vector<RecordedSpike>{spike(1, 1), spike(9, 0), spike(20, 1)});
  const auto part = visited(source, 2, 10);  // a second time, from its beginning
  CHECK(part[0] == std::vector<RecordedSpike>{spike(8, 1), spike(10, 1)});
  CHECK(part[1] == std::vector<RecordedSpike>{spike(9, 0)});
}

TEST_CASE("an unfinished recording counts as far as it goes") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "spikes";
  {
    RecordingWriter writer(path, header());
    write(writer);
  }
  RecordingSource source(path);
  CHECK_FALSE(source.problem().empty());
  CHECK(source.end() == 20 * kTicksPerMs);
  CHECK(visited(source, 0, 20)[0].size() == 4);

  // Its last bytes lost: what comes out is still all that there was up to the end it states.
  const std::string part = path + ".part";
  std::filesystem::resize_file(part, std::filesystem::file_size(part) - 1);
  RecordingSource torn(path);
  CHECK(torn.end() < 20 * kTicksPerMs);
  CHECK_NOTHROW(visited(torn, 0, ms_from_ticks(torn.end())));
}

TEST_CASE("a damaged recording counts up to the damage, which is named") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "spikes";
  {
    RecordingWriter writer(path, header());
    write(writer);
    writer.finish(20 * kTicksPerMs, 7, 0);
  }
  CHECK(RecordingSource(path).early_end().empty());
  std::string bytes = read_file(path);
  bytes[bytes.size() - 60] ^= 1;  // within the index
  write_file(path, bytes);
  RecordingSource source(path);
  CHECK_THAT(source.problem(), Catch::StartsWith(path + ": at byte "));
  CHECK(source.end() == 20 * kTicksPerMs);
  CHECK(source.early_end() == "incomplete: whole up to 20 ms of 20 ms");
  CHECK(visited(source, 0, 20)[0].size() == 4);
}

TEST_CASE("a recording that is not there is the user's mistake") {
  CHECK_THROWS_AS(RecordingSource("/nowhere/spikes"), UserError);
}

}  // namespace
}  // namespace engram
