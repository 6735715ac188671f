#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "core/base/error.hpp"
#include "core/engine/driven_network.hpp"
#include "core/registry/built_in_models.hpp"

// What goes wrong while running ends the run and comes out of it.

namespace engram {
namespace {

using Catch::Matchers::Contains;
using test::driven_network;

constexpr double kForever = 1e8;  // ms

/// Fails at one of its calls, as a full disk would; notices calls after the run has ended.
class FailingSink final : public RecordingSink {
 public:
  FailingSink(int good_spans, bool fails_at_finish)
      : good_spans_(good_spans), fails_at_finish_(fails_at_finish) {}

  void spikes(PopulationIndex, Tick, Tick, std::span<const RecordedSpike>) override {
    if (run_has_ended) ++late_calls;
    std::this_thread::sleep_for(pause);
    if (good_spans_-- == 0) throw EnvironmentError("the disk is full");
  }
  void samples(std::uint32_t, Tick, std::span<const double>) override {}
  void finish(Tick, std::uint64_t, std::uint64_t) override {
    finished = true;
    if (fails_at_finish_) throw EnvironmentError("the disk is full at the end");
  }

  std::chrono::milliseconds pause{0};  ///< at every call
  std::atomic<bool> run_has_ended = false;
  std::atomic<int> late_calls = 0;
  std::atomic<bool> finished = false;

 private:
  std::atomic<int> good_spans_;
  bool fails_at_finish_;
};

TEST_CASE("A sink that fails ends the run, and its error comes out") {
  const int good_spans = GENERATE(0, 3);
  const unsigned threads = GENERATE(1u, 2u);
  FailingSink sink(good_spans, false);
  Simulation simulation(driven_network(kForever), {.threads = threads, .partitions = 3});
  CHECK_THROWS_MATCHES(simulation.run(&sink), EnvironmentError,
                       Catch::Matchers::Message("the disk is full"));
  CHECK_FALSE(sink.finished);
}

TEST_CASE("A sink may fail at the very end") {
  FailingSink sink(1000, true);
  Simulation simulation(driven_network(30), {.threads = 2, .partitions = 2});
  CHECK_THROWS_MATCHES(simulation.run(&sink), EnvironmentError,
                       Catch::Matchers::Message("the disk is full at the end"));
}

/// Two relays, far apart, that double every spike at each step.
Network exploding_network() {
  Network network = test::empty_network(kForever);
  test::add_spike_train(network, {1.0});
  test::add_neurons(network, Relay{}, Precision::kSingle, 256);
  const ExplicitList start{{{0, 0, 1, 0.1}, {0, 255, 1, 0.1}}};
  network.projections = {{.source = 0, .target = 1, .rule = start},
                         {.source = 1, .target = 1, .rule = OneToOne{}, .delay = {Constant{0.1}}},
                         {.source = 1, .target = 1, .rule = OneToOne{}, .delay = {Constant{0.1}}}};
  return network;
}

TEST_CASE("Relays that multiply spikes without end are stopped") {
  const unsigned threads = GENERATE(1u, 2u, 4u);
  const unsigned partitions = GENERATE(1u, 4u);
  Simulation simulation(exploding_network(), {.threads = threads, .partitions = partitions});
  CHECK_THROWS_WITH(simulation.run(), Contains("relay") && Contains("65,536"));
}

TEST_CASE("What a worker throws comes out of the run") {
  const unsigned threads = GENERATE(1u, 2u, 3u);
  const unsigned guilty = GENERATE(0u, 2u);
  SimulationOptions options{.threads = threads, .partitions = 3};
  options.before_step = [&](unsigned partition, std::int64_t step) {
    if (partition == guilty && step == 77) throw std::logic_error("step 77");
  };
  Simulation simulation(driven_network(kForever), options);
  CHECK_THROWS_MATCHES(simulation.run(), std::logic_error, Catch::Matchers::Message("step 77"));
}

TEST_CASE("After a run that failed its sink is not called") {
  FailingSink sink(1'000'000, false);
  sink.pause = std::chrono::milliseconds(10);
  SimulationOptions options{.threads = 2, .partitions = 2};
  // By then the sink has received few of the spikes.
  options.before_step = [&](unsigned partition, std::int64_t step) {
    if (partition == 0 && step == 2900) throw std::logic_error("step 2900");
  };
  Simulation simulation(driven_network(kForever), options);
  CHECK_THROWS_AS(simulation.run(&sink), std::logic_error);
  sink.run_has_ended = true;
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(sink.late_calls == 0);
  CHECK_FALSE(sink.finished);
}

TEST_CASE("What was simulated before a run failed is recorded") {
  const test::Recorded whole = test::simulate(driven_network(300), {.threads = 1});
  const unsigned threads = GENERATE(1u, 2u);
  SimulationOptions options{.threads = threads, .partitions = 2};
  options.before_step = [&](unsigned partition, std::int64_t step) {
    if (partition == 0 && step == 2900) throw std::logic_error("step 2900");
  };
  test::CollectingSink sink;
  Simulation simulation(driven_network(kForever), options);
  CHECK_THROWS_AS(simulation.run(&sink), std::logic_error);
  CHECK(sink.finished() == 0);
  for (PopulationIndex p = 0; p < simulation.network().populations.size(); ++p) {
    REQUIRE_FALSE(sink.spans_of(p).empty());
    const Tick end = sink.spans_of(p).back().second;
    CHECK(end > ticks_from_ms(285));
    std::vector<RecordedSpike> expected = whole.sink.spikes_of(p);
    std::erase_if(expected, [&](const RecordedSpike& spike) { return spike.time.tick > end; });
    CHECK(sink.spikes_of(p) == expected);
  }
}

TEST_CASE("A run that fails leaves other runs alone") {
  const Network network = driven_network(20);
  const std::uint64_t hash = Simulation(network, {.threads = 2, .partitions = 2}).run().spike_hash;
  SimulationOptions failing{.threads = 2, .partitions = 2};
  failing.before_step = [](unsigned, std::int64_t) { throw std::logic_error("at once"); };
  CHECK_THROWS_AS(Simulation(network, failing).run(), std::logic_error);
  CHECK(Simulation(network, {.threads = 2, .partitions = 2}).run().spike_hash == hash);
}

}  // namespace
}  // namespace engram
