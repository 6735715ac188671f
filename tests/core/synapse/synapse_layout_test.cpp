#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/registry/built_in_models.hpp"
#include "core/synapse/grid_network.hpp"
#include "core/synapse/laid_out.hpp"

// The synapses in memory against rules and laws, drawn one by one.

namespace engram::test {
namespace {

/// What is left of a weight in its storage.
double stored(const SynapseClass& c, bool relay, double weight) {
  if (relay) return 1;
  switch (c.storage) {
    case WeightStorage::kF64:
      return weight;
    case WeightStorage::kF32:
      return static_cast<double>(static_cast<float>(weight));
    default:
      return std::round(weight / c.unit) * c.unit;
  }
}

/// All synapses of the network in ascending order, projection by projection and target by target.
std::vector<Synapse> enumerate(const Drawn& drawn) {
  std::vector<Synapse> synapses;
  const Network& network = drawn.network;
  for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    const Population& target = network.populations[projection.target];
    const auto targets = static_cast<std::uint32_t>(target.size);
    ConnectionRows rows;
    drawn.draws[p].connections.draw(0, targets, rows);
    for (std::uint32_t t = 0; t < targets; ++t) {
      const std::size_t n = rows.offsets[t + 1] - rows.offsets[t];
      const auto [weights, delays] = drawn_laws(network, p, t, n);
      for (std::size_t i = 0; i < n; ++i) {
        const bool negative =
            weights[i] < 0 && drawn.classes.of_projection[p].size() == 2 &&
            drawn.classes.of_projection[p][0] != drawn.classes.of_projection[p][1] &&
            drawn.classes.scales[projection.target][1].unit32 +
                    drawn.classes.scales[projection.target][1].unit64 >
                0;
        const SynapseClass& c =
            drawn.classes.classes[drawn.classes.of_projection[p][negative ? 1 : 0]];
        synapses.emplace_back(
            drawn.partitioning.first_id[projection.source] + rows.sources[rows.offsets[t] + i],
            drawn.partitioning.first_id[projection.target] + t,
            static_cast<std::uint32_t>(std::max(1.0, std::round(delays[i] * 10))),
            stored(c, target.model.holds<Relay>(), weights[i]));
      }
    }
  }
  std::ranges::sort(synapses);
  return synapses;
}

bool same_layout(const IncomingSynapses& a, const IncomingSynapses& b, std::uint32_t neurons) {
  if (a.width != b.width || a.stream.bytes() != b.stream.bytes() || a.count != b.count ||
      a.max_delay != b.max_delay || a.least_delay_from != b.least_delay_from) {
    return false;
  }
  for (std::uint32_t id = 0; id < neurons; ++id) {
    if (a.index.find(id) != b.index.find(id)) return false;
  }
  return std::ranges::equal(a.stream.span(), b.stream.span()) &&
         std::ranges::equal(a.plastic.span(), b.plastic.span());
}

}  // namespace

TEST_CASE("every drawn synapse is in the stream of its target's partition exactly once") {
  const bool holds = rc::check("any number of partitions holds the same", [](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_grid_network(dice);
    const std::vector<Synapse> expected = enumerate(Drawn(network, 1));
    for (const unsigned partitions : {1u, 2u, static_cast<unsigned>(dice.whole(3, 9))}) {
      const Connectome connectome =
          build_connectome(network, make_partitioning(network, partitions), 1);
      RC_ASSERT(connectome.synapse_count() == expected.size());
      std::vector<Synapse> found;
      for (std::size_t i = 0; i < connectome.incoming.size(); ++i) {
        std::ranges::copy(read_stream(connectome.incoming[i], connectome.partitioning.partitions[i],
                                      connectome.partitioning, connectome.classes.classes),
                          std::back_inserter(found));
      }
      std::ranges::sort(found);
      RC_ASSERT(found == expected);
    }
  });
  CHECK(holds);
}

TEST_CASE("counting and sorting lay out the same bytes") {
  const bool holds = rc::check("streams, indices and delays are the same", [](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_grid_network(dice);
    const Drawn drawn(network, static_cast<unsigned>(dice.whole(1, 5)));
    for (std::size_t i = 0; i < drawn.partitioning.partitions.size(); ++i) {
      const auto counted = build_by_counting(drawn.request(i));
      RC_CLASSIFY(counted.has_value(), "counted");
      if (!counted) continue;
      RC_ASSERT(
          same_layout(*counted, build_by_sorting(drawn.request(i)), drawn.partitioning.neurons));
    }
  });
  CHECK(holds);
}

TEST_CASE("a source's synapses ascend in delay and class, those of one projection in target") {
  const bool holds = rc::check("the stream is sorted", [](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_grid_network(dice);
    const bool one = dice.one_in(2);
    if (one) network.projections.resize(1);
    const Drawn drawn(network, 2);
    for (std::size_t i = 0; i < drawn.partitioning.partitions.size(); ++i) {
      const IncomingSynapses incoming = build_by_sorting(drawn.request(i));
      std::uint32_t longest = 0;
      for (std::uint32_t id = 0; id < drawn.partitioning.neurons; ++id) {
        std::tuple<std::uint32_t, std::ptrdiff_t, std::uint32_t> last{0, 0, 0};
        for (auto s = incoming.synapses_of(id, drawn.classes.classes); s.next();) {
          const std::uint32_t target = one ? s.target() : 0;
          const std::tuple now{s.delay(), &s.run_class() - drawn.classes.classes.data(), target};
          RC_ASSERT(last <= now);
          last = now;
          longest = std::max(longest, s.delay());
        }
      }
      RC_ASSERT(incoming.max_delay == longest);
    }
  });
  CHECK(holds);
}

TEST_CASE("the least delay between two partitions is a lower bound, and tight up to 1023 steps") {
  const bool holds = rc::check("no synapse is faster", [](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_grid_network(dice);
    const Connectome connectome = build_connectome(network, make_partitioning(network, 4), 1);
    const auto& partitions = connectome.partitioning.partitions;
    const std::vector<std::uint16_t> owners = connectome.partitioning.owners();
    for (std::size_t to = 0; to < partitions.size(); ++to) {
      std::vector<Tick> least(partitions.size(), IncomingSynapses::kUnreachable);
      for (const auto& [source, target, delay, weight] :
           read_stream(connectome.incoming[to], partitions[to], connectome.partitioning,
                       connectome.classes.classes)) {
        least[owners[source]] = std::min<Tick>(least[owners[source]], delay);
      }
      for (Tick& delay : least) {
        if (delay != IncomingSynapses::kUnreachable)
          delay = std::min<Tick>(delay, RunHeader::kMaxWait);
      }
      RC_ASSERT(connectome.incoming[to].least_delay_from == least);
    }
  });
  CHECK(holds);
}

TEST_CASE("the index of a sparse network weighs less than its synapses") {
  for (const std::uint64_t in_degree : {1, 3}) {
    Network network = empty_network(1);
    add_neurons(network, IafPscDelta{}, Precision::kSingle, 300'000);
    Projection projection;
    projection.rule = FixedInDegree{in_degree};
    network.projections.push_back(projection);
    const Connectome connectome = build_connectome(network, make_partitioning(network, 9), 2);
    for (const IncomingSynapses& incoming : connectome.incoming) {
      CHECK(incoming.index.bytes() < incoming.stream.bytes());
    }
  }
}

}  // namespace engram::test
