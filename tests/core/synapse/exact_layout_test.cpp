#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/registry/built_in_models.hpp"
#include "core/synapse/exact_network.hpp"
#include "core/synapse/synapse_draw.hpp"

// The synapses of the continuous clock in memory, whose delays are ticks of their own or ranks.

namespace engram::test {
namespace {

/// The synapses of one partition in the order of its stream, by source.
std::vector<ExactSynapse> read_exact(const IncomingSynapses& incoming, std::size_t partition,
                                     const Drawn& drawn) {
  const auto ids = ids_by_slot(drawn.partitioning.partitions[partition], drawn.partitioning);
  std::vector<ExactSynapse> synapses;
  for (std::uint32_t source = 0; source < drawn.partitioning.neurons; ++source) {
    for (auto s = incoming.synapses_of(source, drawn.classes.classes); s.next();) {
      const Tick delay =
          s.run_class().own_delay ? s.own_delay() : drawn.classes.delays.steps(s.delay());
      synapses.emplace_back(source, ids[s.target()], delay, weight_of(incoming, s));
    }
  }
  return synapses;
}

std::vector<IncomingSynapses> sorted_partitions(const Drawn& drawn) {
  std::vector<IncomingSynapses> all;
  for (std::size_t i = 0; i < drawn.partitioning.partitions.size(); ++i) {
    all.push_back(build_by_sorting(drawn.request(i)));
  }
  return all;
}

bool holds_what_was_drawn(const Drawn& drawn) {
  std::vector<ExactSynapse> found;
  const std::vector<IncomingSynapses> all = sorted_partitions(drawn);
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::ranges::copy(read_exact(all[i], i, drawn), std::back_inserter(found));
  }
  std::ranges::sort(found);
  return found == drawn_synapses(drawn);
}

bool same_layout(const IncomingSynapses& a, const IncomingSynapses& b, std::uint32_t neurons) {
  for (std::uint32_t id = 0; id < neurons; ++id) {
    if (a.index.find(id) != b.index.find(id)) return false;
  }
  return a.width == b.width && a.count == b.count && a.max_delay == b.max_delay &&
         a.least_delay_from == b.least_delay_from &&
         std::ranges::equal(a.stream.span(), b.stream.span()) &&
         std::ranges::equal(a.plastic.span(), b.plastic.span());
}

/// How many partitions counting lays out, all as sorting does; -1 if one is different.
int counted_alike(const Drawn& drawn) {
  int counted = 0;
  for (std::size_t i = 0; i < drawn.partitioning.partitions.size(); ++i) {
    const auto by_counting = build_by_counting(drawn.request(i));
    if (!by_counting) continue;
    ++counted;
    const IncomingSynapses by_sorting = build_by_sorting(drawn.request(i));
    if (!same_layout(*by_counting, by_sorting, drawn.partitioning.neurons)) return -1;
  }
  return counted;
}

/// Whether the delays of every run ascend, and those of shared ones from run to run.
bool ascends(const IncomingSynapses& incoming, const Drawn& drawn) {
  for (std::uint32_t id = 0; id < drawn.partitioning.neurons; ++id) {
    Tick last = 0;
    const SynapseClass* run = nullptr;
    for (auto s = incoming.synapses_of(id, drawn.classes.classes); s.next();) {
      const bool own = s.run_class().own_delay;
      if (own != (s.delay() == 0)) return false;
      if (&s.run_class() != run && (own || run == nullptr || run->own_delay)) last = 0;
      run = &s.run_class();
      const Tick delay = own ? s.own_delay() : drawn.classes.delays.steps(s.delay());
      if (delay < last) return false;
      last = delay;
    }
  }
  return true;
}

/// Least delays from each partition, from the synapses themselves.
std::vector<Tick> least_delays(const IncomingSynapses& incoming, std::size_t partition,
                               const Drawn& drawn) {
  const auto owners = drawn.partitioning.owners();
  std::vector<Tick> least(drawn.partitioning.partitions.size(), IncomingSynapses::kUnreachable);
  for (const auto& [source, target, delay, weight] : read_exact(incoming, partition, drawn)) {
    least[owners[source]] = std::min(least[owners[source]], delay);
  }
  return least;
}

}  // namespace

TEST_CASE("every synapse of the continuous clock is laid out once, its delay to the tick") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_exact_network(dice);
    RC_ASSERT(holds_what_was_drawn(Drawn(network, 1)));
    RC_ASSERT(holds_what_was_drawn(Drawn(network, static_cast<unsigned>(dice.whole(2, 5)))));
  }));
}

TEST_CASE("counting and sorting lay out the same bytes on the continuous clock") {
  int counted = 0;
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_exact_network(dice);
    const int alike = counted_alike(Drawn(network, static_cast<unsigned>(dice.whole(1, 4))));
    RC_ASSERT(alike >= 0);
    counted += alike;
  }));
  CHECK(counted > 50);
}

TEST_CASE("own delays ascend within a run, shared ones from run to run") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_exact_network(dice);
    const Drawn drawn(network, 2);
    for (const IncomingSynapses& incoming : sorted_partitions(drawn)) {
      RC_ASSERT(ascends(incoming, drawn));
    }
  }));
}

TEST_CASE("least delays on the continuous clock are those of the fastest synapses") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_exact_network(dice);
    if (network.projections.size() > 4) network.projections.resize(4);  // at most 1024 ranks
    const Drawn drawn(network, 3);
    const std::vector<IncomingSynapses> all = sorted_partitions(drawn);
    for (std::size_t i = 0; i < all.size(); ++i) {
      RC_ASSERT(all[i].least_delay_from == least_delays(all[i], i, drawn));
    }
  }));
}

TEST_CASE("more shared delays than a header can bridge are laid out right") {
  const Network network = network_of_many_ranks();
  const Drawn drawn(network, 2);
  const std::vector<IncomingSynapses> all = sorted_partitions(drawn);
  std::uint32_t greatest_key = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    greatest_key = std::max(greatest_key, all[i].max_delay);
    CHECK(ascends(all[i], drawn));
    const std::vector<Tick> least = least_delays(all[i], i, drawn);
    for (std::size_t from = 0; from < least.size(); ++from) {
      // A lower bound where the first header only bridges.
      CHECK(all[i].least_delay_from[from] <= least[from]);
      CHECK(all[i].least_delay_from[from] > 0);
    }
  }
  CHECK(greatest_key > 2 * RunHeader::kMaxWait);
  CHECK(holds_what_was_drawn(drawn));
  CHECK(counted_alike(drawn) >= 0);
}

TEST_CASE("own delays and weights of all storages fit side by side, up to the longest delay") {
  const WeightStorage storage = GENERATE(WeightStorage::kConst, WeightStorage::kW16,
                                         WeightStorage::kF32, WeightStorage::kF64);
  const bool sleeps = GENERATE(false, true);
  Network network = empty_network(10);
  network.clock = Clock::any_time();
  add_neurons(network, IafPscDelta{}, Precision::kDouble, 300);
  if (sleeps) network.populations[0].sleep = Sleep::kAlways;
  Distribution weight{Uniform{0.5, 1}};
  if (storage == WeightStorage::kConst) weight = {Constant{0.7}};
  network.projections.push_back({.rule = FixedInDegree{40, true, true},
                                 .weight = weight,
                                 .delay = {Uniform{1e-9, 280'000}},
                                 .storage = storage});
  const Drawn drawn(network, 2);
  const SynapseClass& c = drawn.classes.classes[drawn.classes.of_projection[0][0]];
  CHECK(c.storage == storage);
  CHECK(c.own_delay);
  CHECK(holds_what_was_drawn(drawn));
  CHECK(build_by_sorting(drawn.request(0)).width == (sleeps ? TargetWidth::k32 : TargetWidth::k16));
}

TEST_CASE("own delays survive any tick count that 48 bits hold") {
  for (const Tick delay : {Tick{1}, Tick{2}, Tick{0xffff}, Tick{0x1'0000}, Tick{0xffff'ffff},
                           280'000 * kTicksPerMs, kMaxOwnDelay}) {
    for (const WeightStorage storage :
         {WeightStorage::kConst, WeightStorage::kW16, WeightStorage::kF32, WeightStorage::kF64}) {
      SynapseClass c{.storage = storage};
      c.own_delay = true;
      std::array<std::uint16_t, 16> halves{};
      halves.fill(0xbeef);
      store_synapse(c, TargetWidth::k32, halves.data(), 0x12345678, -3, delay);
      CHECK(load_own_delay(c, TargetWidth::k32, halves.data()) == delay);
      CHECK(load_target<TargetWidth::k32>(halves.data()) == 0x12345678);
      CHECK(halves[halves_per_synapse(c, TargetWidth::k32)] == 0xbeef);
    }
  }
}

}  // namespace engram::test
