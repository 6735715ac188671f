#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/recording_fixture.hpp"

// Explicit lists of connections that lie in a file.

namespace engram::test {
namespace {

/// Two sources populations of 3 and 5 neurons, two targets of 4 and 2, and a projection.
std::string model_of(const std::string& projection) {
  return "duration: 10\n"
         "population { name: \"A\" size: 3 poisson { rate: 1 } }\n"
         "population { name: \"B\" size: 5 poisson { rate: 1 } }\n"
         "population { name: \"C\" size: 4 relay {} }\n"
         "population { name: \"D\" size: 2 relay {} }\n"
         "projection { " +
         projection + " }";
}

class ModelFolder {
 public:
  explicit ModelFolder(const std::string& table) { write_bytes(folder_.file("e.csv"), table); }

  std::string file(const std::string& name) const { return folder_.file(name); }

  ModelFile read(const std::string& projection) const {
    return parse_model(model_of(projection), folder_.file("m.txtpb"));
  }

  std::string error_of(const std::string& projection) const {
    try {
      read(projection);
    } catch (const UserError& error) {
      const std::string what = error.what();
      return what.substr(what.find("m.txtpb"));
    }
    return "no error";
  }

 private:
  TemporaryFolder folder_;
};

const std::string kFile = "explicit { file: \"e.csv\" }";

}  // namespace

TEST_CASE("An explicit list may lie in a file beside the model") {
  const ModelFolder folder("0,3,-0.1,1.5\n2,0,2,0.1\n");
  const ModelFile model = folder.read("source: \"A\" target: \"C\" " + kFile);
  CHECK(model.inputs == std::vector{folder.file("e.csv")});
  const auto& list = std::get<ExplicitList>(model.network.projections.at(0).rule).connections;
  REQUIRE(list.size() == 2);
  CHECK((list[0].source == 0 && list[0].target == 3 && list[0].weight == -0.1 &&
         list[0].delay == 1.5));
  CHECK((list[1].source == 2 && list[1].target == 0));
}

TEST_CASE("A file serves each pair of populations, and has to fit all of them") {
  const ModelFolder folder("2,1,1,1\n");
  const ModelFile model = folder.read("source: [\"A\", \"B\"] target: [\"C\", \"D\"] " + kFile);
  REQUIRE(model.network.projections.size() == 4);
  for (const Projection& p : model.network.projections)
    CHECK(std::get<ExplicitList>(p.rule).connections.size() == 1);
  CHECK(model.inputs.size() == 1);
  const ModelFolder other("2,2,1,1\n");
  CHECK(other.error_of("source: [\"B\", \"A\"] target: \"C\" " + kFile) == "no error");
  CHECK_THAT(other.error_of("source: \"A\" target: [\"C\", \"D\"] " + kFile),
             Catch::StartsWith("m.txtpb:6:") &&
                 Catch::Contains("e.csv:1: target '2' is not valid; valid: 0 to 1"));
}

TEST_CASE("A mistake in a file of connections has the place of the model, too") {
  const ModelFolder folder("0,0,1,1\n0,0,1,0.25\n");
  CHECK_THAT(folder.error_of("source: \"A\" target: \"C\" " + kFile),
             Catch::StartsWith("m.txtpb:6:55: projection.explicit.file: ") &&
                 Catch::Contains("e.csv:2: delay_ms 0.25 ms is not valid"));
  CHECK_THAT(folder.error_of("source: \"A\" target: \"C\" explicit { file: \"none.npy\" }"),
             Catch::Contains("none.npy: cannot be read"));
  CHECK_THAT(folder.error_of("source: \"A\" target: \"C\" explicit { file: \"m.txtpb\" }"),
             Catch::Contains("valid: a name that ends in .csv or .npy"));
  CHECK_THAT(folder.error_of("source: \"A\" target: \"C\" explicit { file: \"e.csv\" "
                             "connection { source: 0 target: 0 weight: 1 delay: 1 } }"),
             Catch::Contains("projection.explicit.file: there is 'connection' in line 6 already"));
  const ModelFolder good("0,0,1,1\n");
  CHECK_THAT(good.error_of("source: \"A\" target: \"C\" delay { constant: 1 } " + kFile),
             Catch::Contains("each connection of the explicit list has its own; leave this out"));
}

TEST_CASE("A file of connections is opened only where it is needed") {
  const ModelFolder folder("");
  const std::string pipe = folder.file("pipe.csv");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string projection = "source: \"A\" target: \"C\" explicit { file: \"pipe.csv\" }";
  CHECK_THAT(folder.error_of(projection), Catch::Contains("pipe.csv: is not a regular file"));
  const ModelFile disabled = folder.read(projection + " enabled: false");
  CHECK(disabled.network.projections.empty());
  CHECK(disabled.inputs.empty());
  const Network outline = parse_outline(model_of(projection), folder.file("m.txtpb"), {}, {});
  CHECK(std::get<ExplicitList>(outline.projections.at(0).rule).connections.empty());
}

}  // namespace engram::test
