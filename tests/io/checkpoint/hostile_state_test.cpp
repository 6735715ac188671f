#include <catch2/catch.hpp>
#include <memory>
#include <random>

#include "core/base/error.hpp"
#include "core/engine/random_network.hpp"
#include "io/checkpoint/checkpoint_fixture.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"

// Files whose checksums are right and whose values no simulation has saved.

namespace engram::test {
namespace {

/// Changes some bytes of one column, or one of its neurons, or removes an element.
void mutate(StateColumn& column, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  if (column.values.empty()) return;
  if (!column.neurons.empty() && below(4) == 0) {
    column.neurons.pop_back();
    column.values.resize(column.neurons.size() * column.element_bytes);
    return;
  }
  constexpr std::array<unsigned char, 6> kExtremes{0x00, 0xff, 0x7f, 0x80, 0x01, 0xf0};
  const std::size_t element = below(column.values.size() / column.element_bytes);
  std::byte* const bytes = column.values.data() + element * column.element_bytes;
  const unsigned char extreme = kExtremes[below(kExtremes.size())];
  const std::size_t first = below(column.element_bytes);
  for (std::size_t i = first; i < column.element_bytes; ++i) {
    if (below(4) != 0) bytes[i] = static_cast<std::byte>(below(3) == 0 ? random() : extreme);
  }
}

void mutate(SimulationState& state, std::mt19937_64& random) {
  auto& columns = state.populations[random() % state.populations.size()].columns;
  if (random() % 16 == 0 && !state.in_flight.empty()) state.in_flight.pop_back();
  if (columns.empty()) return;
  auto any = columns.begin();
  std::advance(any, random() % columns.size());
  if (random() % 16 == 0) {
    columns.erase(any);
  } else {
    mutate(any->second, random);
  }
}

/// Restores mutants of the state of a network in the middle of its run, and goes on from each.
void go_on_from_mutants(const Network& network, int mutants, std::mt19937_64& random) {
  const TemporaryFolder folder;
  const std::string path = folder.file("c");
  const Tick step = network.clock.step();
  const Tick middle = (network.warm_up + network.duration) / 2 / step * step;
  const SimulationOptions options{.threads = 1, .partitions = 2};
  const auto built = std::make_shared<const BuiltNetwork>(network, options);
  Simulation simulation(built, options);
  simulation.advance_to(middle);
  save_checkpoint(path, simulation);
  const Checkpoint saved(path);
  for (int i = 0; i < mutants; ++i) {
    SimulationState state = saved.state();
    for (std::uint64_t n = random() % 3 + 1; n > 0; --n) mutate(state, random);
    write_checkpoint(path, saved.header(), state);
    Simulation other(built, options);
    try {
      restore_checkpoint(path, other);
      other.advance_to(middle + 3 * kTicksPerMs);
    } catch (const UserError& error) {
      CHECK(std::string(error.what()).find(path) == 0);
      CHECK(other.time() == 0);
    } catch (const EnvironmentError&) {
      // A neuron fires without end, say: the run fails as any other would.
    }
  }
}

}  // namespace

TEST_CASE("Impossible values of a state are refused or simulated, and never crash") {
  std::mt19937_64 random(1);
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    go_on_from_mutants(random_network(seed), 40, random);
    go_on_from_mutants(random_continuous_network(seed), 40, random);
  }
}

}  // namespace engram::test
