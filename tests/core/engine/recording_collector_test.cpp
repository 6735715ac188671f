#include "core/engine/recording_collector.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/check/estimate.hpp"
#include "core/engine/driven_network.hpp"
#include "core/recording/recording_span.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram {
namespace {

using test::Recorded;
using test::simulate;
using Span = std::pair<Tick, Tick>;

const SimulationOptions kCut{.threads = 2, .partitions = 5};

/// Two driven populations, with a step that does not divide the length of a span.
Network two_populations() {
  Network network = test::empty_network(95.4, 0.3);
  test::add_driven(network, 300, {Uniform{0.6, 3}});
  test::add_driven(network, 100, {Constant{0.9}});
  for (Population& p : network.populations) {
    auto& model = p.model.as<IafPscExp>();
    model.t_ref = 2.1;
  }
  return network;
}

std::vector<RecordedSpike> only(const std::vector<RecordedSpike>& spikes,
                                const std::vector<std::uint32_t>& neurons) {
  std::vector<RecordedSpike> result;
  std::ranges::copy_if(spikes, std::back_inserter(result), [&](const RecordedSpike& spike) {
    return std::ranges::find(neurons, spike.neuron) != neurons.end();
  });
  return result;
}

TEST_CASE("Spans are consecutive, of one length, and the same for all populations") {
  const Network network = two_populations();
  const Tick length = recording_span(network);
  CHECK(length == ticks_from_ms(10.2));
  const Recorded run = simulate(network, kCut);
  std::vector<Span> expected;
  for (Tick t = 0; t < network.duration; t += length) {
    expected.emplace_back(t, std::min(t + length, network.duration));
  }
  CHECK(run.sink.spans_of(0) == expected);
  CHECK(run.sink.spans_of(1) == expected);
  CHECK(run.sink.finished() == 1);
  CHECK(run.sink.end() == network.duration);
}

TEST_CASE("Silence between two spans with spikes is one span, and so is that of the end") {
  Network network = test::empty_network(5e6);
  test::add_spike_train(network, {1, 11, 12, 1e6});
  test::add_spike_train(network, {2e6, 5e6});
  std::vector<Span> expected;
  for (const auto& [begin, end] :
       std::initializer_list<std::pair<double, double>>{{0, 10},
                                                        {10, 20},
                                                        {20, 1e6 - 10},
                                                        {1e6 - 10, 1e6},
                                                        {1e6, 2e6 - 10},
                                                        {2e6 - 10, 2e6},
                                                        {2e6, 5e6 - 10},
                                                        {5e6 - 10, 5e6}}) {
    expected.emplace_back(ticks_from_ms(begin), ticks_from_ms(end));
  }
  CHECK(simulate(network, kCut).sink.spans_of(0) == expected);
  // What is not recorded is silence, too.
  network.spike_recorders = {{{1, {}}}};
  expected.erase(expected.begin(), expected.begin() + 4);
  expected.front().first = 0;
  CHECK(simulate(network, kCut).sink.spans_of(1) == expected);
}

TEST_CASE("Spans are whole steps of any length, and short where samples are many") {
  Network network = test::empty_network(20'000);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, 1);
  const auto span_with_step = [&](double step) {
    network.clock = Clock::grid(ticks_from_ms(step));
    return ms_from_ticks(recording_span(network));
  };
  CHECK(span_with_step(0.1) == 10);
  CHECK(span_with_step(0.7) == 10.5);
  CHECK(span_with_step(16) == 16);
  CHECK(span_with_step(1000) == 1000);
  CHECK(span_with_step(1e-6) == 10);
  network.populations[0].size = 50'000;
  network.state_recorders = {{{0, {}}, {"V_m", "I_syn"}, 0.1}};
  CHECK(span_with_step(0.1) == 1);  // of 0.8 MB a sample
  network.populations[0].size = 50'000'000;
  CHECK(span_with_step(0.1) == 0.1);
}

/// Checks each call on its own: what it is given lies in its span, in order.
class CheckingSink final : public RecordingSink {
 public:
  void spikes(PopulationIndex, Tick begin, Tick end,
              std::span<const RecordedSpike> spikes) override {
    right = right && std::ranges::is_sorted(spikes);
    for (const RecordedSpike& spike : spikes) {
      right = right && spike.time.tick > begin && spike.time.tick <= end;
      ++count;
    }
  }
  void samples(std::uint32_t, Tick, std::span<const double>) override {}
  void finish(Tick, std::uint64_t spike_count, std::uint64_t) override {
    right = right && spike_count == count;
  }

  bool right = true;
  std::uint64_t count = 0;
};

TEST_CASE("Each span holds its own spikes, in order of time and neuron") {
  CheckingSink sink;
  Simulation(two_populations(), kCut).run(&sink);
  CHECK(sink.right);
  CHECK(sink.count > 500);
}

TEST_CASE("Chosen neurons alone are recorded; count and hash are those of all") {
  Network network = two_populations();
  const Recorded all = simulate(network, kCut);
  const std::vector<std::uint32_t> chosen{0, 3, 64, 65, 200, 299};
  network.spike_recorders = {{{0, chosen}}};
  const Recorded some = simulate(network, kCut);
  CHECK(some.sink.spikes_of(0) == only(all.sink.spikes_of(0), chosen));
  CHECK_FALSE(some.sink.spikes_of(0).empty());
  CHECK(some.sink.spans_of(0) == all.sink.spans_of(0));
  CHECK(some.sink.spans_of(1).empty());
  CHECK(some.sink.spike_count() == all.sink.spike_count());
  CHECK(some.sink.spike_hash() == all.sink.spike_hash());
}

TEST_CASE("Several recorders of one population record what any of them chooses, once") {
  Network network = two_populations();
  const Recorded all = simulate(network, kCut);
  network.spike_recorders = {{{0, {5, 100}}}, {{0, {100, 299}}}, {{1, {7}}}, {{1, {}}}, {{1, {8}}}};
  const Recorded some = simulate(network, kCut);
  CHECK(some.sink.spikes_of(0) == only(all.sink.spikes_of(0), {5, 100, 299}));
  CHECK(some.sink.spikes_of(1) == all.sink.spikes_of(1));
}

/// Neurons that a constant current brings halfway to threshold, from V_m = E_L + i / 100 mV.
Network charging_network(Sleep sleep) {
  Network network = test::empty_network(50);
  network.warm_up = ticks_from_ms(10.1);
  IafPscExp model;
  model.I_e = 200;
  ExplicitList start;
  for (std::uint32_t i = 0; i < 200; ++i) {
    start.connections.push_back({i, i, static_cast<double>(i), 0.1});
  }
  test::add_neurons(network, SpikeTrains{std::vector<std::vector<double>>(200, {0.1})},
                    Precision::kSingle, 200);
  test::add_neurons(network, model, Precision::kDouble, 200);
  network.populations[1].sleep = sleep;
  network.projections = {{.source = 0, .target = 1, .rule = start}};
  return network;
}

/// Closed form: the charging membrane and the response to a current of i pA that arrives at 0.2 ms.
double V_m(std::uint32_t i, double t) {
  const IafPscExp m;
  const double charging = 200 * m.tau_m / m.C_m * (1 - std::exp(-t / m.tau_m));
  const double since = std::max(0.0, t - 0.2);
  const double tau = m.tau_m * m.tau_syn_ex / (m.tau_m - m.tau_syn_ex);
  const double response =
      i * tau / m.C_m * (std::exp(-since / m.tau_m) - std::exp(-since / m.tau_syn_ex));
  return m.E_L + charging + response;
}

/// Of the charging neurons.
void add_recorder(Network& network, const std::vector<std::uint32_t>& neurons,
                  const std::vector<std::string>& variables, double interval) {
  StateRecorder& recorder = network.state_recorders.emplace_back();
  recorder.selection.population = 1;
  recorder.selection.neurons = neurons;
  recorder.variables = variables;
  recorder.interval = interval;
}

TEST_CASE("State is sampled at multiples of the interval, however the network is cut") {
  const Sleep sleep = GENERATE(Sleep::kNever, Sleep::kAlways);
  const unsigned partitions = GENERATE(1u, 2u, 4u);
  Network network = charging_network(sleep);
  const std::vector<std::uint32_t> chosen{1, 63, 64, 150, 199};
  add_recorder(network, chosen, {"I_syn", "V_m"}, 0.7);
  add_recorder(network, {}, {"V_m"}, 60.1);
  const Recorded run = simulate(network, {.threads = 2, .partitions = partitions});
  CHECK(run.result.populations[1].spikes == 0);

  const auto& samples = run.sink.samples_of(0);
  REQUIRE(samples.size() == 85);  // to 60.1 ms, warm-up included
  for (std::size_t k = 0; k < samples.size(); ++k) {
    REQUIRE(samples[k].time == static_cast<Tick>(k + 1) * ticks_from_ms(0.7));
    REQUIRE(samples[k].values.size() == 2 * chosen.size());
    const double t = ms_from_ticks(samples[k].time);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const double I_syn = chosen[i] * std::exp(-(t - 0.2) / IafPscExp{}.tau_syn_ex);
      CHECK(samples[k].values[i] == Approx(I_syn).margin(1e-9));
      CHECK(samples[k].values[chosen.size() + i] == Approx(V_m(chosen[i], t)).epsilon(1e-9));
    }
  }

  const auto& last = run.sink.samples_of(1);
  REQUIRE(last.size() == 1);  // at the very end
  REQUIRE(last[0].values.size() == 200);
  for (std::uint32_t i = 0; i < 200; ++i) {
    CHECK(last[0].values[i] == Approx(V_m(i, 60.1)).epsilon(1e-9));
  }
}

/// Counts what it was given, slowly. Takes the first sample when half of what may wait does, or
/// after a minute, so that the run comes to its bound however slow the machine is.
class SlowSink final : public RecordingSink {
 public:
  void spikes(PopulationIndex, Tick, Tick end, std::span<const RecordedSpike>) override {
    reached = end;
  }
  void samples(std::uint32_t, Tick, std::span<const double>) override {
    for (int ms = 0; taken == 0 && waiting <= Backlog::kMostBytes / 2 && ms < 60'000; ++ms) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
    ++taken;
  }
  void finish(Tick, std::uint64_t, std::uint64_t) override {}
  std::atomic<Tick> reached = 0;
  std::atomic<std::int64_t> taken = 0;
  std::atomic<std::int64_t> waiting = 0;  ///< bytes, the most that there were at a time
};

TEST_CASE("The run waits for a slow sink, so that the bytes that wait are bounded") {
  const unsigned partitions = GENERATE(1u, 3u);
  constexpr std::int64_t kBytes = 40'000 * sizeof(double);  // of a sample
  Network network = test::empty_network(50);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, 40'000);
  network.populations[0].sleep = Sleep::kAlways;
  network.projections = {{.source = 0,
                          .target = 0,
                          .rule = FixedInDegree{1},
                          .weight = {Constant{0}},
                          .delay = {Constant{0.1}}}};
  network.state_recorders = {{{0, {}}, {"V_m"}, 0.1}};
  SlowSink sink;
  SimulationOptions options{.threads = 2, .partitions = partitions};
  options.before_step = [&](unsigned, std::int64_t step) {
    sink.waiting = std::max(sink.waiting.load(), (step - 1 - sink.taken) * kBytes);
  };
  const RunResult result = Simulation(network, options).run(&sink);
  CHECK(result.completed);
  CHECK(sink.reached == network.duration);
  CHECK(sink.taken == 500);
  // On top: the span that the sink is given and the next one, and a sample of each partition.
  const auto span = static_cast<std::int64_t>(kMostSampleBytes);
  CHECK(sink.waiting < Backlog::kMostBytes + 2 * span + 4 * kBytes);
  CHECK(sink.waiting > Backlog::kMostBytes / 2);  // but need not go in step with it
  CHECK(estimate(network).recording_bytes > Backlog::kMostBytes + 3 * kBytes);
}

TEST_CASE("However much waits, partitions may run to the end of the next span") {
  Backlog backlog(100);
  CHECK(backlog.within(1000) == 1000);
  backlog.add(Backlog::kMostBytes - 1);
  CHECK(backlog.within(1000) == 1000);
  backlog.add(1);
  CHECK(backlog.within(1000) == 100);
  CHECK(backlog.within(50) == 50);
  backlog.take(0, 200);
  CHECK(backlog.within(1000) == 200);
  backlog.take(1, 300);
  CHECK(backlog.within(1000) == 1000);
  CHECK(backlog.bytes() == Backlog::kMostBytes - 1);
}

}  // namespace
}  // namespace engram
