#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string>

#include "core/base/error.hpp"
#include "core/synapse/exact_network.hpp"
#include "core/synapse/grid_network.hpp"
#include "io/connections/connection_fixture.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {

TEST_CASE("Synapses are read as they were written, bit for bit") {
  const std::string name = GENERATE("e.csv", "e.npy");
  const TemporaryFolder folder;
  CHECK(rc::check([&](std::uint64_t seed, bool continuous) {
    const Clock clock = continuous ? Clock::any_time() : Clock{};
    const SynapseColumns columns = random_columns(seed, clock);
    write_connections(folder.file(name), columns);
    const bool same =
        bits_of(read_connections(folder.file(name), request_on(clock))) == bits_of(columns);
    RC_ASSERT(same);  // too many to be shown
  }));
}

TEST_CASE("A table of synapses has the least digits, an array 24 bytes a row") {
  const TemporaryFolder folder;
  const SynapseColumns columns{{0, 3}, {7, 1}, {40, -0.1}, {1.5, 0.000000001}};
  write_connections(folder.file("e.csv"), columns);
  CHECK(read_bytes(folder.file("e.csv")) ==
        "source,target,weight,delay_ms\n0,7,40,1.5\n3,1,-0.1,0.000000001\n");
  write_connections(folder.file("e.npy"), columns);
  const std::string bytes = read_bytes(folder.file("e.npy"));
  const std::string header =
      "{'descr': [('source', '<u4'), ('target', '<u4'), ('weight', '<f8'), ('delay', '<f8')], "
      "'fortran_order': False, 'shape': (2,), }";
  CHECK(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\0", 8));
  CHECK(bytes.substr(10, header.size()) == header);
  const std::size_t begin = bytes.find('\n') + 1;
  CHECK(begin % 64 == 0);
  CHECK(bytes.substr(begin) == bytes_of(std::uint32_t{0}) + bytes_of(std::uint32_t{7}) +
                                   bytes_of(40.0) + bytes_of(1.5) + bytes_of(std::uint32_t{3}) +
                                   bytes_of(std::uint32_t{1}) + bytes_of(-0.1) + bytes_of(1e-9));
}

TEST_CASE("A file that the memory would not hold is refused before it is read") {
  const std::string name = GENERATE("e.csv", "e.npy");
  const TemporaryFolder folder;
  write_connections(folder.file(name), {{0, 3}, {7, 1}, {40, -0.1}, {1.5, 1}});
  ConnectionFileRequest request = request_on({});
  request.copies = 1'000'000'000'000;
  CHECK_THROWS_WITH(read_connections(folder.file(name), request),
                    Catch::Contains(name + ": ") && Catch::Contains(" GB are available"));
}

TEST_CASE("Synapses are written to .csv and .npy alone") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_connections(folder.file("e.bin"), {}), UserError);
  CHECK_THROWS_AS(write_connections(folder.file("none/e.npy"), {}), UserError);
}

TEST_CASE("Projections whose synapses were written and read have the same synapses") {
  const std::string name = GENERATE("e.csv", "e.npy");
  const TemporaryFolder folder;
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = dice.one_in(2) ? random_grid_network(dice) : random_exact_network(dice);
    Network listed = network;
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
      Projection& projection = listed.projections[p];
      write_connections(folder.file(name), synapse_columns(network, p));
      projection.rule = read_connections(folder.file(name),
                                         {.sources = network.populations[projection.source].size,
                                          .targets = network.populations[projection.target].size,
                                          .clock = network.clock});
      projection.storage = WeightStorage::kAuto;
      projection.source_neurons.clear();  // the indices of files count all neurons
      projection.target_neurons.clear();
    }
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
      const bool same = bits_of(synapse_columns(listed, p)) == bits_of(synapse_columns(network, p));
      RC_ASSERT(same);  // too many to be shown
    }
  }));
}

}  // namespace engram::test
