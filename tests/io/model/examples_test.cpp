#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"

TEST_CASE("every example is a valid model, has a page, and keeps its lines readable") {
  int models = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ENGRAM_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".txtpb") continue;
    CAPTURE(entry.path().string());
    const engram::ModelFile file = engram::load_model(entry.path());
    CHECK(file.name == entry.path().stem());
    CHECK_NOTHROW(engram::validate(file.network));
    CHECK(std::filesystem::exists(entry.path().parent_path() / "README.md"));
    ++models;
  }
  CHECK(models >= 3);
}
