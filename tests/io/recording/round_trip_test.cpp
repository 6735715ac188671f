#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

TEST_CASE("what was recorded is read back") {
  const TemporaryFolder folder;
  const bool holds = rc::check("every spike and every sample is read back", [&] {
    ContentPlan plan;
    plan.seed = *rc::gen::arbitrary<std::uint64_t>();
    plan.populations = *rc::gen::inRange(0, 6);
    plan.spans = *rc::gen::inRange(1, 250);  // beyond one second, after which chunks are cut
    plan.spikes_per_span = *rc::gen::inRange(0, 60);
    plan.fractions = *rc::gen::arbitrary<bool>();
    plan.states = plan.populations > 0 && *rc::gen::arbitrary<bool>();
    plan.step = plan.fractions ? 1 : *rc::gen::element<Tick>(1, 125'000'000, kTicksPerMs / 10);
    const Content content = make_content(plan);
    const std::string path = folder.file("round_trip");
    write_recording(content, path, {*rc::gen::arbitrary<bool>()});
    RC_ASSERT(!std::filesystem::exists(path + ".part"));
    RC_ASSERT(read_recording(path) == content);

    const RecordingReader reader(path);
    RC_ASSERT(reader.complete());
    RC_ASSERT(RecordingReader(path).is_intact());
    RC_ASSERT(reader.index()->recorded == totals_of(content));
  });
  CHECK(holds);
}

TEST_CASE("every kind of header is read back") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.spikes_per_span = 0;
  Content content = make_content(plan);
  RecordingHeader& header = content.header;
  header.seed = ~std::uint64_t{0};
  header.model_text = std::string(100'000, 'x') + '\0' + "\xc3\xa9 and no UTF-8: \xff";
  header.parameters = {{"a", "1"}, {"b", ""}};
  header.populations[0].recorded_neurons = {0, 3, 49};
  header.populations[1].spikes_recorded = false;
  header.states = {{1, {}, {"V_m", "I_syn"}, 3}, {2, {249}, {}, kTicksPerMs}};
  content.samples = {{0, {}, {}}, {1, {}, {}}};
  write_recording(content, folder.file("h"));
  CHECK(read_recording(folder.file("h")).header == header);
}

TEST_CASE("an instant with more spikes than a chunk holds is split and joined again") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.populations = 1;
  plan.states = false;
  Content content = make_content(plan);
  content.header.populations[0].size = 300'000;
  for (std::uint32_t n = 0; n < 200'000; ++n) {
    content.spikes[0].push_back({{content.end, 0}, n});
    if (n % 3 == 0) content.spikes[0].push_back({{content.end, 0}, n});
  }
  std::sort(content.spikes[0].begin(), content.spikes[0].end());
  const std::string path = folder.file("burst");
  write_recording(content, path);
  CHECK(read_recording(path) == content);

  // Before its last chunk, the instant that was split is not yet whole.
  RecordingReader reader(path);
  while (reader.next()) {
    const bool whole = reader.read_so_far().spikes == content.spikes[0].size();
    CHECK((reader.read_so_far().end == content.end) == whole);
  }
}

TEST_CASE("the whole run and what was recorded of it are told apart") {
  const TemporaryFolder folder;
  const std::string path = folder.file("some");
  Content content = make_content({});
  content.header.populations[1].spikes_recorded = false;
  content.spikes[1].clear();
  {
    RecordingWriter writer(path, content.header);
    for (PopulationIndex p : {0u, 2u}) writer.spikes(p, 0, content.end, content.spikes[p]);
    writer.finish(content.end, 1'000'000, 0xfeed);
  }
  const RecordingReader reader(path);
  CHECK(reader.index()->run_spikes == 1'000'000);
  CHECK(reader.index()->run_spike_hash == 0xfeed);
  CHECK(reader.index()->recorded.spikes == content.spikes[0].size() + content.spikes[2].size());
}

TEST_CASE("a recording can be read again from its beginning") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("again"));
  RecordingReader reader(folder.file("again"));
  const auto count = [&] {
    std::uint64_t spikes = 0;
    while (const auto chunk = reader.next_spikes()) spikes += chunk->spikes.size();
    return spikes;
  };
  const std::uint64_t all = totals_of(content).spikes;
  CHECK(count() == all);
  CHECK(count() == 0);
  reader.rewind();
  CHECK(count() == all);
}

}  // namespace
}  // namespace engram::test
