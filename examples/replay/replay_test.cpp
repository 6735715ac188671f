#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/simulation.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/info.hpp"
#include "io/recording/recording_fixture.hpp"
#include "io/recording/writer.hpp"

namespace engram::test {
namespace {

constexpr const char* kRecorded = ENGRAM_SOURCE_DIR "/examples/replay/recorded.txtpb";
constexpr const char* kDriven = ENGRAM_SOURCE_DIR "/examples/replay/driven.txtpb";
constexpr Tick kDuration = 400 * kTicksPerMs;

void record(Network network, const std::string& path) {
  network.duration = kDuration;
  RecordingWriter writer(path, make_recording_header(network, "", ""));
  Simulation(network).run(&writer);
}

/// A folder with the first model's recording and the second model beside it.
struct Folder {
  Folder() {
    record(load_model(kRecorded).network, files.file("recorded.engram"));
    std::filesystem::copy_file(kDriven, files.file("driven.txtpb"));
  }

  Network driven(const std::vector<ParameterOverride>& overrides = {}) const {
    return load_model(files.file("driven.txtpb"), overrides).network;
  }

  TemporaryFolder files;
};

PopulationStatistics statistics_of(const std::string& recording, std::size_t population) {
  RecordingSource source(recording);
  return analyse(source).populations.at(population);
}

}  // namespace

TEST_CASE("the replayed population fires the recorded spikes, bit for bit") {
  const Folder folder;
  const std::vector<RecordedSpike> recorded =
      read_recording(folder.files.file("recorded.engram")).spikes.at(0);
  REQUIRE(recorded.size() > 5'000);
  const auto off_tick = [](const RecordedSpike& s) { return s.time.fraction != 0; };
  CHECK(std::ranges::any_of(recorded, off_tick));

  record(folder.driven({{"record_D", 0}}), folder.files.file("again.engram"));
  CHECK(read_recording(folder.files.file("again.engram")).spikes.at(0) == recorded);

  // What `engram info` shows of both.
  const auto hash = [&](const char* name) {
    const RecordingInfo info = read_info(folder.files.file(name));
    REQUIRE(info.recorded.spikes == recorded.size());
    return info.recorded.spike_hash;
  };
  CHECK(hash("again.engram") == hash("recorded.engram"));
}

TEST_CASE("correlations of the recorded population drive more than its mean rate does") {
  const Folder folder;
  const std::string recorded = folder.files.file("recorded.engram");
  const std::string driven = folder.files.file("driven.engram");
  const std::string stood_in = folder.files.file("poisson.engram");
  const double rate = statistics_of(recorded, 0).mean_rate();
  record(folder.driven(), driven);
  record(folder.driven({{"poisson", 1}, {"rate", rate}}), stood_in);

  CHECK(statistics_of(stood_in, 0).mean_rate() == Approx(rate).epsilon(0.03));
  CHECK(statistics_of(recorded, 0).mean_correlation() > 0.02);
  CHECK(statistics_of(stood_in, 0).mean_correlation() < 0.005);
  const PopulationStatistics by_recording = statistics_of(driven, 1);
  const PopulationStatistics by_poisson = statistics_of(stood_in, 1);
  CHECK(by_recording.mean_rate() > 5 * by_poisson.mean_rate());
  CHECK(by_recording.mean_correlation() > 0.1);
  CHECK(by_poisson.mean_correlation() < 0.02);
}

}  // namespace engram::test
