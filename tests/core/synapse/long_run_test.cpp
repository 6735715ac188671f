#include <catch2/catch.hpp>

#include "core/support/small_network.hpp"
#include "core/synapse/laid_out.hpp"

// Runs and waits that do not fit one header word: from the layout to the spikes that they cause.

namespace engram::test {
namespace {

/// One spike at 1 ms onto `targets` neurons that fire at each arrival.
Network fan_out(std::uint64_t targets) {
  Network network = empty_network(5);
  const PopulationIndex source = add_spike_train(network, {1});
  const PopulationIndex target = add_neurons(network, IafPscDelta{}, Precision::kSingle, targets);
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = AllToAll{};
  projection.weight = {Constant{20}};
  projection.delay = {Constant{2}};
  network.projections.push_back(projection);
  return network;
}

}  // namespace

TEST_CASE("a run of more synapses than a header can count is split") {
  const std::uint64_t targets = GENERATE(65'535, 65'536, 200'000);
  Network network = fan_out(targets);
  network.populations[1].sleep = Sleep::kAlways;  // apart from the source, in one partition
  const Drawn drawn(network, 1);
  std::size_t owner = 0;  // the partition of the targets
  while (drawn.partitioning.partitions[owner].slices.back().population != 1) ++owner;
  CHECK(build_by_counting(drawn.request(owner)).has_value() == (targets == 65'535));
  const IncomingSynapses incoming = build_by_sorting(drawn.request(owner));
  CHECK(incoming.count == targets);
  std::uint64_t next = 0;
  for (auto s = incoming.synapses_of(0, drawn.classes.classes); s.next(); ++next) {
    if (s.target() != next || s.delay() != 20) break;
  }
  CHECK(next == targets);
  const RunResult run = Simulation(network).run();
  CHECK(run.populations[1].spikes == targets);
}

TEST_CASE("many synapses between two neurons add up, whatever number") {
  const std::uint64_t number = GENERATE(1, 65'535, 65'536, 200'000);
  const auto storage = GENERATE(WeightStorage::kConst, WeightStorage::kF32, WeightStorage::kF64);
  Network network = fan_out(1);
  IafPscDelta model;
  model.V_th = 1e9;
  network.populations[1].model = model;
  network.populations[1].precision = Precision::kDouble;
  Projection& projection = network.projections[0];
  projection.rule = FixedTotalNumber{number};
  projection.weight = {Constant{0.25}};
  projection.storage = storage;
  const std::uint32_t recorder = record_V_m(network, 1);
  const std::vector<double> V_m = V_m_by_step(network, simulate(network), recorder);
  CHECK(V_m[29] == Approx(-70));
  CHECK(V_m[30] == Approx(-70 + 0.25 * static_cast<double>(number)).epsilon(1e-12));
}

TEST_CASE("long waits are bridged") {
  const auto queue = GENERATE(QueueKind::kCalendar, QueueKind::kHeap);
  const std::vector<std::uint32_t> steps{1,    1022, 1023, 1024,   1025,
                                         2046, 2047, 5000, 10'000, 100'000};
  Network network = empty_network(10'200);
  const PopulationIndex source = add_spike_train(network, {0.1, 30});
  const PopulationIndex target = add_neurons(network, IafPscDelta{});
  ExplicitList list;
  for (const std::uint32_t delay : steps) list.connections.push_back({0, 0, 20, 0.1 * delay});
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = list;
  network.projections.push_back(projection);

  const Drawn drawn(network, 1);
  const IncomingSynapses incoming = build_by_sorting(drawn.request(0));
  auto cursor = incoming.synapses_of(0, drawn.classes.classes);
  for (const std::uint32_t delay : steps) {
    REQUIRE(cursor.next());
    CHECK(cursor.delay() == delay);
  }
  CHECK_FALSE(cursor.next());

  SimulationOptions options;
  options.queue = queue;
  std::vector<std::int64_t> expected;
  for (const std::int64_t sent : {1, 300}) {
    for (const std::uint32_t delay : steps) expected.push_back(sent + delay);
  }
  std::ranges::sort(expected);
  // Of arrivals within the refractory time only the first counts.
  std::vector<std::int64_t> spikes;
  for (const std::int64_t step : expected) {
    if (spikes.empty() || step > spikes.back() + 20) spikes.push_back(step);
  }
  CHECK(spike_steps(network, simulate(network, options), target) == spikes);
}

}  // namespace engram::test
