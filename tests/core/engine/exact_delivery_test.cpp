#include "core/engine/exact_delivery.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <set>

#include "core/synapse/exact_network.hpp"

namespace engram::test {
namespace {

/// (slot, time, weight)
using Arrival = std::tuple<std::uint32_t, Time, double>;

struct Sent {
  Time time;
  std::uint32_t source = 0;
};

/// What arrives on one partition, one synapse after the other.
std::vector<Arrival> expected_arrivals(const IncomingSynapses& incoming,
                                       const SynapseClasses& classes,
                                       const std::vector<Sent>& spikes) {
  std::vector<Arrival> all;
  for (const Sent& spike : spikes) {
    for (auto s = incoming.synapses_of(spike.source, classes.classes); s.next();) {
      const SynapseClass& c = s.run_class();
      const Tick delay = c.own_delay ? s.own_delay() : classes.delays.steps(s.delay());
      const double weight =
          c.storage == WeightStorage::kConst ? c.const_weight : weight_of(incoming, s);
      all.emplace_back(s.target(), spike.time + delay, weight);
    }
  }
  std::ranges::sort(all);
  return all;
}

/// The same by volleys, in windows of any length.
std::vector<Arrival> delivered(Dice& dice, IncomingSynapses& incoming,
                               const SynapseClasses& classes, std::uint32_t slots,
                               const std::vector<Sent>& spikes) {
  const ExactDelivery delivery(incoming, classes, incoming.plastic.data());
  std::set<ExactVolley> volleys;
  std::vector<Arrival> all;
  for (const Sent& spike : spikes) {
    delivery.begin(spike.source, spike.time, [&](const ExactVolley& v) {
      RC_ASSERT(v.time > spike.time);
      volleys.insert(v);
    });
  }
  InputLists inputs(slots);
  while (!volleys.empty()) {
    const Time base{volleys.begin()->time.tick, 0};
    const Time last{base.tick + dice.whole(0, dice.one_of<Tick>({0, 1000, kTicksPerMs})),
                    dice.one_in(2) ? 0xffffffff : volleys.begin()->time.fraction};
    while (!volleys.empty() && volleys.begin()->time <= last) {
      const ExactVolley volley = *volleys.begin();
      volleys.erase(volleys.begin());
      delivery.deliver(volley, base, last, inputs, [&](const ExactVolley& next) {
        RC_ASSERT(next.time > volley.time || next.progress > volley.progress);
        volleys.insert(next);
      });
    }
    std::vector<TimedInput> read;
    for (const std::uint32_t slot : inputs.touched()) {
      read.clear();
      inputs.read(slot, read);
      for (const TimedInput& input : read) {
        const Time time = time_from(base, input.offset);
        RC_ASSERT((base <= time && time <= last));
        all.emplace_back(slot, time, input.weight);
      }
    }
    inputs.clear();
  }
  std::ranges::sort(all);
  return all;
}

void check_partition(Dice& dice, const Drawn& drawn, std::size_t partition) {
  IncomingSynapses incoming = build_by_sorting(drawn.request(partition));
  std::set<std::pair<std::uint32_t, Time>> chosen;
  for (std::int64_t n = dice.whole(1, 6); n > 0; --n) {
    chosen.emplace(dice.whole(0, drawn.partitioning.neurons - 1),
                   Time{dice.whole(0, 2 * kTicksPerMs),
                        static_cast<std::uint32_t>(dice.whole(0, 0xffffffff))});
  }
  std::vector<Sent> spikes;
  for (const auto& [source, time] : chosen) spikes.push_back({time, source});
  RC_ASSERT(delivered(dice, incoming, drawn.classes, drawn.partitioning.partitions[partition].slots,
                      spikes) == expected_arrivals(incoming, drawn.classes, spikes));
}

}  // namespace

TEST_CASE("volleys bring every synapse of a spike to its target, each at its time") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_exact_network(dice);
    const Drawn drawn(network, 2);
    for (std::size_t i = 0; i < drawn.partitioning.partitions.size(); ++i) {
      check_partition(dice, drawn, i);
    }
  }));
}

TEST_CASE("volleys cross bridges over ranks of delays that a source does not have") {
  Network network = network_of_many_ranks();
  // Headers that bridge have class 0, which may be one with own delays.
  const bool own_delays_first = GENERATE(false, true);
  if (own_delays_first) {
    network.projections.insert(
        network.projections.begin(),
        {.source = 0, .target = 0, .rule = OneToOne{}, .delay = {Uniform{1, 2}}});
  }
  const Drawn drawn(network, 1);
  REQUIRE(drawn.classes.classes[0].own_delay == own_delays_first);
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    check_partition(dice, drawn, 0);
  }));
}

}  // namespace engram::test
