#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/checkpoint/checkpoint_fixture.hpp"

// Checkpoints of networks from model files.

namespace engram::test {
namespace {

const char* const kModel = R"(
duration: 200
parameter { name: "rate" value: 100 }
population { name: "T" spike_trains { file: "trains.csv" } }
population { name: "P" size: 10 poisson { rate: "rate" } }
)";

/// A model with a table of spikes, and a checkpoint of it at 50 ms.
struct Saved {
  TemporaryFolder folder;
  std::string path = folder.file("c");
  std::uint64_t hash = 0;  ///< of the whole run

  Saved() {
    std::filesystem::create_directory(folder.file("m"));
    write_bytes(folder.file("m/model.txtpb"), kModel);
    write_bytes(folder.file("m/trains.csv"), "0,1.5\n0,70\n1,90\n");
    const GivenParameters parameters{{"rate", "50 * 3"}};
    ModelFile model = load_model(folder.file("m/model.txtpb"), parse_overrides(parameters));
    model.network.seed = 7;
    const CheckpointSource source = checkpoint_source(model, parameters);
    Simulation simulation(model.network);
    simulation.advance_to(50 * kTicksPerMs);
    save_checkpoint(path, simulation, source);
    simulation.advance_to(200 * kTicksPerMs);
    hash = simulation.result().spike_hash;
  }
};

}  // namespace

TEST_CASE("A checkpoint is resumed from the file alone") {
  const Saved saved;
  std::filesystem::remove(saved.folder.file("m/model.txtpb"));
  Simulation simulation = resume(saved.path, {.simulation = {.threads = 2, .partitions = 3}});
  CHECK(simulation.time() == 50 * kTicksPerMs);
  const RunResult result = simulation.run();
  CHECK(result.spike_hash == saved.hash);
  CHECK(result.model_time == 200 * kTicksPerMs);
}

TEST_CASE("A model that was moved is found where the caller says") {
  const Saved saved;
  std::filesystem::rename(saved.folder.file("m"), saved.folder.file("n"));
  CHECK_THROWS_WITH(resume(saved.path), Catch::Contains("m/trains.csv"));
  CHECK(resume(saved.path, {.model = saved.folder.file("n/model.txtpb")}).run().spike_hash ==
        saved.hash);
  write_bytes(saved.folder.file("n/model.txtpb"),
              std::string(kModel) + "seed: 3 # the same network");
  CHECK_NOTHROW(resume(saved.path, {.model = saved.folder.file("n/model.txtpb")}));
  std::string other = kModel;
  other.replace(other.find("size: 10"), 8, "size: 11");
  write_bytes(saved.folder.file("n/model.txtpb"), other);
  CHECK_THROWS_WITH(resume(saved.path, {.model = saved.folder.file("n/model.txtpb")}),
                    Catch::Contains(saved.path + ": is of another network"));
}

TEST_CASE("A file of the model that has changed or is missing is refused by name") {
  const Saved saved;
  const std::string table = saved.folder.file("m/trains.csv");
  for (const char* const changed : {"0,1.5\n0,70\n1,91\n", "0,1.5\n0,70\n1,90\n\n", ""}) {
    write_bytes(table, changed);
    CHECK_THROWS_WITH(resume(saved.path), Catch::StartsWith(saved.path) && Catch::Contains(table));
  }
  std::filesystem::remove(table);
  CHECK_THROWS_WITH(resume(saved.path), Catch::StartsWith(saved.path) && Catch::Contains(table));
}

TEST_CASE("Parameters that the model text does not have are refused") {
  const Saved saved;
  const Checkpoint checkpoint(saved.path);
  CHECK(checkpoint.header().source.parameters == GivenParameters{{"rate", "50 * 3"}});
  CHECK(std::filesystem::path(checkpoint.header().source.model_path).is_absolute());
  std::string other = kModel;
  other.replace(other.find("name: \"rate\""), 12, "name: \"race\"");
  write_bytes(saved.folder.file("m/model.txtpb"), other);
  CHECK_THROWS_WITH(resume(saved.path, {.model = saved.folder.file("m/model.txtpb")}),
                    Catch::StartsWith(saved.path) && Catch::Contains("rate"));
}

}  // namespace engram::test
