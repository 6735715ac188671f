#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "core/engine/driven_network.hpp"

namespace engram {
namespace {

/// Keeps every report, and detects two at a time.
class Reports {
 public:
  std::function<void(const Progress&)> callback() {
    return [this](const Progress& progress) {
      const std::unique_lock lock(mutex_, std::try_to_lock);
      if (!lock) overlap_ = true;
      if (lock) all_.push_back(progress);
    };
  }
  std::vector<Progress> of(Progress::Phase phase) const {
    std::vector<Progress> result;
    for (const Progress& p : all_) {
      if (p.phase == phase) result.push_back(p);
    }
    return result;
  }
  std::size_t size() const { return all_.size(); }
  bool overlap() const { return overlap_; }

 private:
  std::mutex mutex_;
  std::vector<Progress> all_;
  std::atomic<bool> overlap_ = false;
};

/// A sink that takes 20 ms for each 10 ms of model time.
class SlowSink final : public RecordingSink {
 public:
  void spikes(PopulationIndex, Tick, Tick, std::span<const RecordedSpike>) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  void samples(std::uint32_t, Tick, std::span<const double>) override {}
  void finish(Tick, std::uint64_t, std::uint64_t) override {}
};

void check_running(const Reports& reports, const Network& network, double wall_seconds) {
  const std::vector<Progress> running = reports.of(Progress::Phase::kRunning);
  CHECK(running.size() >= 3);
  CHECK(static_cast<double>(running.size()) <= wall_seconds / 0.1 + 1);
  Progress last;
  for (const Progress& p : running) {
    CHECK(p.model_time >= last.model_time);
    CHECK(p.spikes >= last.spikes);
    CHECK(p.wall_seconds >= last.wall_seconds);
    CHECK(p.end == network.warm_up + network.duration);
    CHECK(p.model_time <= p.end);
    CHECK(p.fraction_built == 1);
    last = p;
  }
  CHECK(last.model_time > 0);
  CHECK(last.spikes > 0);
  CHECK_FALSE(reports.overlap());
}

TEST_CASE("A run reports its progress about ten times a second, and not after its end") {
  const bool waits_for_sink = GENERATE(false, true);
  Network network = test::driven_network(waits_for_sink ? 600 : 100);
  network.warm_up = 20 * kTicksPerMs;
  Reports reports;
  SimulationOptions options{.threads = 2, .partitions = 2};
  options.on_progress = reports.callback();
  if (!waits_for_sink) {
    options.before_step = [](unsigned, std::int64_t) {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    };
  }
  SlowSink sink;
  Simulation simulation(network, options);
  const auto begin = std::chrono::steady_clock::now();
  simulation.run(waits_for_sink ? &sink : nullptr);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  const std::size_t before = reports.size();
  check_running(reports, network, wall.count());
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  CHECK(reports.size() == before);
}

TEST_CASE("Building reports how much is done") {
  Network network = test::driven_network(1, 30'000);
  network.projections[0].rule = FixedInDegree{150};
  Reports reports;
  SimulationOptions options{.threads = 2, .partitions = 2};
  options.on_progress = reports.callback();
  const Simulation simulation(network, options);
  const std::vector<Progress> building = reports.of(Progress::Phase::kBuilding);
  CHECK(reports.size() == building.size());
  if (simulation.build_seconds() > 0.2) CHECK(building.size() >= 1);
  CHECK(static_cast<double>(building.size()) <= simulation.build_seconds() / 0.1 + 1);
  double before = 0;
  for (const Progress& p : building) {
    CHECK(p.fraction_built > before);
    CHECK(p.fraction_built <= 1);
    before = p.fraction_built;
  }
  CHECK_FALSE(reports.overlap());
}

}  // namespace
}  // namespace engram
