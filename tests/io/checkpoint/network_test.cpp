#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <memory>

#include "core/base/error.hpp"
#include "core/engine/same_run.hpp"
#include "io/checkpoint/checkpoint_fixture.hpp"
#include "io/recording/join.hpp"
#include "io/recording/writer.hpp"

// Checkpoints of networks that a program describes.

namespace engram::test {

TEST_CASE("A run that goes on from a file is the same run") {
  const TemporaryFolder folder;
  const std::string path = folder.file("c");
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Tick end = network.warm_up + network.duration;
    const Tick step = network.clock.step();
    Simulation whole(network, {.threads = 1, .partitions = 1});
    whole.advance_to(end);
    Simulation first(network, {.threads = 2, .partitions = 3});
    first.advance_to(dice.whole(0, end / step) * step);
    save_checkpoint(path, first);
    RC_ASSERT(same(Checkpoint(path).state(), first.state()));
    Simulation second(network, {.threads = 1, .partitions = 4});
    restore_checkpoint(path, second);
    RC_ASSERT(second.time() == first.time());
    RC_ASSERT(second.result().restored_at == first.time());
    second.advance_to(end);
    RC_ASSERT(second.result().spike_hash == whole.result().spike_hash);
    RC_ASSERT(second.result().spikes == whole.result().spikes);
  }));
}

TEST_CASE("The recordings of the parts of a run join to the recording of the run") {
  const TemporaryFolder folder;
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Tick end = network.warm_up + network.duration;
    const Tick cut = dice.whole(0, end / network.clock.step()) * network.clock.step();
    RecordingHeader header = make_recording_header(network, "0.0.1", "model");
    const auto record = [&](Simulation& simulation, const char* name, Tick until) {
      header.start = simulation.time();
      RecordingWriter writer(folder.file(name), header);
      simulation.record(writer);
      simulation.advance_to(until);
      simulation.finish();
    };
    Simulation whole(network, {.threads = 1, .partitions = 1});
    record(whole, "whole", end);
    Simulation first(network, {.threads = 2, .partitions = 3});
    record(first, "first", cut);
    save_checkpoint(folder.file("c"), first);
    Simulation second(network, {.threads = 1, .partitions = 4});
    restore_checkpoint(folder.file("c"), second);
    record(second, "second", end);
    join_recordings(std::vector{folder.file("first"), folder.file("second")},
                    folder.file("joined"));
    RC_ASSERT(read_bytes(folder.file("joined")) == read_bytes(folder.file("whole")));
  }));
}

TEST_CASE("The checkpoint of another network is refused by name, and changes nothing") {
  const TemporaryFolder folder;
  const std::string path = folder.file("c");
  Network network = empty_network(100);
  add_spike_train(network, {1, 20, 40});
  Simulation simulation(network);
  simulation.advance_to(30 * kTicksPerMs);
  save_checkpoint(path, simulation);
  network.populations[0].model.as<SpikeTrains>().times[0][2] = 41;
  Simulation other(network);
  other.advance_to(10 * kTicksPerMs);
  CHECK_THROWS_WITH(restore_checkpoint(path, other),
                    Catch::Contains(path + ": is of another network"));
  CHECK(other.time() == 10 * kTicksPerMs);
  CHECK_THROWS_WITH(resume(path), Catch::Contains(path + ": has no model file"));
}

}  // namespace engram::test
