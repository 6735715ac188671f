#include <rapidcheck.h>

#include <array>
#include <catch2/catch.hpp>

#include "core/base/spike_hash.hpp"
#include "core/engine/same_run.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/support/collecting_sink.hpp"

// Determinism: the same model and seed give the same spikes, on any threads and partitions,
// whatever is recorded. See also schedule_test.cpp, which does without threads.

namespace engram {
namespace {

using test::any_network;
using test::check_same_run;
using test::check_same_spikes;
using test::Recorded;
using test::simulate;

const SimulationOptions kPlain{.threads = 1, .partitions = 1};

TEST_CASE("Spikes do not depend on threads, partitions or queue") {
  CHECK(rc::check([] {
    const Network network = any_network();
    const Recorded reference = simulate(network, kPlain);
    RC_ASSERT(reference.result.spikes > 0);
    constexpr std::array kThreads{1u, 2u, 3u, 8u};
    for (unsigned partitions = 1; partitions <= 9; ++partitions) {
      const SimulationOptions options{
          .threads = kThreads[partitions % kThreads.size()],
          .partitions = partitions,
          .queue = partitions % 2 == 0 ? QueueKind::kCalendar : QueueKind::kHeap};
      check_same_run(network, reference, simulate(network, options));
    }
  }));
}

TEST_CASE("A second run gives the same spikes, another seed others") {
  CHECK(rc::check([] {
    Network network = any_network();
    const SimulationOptions options{.threads = 2, .partitions = 3};
    const Recorded first = simulate(network, options);
    check_same_run(network, first, simulate(network, options));
    ++network.seed;
    RC_ASSERT(simulate(network, options).result.spike_hash != first.result.spike_hash);
  }));
}

TEST_CASE("Recording a run does not change it") {
  CHECK(rc::check([] {
    Network network = any_network();
    const SimulationOptions options{.threads = 2, .partitions = 4};
    const Recorded recorded = simulate(network, options);
    CHECK(recorded.sink.spike_hash() == recorded.result.spike_hash);

    const RunResult unrecorded = Simulation(network, options).run();
    RC_ASSERT(unrecorded.spike_hash == recorded.result.spike_hash);
    RC_ASSERT(unrecorded.spikes == recorded.result.spikes);

    network.state_recorders.clear();
    check_same_spikes(network, recorded, simulate(network, options));

    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      const NeuronModel& model = network.populations[p].model;
      if (!is_lif(model)) continue;  // no state
      network.state_recorders.push_back(
          {.selection = {p, {}}, .variables = {"V_m"}, .interval = 0.5});
    }
    check_same_spikes(network, recorded, simulate(network, options));
  }));
}

TEST_CASE("How a run is split into warm-up and measurement does not change its spikes") {
  CHECK(rc::check([] {
    Network network = any_network();
    const Tick step = network.clock.step();
    const Tick total = network.warm_up + network.duration;
    const Recorded recorded = simulate(network, kPlain);
    network.warm_up = *rc::gen::inRange<Tick>(0, total / step) * step;
    network.duration = total - network.warm_up;
    const Recorded split = simulate(network, {.threads = 3, .partitions = 5});
    check_same_spikes(network, recorded, split);
    RC_ASSERT(split.result.model_time == total);
  }));
}

TEST_CASE("The hash is that of the recorded spikes") {
  CHECK(rc::check([] {
    const Network network = any_network();
    const Recorded recorded = simulate(network, {.threads = 2, .partitions = 2});
    SpikeHash hash;
    std::uint64_t count = 0;
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      for (const RecordedSpike& spike : recorded.sink.spikes_of(p)) {
        hash.add(p, spike.time, spike.neuron);
        ++count;
      }
    }
    RC_ASSERT(hash.value() == recorded.result.spike_hash);
    RC_ASSERT(count == recorded.result.spikes);
  }));
}

}  // namespace
}  // namespace engram
