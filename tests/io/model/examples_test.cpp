#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/recording_fixture.hpp"

TEST_CASE("every example is a valid model, has a page, and keeps its lines readable") {
  int models = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ENGRAM_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".txtpb") continue;
    CAPTURE(entry.path().string());
    CHECK(std::filesystem::exists(entry.path().parent_path() / "README.md"));
    ++models;
    // A model that replays can be read when another has been run: its own test does that.
    const std::string text = engram::test::read_bytes(entry.path().string());
    if (text.find("replay {") != std::string::npos) continue;
    const engram::ModelFile file = engram::load_model(entry.path());
    CHECK(file.name == entry.path().stem());
    CHECK_NOTHROW(engram::validate(file.network));
  }
  CHECK(models >= 7);
}
