#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"
#include "io/model/valid_range.hpp"
#include "io/recording/recording_fixture.hpp"

using google::protobuf::Descriptor;
using namespace engram::test;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(std::string(ENGRAM_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The lines of a document that begin with `field` as an entry of a table.
std::string entries(const std::string& document, const std::string& field) {
  std::istringstream lines(document);
  std::string found;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| `" + field + "` |")) found += line + "\n";
  }
  return found;
}

/// The texts between fences that name no language.
std::vector<std::string> fenced(const std::string& document) {
  std::vector<std::string> texts;
  std::istringstream lines(document);
  bool inside = false;  // of a block of any language
  bool wanted = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      wanted = inside && line == "```";
      if (wanted) texts.emplace_back();
    } else if (wanted) {
      texts.back() += line + "\n";
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("docs/model-files.md has every field, with its unit, and every enum value") {
  const std::string document = read("docs/model-files.md");
  const std::string path = GENERATE("engram/v1/model.proto", "engram/v1/source.proto");
  const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(path);
  REQUIRE(file != nullptr);
  int fields = 0;
  for (int m = 0; m < file->message_type_count(); ++m) {
    const Descriptor& message = *file->message_type(m);
    for (int f = 0; f < message.field_count(); ++f) {
      const auto& field = *message.field(f);
      CAPTURE(message.name(), field.name());
      CHECK_THAT(entries(document, field.name()), Catch::Contains("|" + engram::unit_of(field)));
      ++fields;
    }
    for (int e = 0; e < message.enum_type_count(); ++e) {
      for (int v = 0; v < message.enum_type(e)->value_count(); ++v) {
        CHECK_THAT(document, Catch::Contains("`" + message.enum_type(e)->value(v)->name() + "`"));
      }
    }
  }
  CHECK(fields > 20);
}

TEST_CASE("the models that docs/model-files.md shows are valid") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.populations = 1;
  plan.states = false;
  Content thalamus = make_content(plan);
  thalamus.header.populations[0].name = "TC";
  write_recording(thalamus, folder.file("thalamus.engram"));

  const std::vector<std::string> blocks = fenced(read("docs/model-files.md"));
  REQUIRE(blocks.size() == 8);
  const auto network = [&](const std::string& text) {
    return engram::parse_model(text, folder.file("shown.txtpb")).network;
  };
  const engram::Network whole = network(blocks[0]);
  CHECK(whole.populations.size() == 2);
  CHECK(whole.projections.size() == 4);
  CHECK(network(blocks[1]).populations.at(0).model.as<engram::IafPscExp>().I_e.table()->size() ==
        3);
  // Inputs about the end of the refractory time: fires at 2 and 3 ms, as in the text.
  engram::Network refractory = network(blocks[2]);
  CHECK(engram::Simulation(refractory).run().populations.at(1).spikes == 2);
  refractory.clock = engram::Clock();
  CHECK(engram::Simulation(refractory).run().populations.at(1).spikes == 2);
  CHECK(network(blocks[3]).populations.size() == 5);
  write_bytes(folder.file("trains.csv"), blocks[4]);
  const engram::Network files = network(blocks[5]);
  CHECK(files.populations.at(0).model.as<engram::SpikeTrains>().times ==
        std::vector<std::vector<double>>{{1.5, 20.1}, {}, {3}});
  CHECK(files.populations.at(1).size == 50);
  write_bytes(folder.file("edges.csv"), blocks[6]);
  const engram::Network edges = network(blocks[7]);
  CHECK(std::get<engram::ExplicitList>(edges.projections.at(0).rule).connections.size() == 3);
}
