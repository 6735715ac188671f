#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "io/model/model_file.hpp"
#include "io/model/valid_range.hpp"

using google::protobuf::Descriptor;

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

}  // namespace

TEST_CASE("docs/model-files.md has every field, with its unit, and every enum value") {
  const std::string document = read("docs/model-files.md");
  const auto* file =
      google::protobuf::DescriptorPool::generated_pool()->FindFileByName("engram/v1/model.proto");
  REQUIRE(file != nullptr);
  int fields = 0;
  for (int m = 0; m < file->message_type_count(); ++m) {
    const Descriptor& message = *file->message_type(m);
    if (message.name() == "Valid") continue;
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
  CHECK(fields > 100);
}

TEST_CASE("the model that docs/model-files.md shows is one") {
  const std::string document = read("docs/model-files.md");
  const std::string fence = "\n```\n";
  const std::size_t begin = document.find(fence) + fence.size();
  const std::size_t end = document.find(fence, begin);
  REQUIRE(end != std::string::npos);
  const engram::ModelFile file =
      engram::parse_model(document.substr(begin, end - begin + 1), "shown.txtpb");
  CHECK(file.network.populations.size() == 2);
  CHECK(file.network.projections.size() == 4);
}
