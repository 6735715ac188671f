#include <catch2/catch.hpp>
#include <chrono>
#include <stop_token>
#include <thread>

#include "core/base/spike_hash.hpp"
#include "core/engine/driven_network.hpp"

// A run that is stopped is a complete run of a shorter time.

namespace engram {
namespace {

using test::driven_network;

/// Much longer than anyone would wait.
constexpr double kForever = 1e8;  // ms

struct Stopped {
  RunResult result;
  test::CollectingSink sink;
};

/// Requests a stop once any partition comes to step 300.
Stopped stop_in_between(const Network& network, unsigned threads, unsigned partitions) {
  Stopped stopped;
  std::stop_source stop;
  SimulationOptions options{.threads = threads, .partitions = partitions};
  options.before_step = [&](unsigned, std::int64_t step) {
    // Slow enough for the rest of the run to be short.
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    if (step >= 300) stop.request_stop();
  };
  Simulation simulation(network, options);
  stopped.result = simulation.run(&stopped.sink, stop.get_token());
  return stopped;
}

SpikeHash hash_of(const test::CollectingSink& sink) {
  SpikeHash hash;
  for (const RecordedSpike& spike : sink.spikes_of(0)) hash.add(0, spike.time, spike.neuron);
  return hash;
}

TEST_CASE("A stopped run is that of a shorter duration, and so is its recording") {
  const unsigned threads = GENERATE(1u, 2u, 3u);
  Network network = driven_network(kForever);
  network.warm_up = 5 * kTicksPerMs;
  const auto [result, sink] = stop_in_between(network, threads, 3);

  CHECK_FALSE(result.completed);
  CHECK(result.model_time >= 300 * network.clock.step());
  CHECK(result.model_time < network.duration);
  CHECK(sink.finished() == 1);
  CHECK(sink.end() == result.model_time);
  CHECK(sink.spans_of(0).back().second == result.model_time);
  CHECK(sink.spike_count() == result.spikes);
  CHECK(sink.spike_hash() == result.spike_hash);
  CHECK(sink.spikes_of(0).size() == result.spikes);
  CHECK(hash_of(sink).value() == result.spike_hash);

  network.duration = result.model_time - network.warm_up;
  const test::Recorded whole = test::simulate(network, {.threads = 1, .partitions = 1});
  CHECK(whole.result.completed);
  CHECK(whole.result.spike_hash == result.spike_hash);
  CHECK(whole.result.populations[0].spikes == result.populations[0].spikes);
  CHECK(whole.result.populations[0].rate_hz == result.populations[0].rate_hz);
  CHECK(whole.sink.spikes_of(0) == sink.spikes_of(0));
  CHECK(whole.sink.spans_of(0) == sink.spans_of(0));
}

TEST_CASE("A run may be stopped while it warms up") {
  Network network = driven_network(1);
  network.warm_up = ticks_from_ms(kForever);
  const auto [result, sink] = stop_in_between(network, 2, 2);
  CHECK_FALSE(result.completed);
  CHECK(result.model_time < network.warm_up);
  CHECK(result.simulate_seconds == 0);
  CHECK(result.spikes > 0);
  CHECK(result.populations[0].spikes == 0);
  CHECK(result.populations[0].rate_hz == 0);
  CHECK(sink.end() == result.model_time);
  CHECK(sink.spikes_of(0).size() == result.spikes);
}

TEST_CASE("A run that is stopped before it begins records nothing") {
  std::stop_source stop;
  stop.request_stop();
  test::CollectingSink sink;
  Simulation simulation(driven_network(kForever), {.threads = 2, .partitions = 2});
  const RunResult result = simulation.run(&sink, stop.get_token());
  CHECK_FALSE(result.completed);
  CHECK(result.model_time == 0);
  CHECK(result.spikes == 0);
  CHECK(sink.finished() == 1);
  CHECK(sink.end() == 0);
  CHECK(sink.spikes_of(0).empty());
}

}  // namespace
}  // namespace engram
