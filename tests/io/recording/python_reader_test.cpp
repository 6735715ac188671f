#include <fmt/format.h>
#include <stdlib.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "io/recording/recording_fixture.hpp"

// The program that docs/recording-format.md shows is run as it stands there.

namespace engram::test {
namespace {

std::string program_of_the_page() {
  const std::string page = read_bytes(ENGRAM_SOURCE_DIR "/docs/recording-format.md");
  const std::string opening = "```python\n";
  const std::size_t begin = page.find(opening) + opening.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

/// What `command` prints on both channels, and its exit status at the end.
std::string output_of(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 256> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
  return output + fmt::format("status {}\n", ::pclose(pipe));
}

TEST_CASE("the Python reader of the documentation agrees on counts and hash") {
  const TemporaryFolder folder;
  const std::string program = folder.file("read_recording.py");
  write_bytes(program, program_of_the_page());
  REQUIRE(output_of(fmt::format("{} --python_out={} -I {}/proto engram/v1/recording.proto",
                                ENGRAM_PROTOC, folder.file(""), ENGRAM_SOURCE_DIR)) ==
          "status 0\n");
  const auto read = [&](const std::string& path) {
    return output_of(fmt::format("{} {} {}", ENGRAM_PYTHON, program, path));
  };

  ContentPlan plan;
  plan.spans = 300;
  const Content content = make_content(plan);
  const std::string path = folder.file("r");
  write_recording(content, path);
  const RecordedTotals totals = totals_of(content);
  CHECK(read(path) == fmt::format("agrees with the index\nfinished at 3000.0 ms\n"
                                  "{} spikes, hash {:016x}\nstatus 0\n",
                                  totals.spikes, totals.spike_hash));

  const std::string bytes = read_bytes(path);
  write_bytes(path, bytes.substr(0, bytes.size() / 2));
  RecordingReader reader(path);
  while (reader.next()) {
  }
  const RecordedTotals part = reader.read_so_far();
  CHECK(read(path) ==
        fmt::format("incomplete: it ends at byte {}\n{} spikes, hash {:016x}\nstatus 0\n",
                    reader.offset(), part.spikes, part.spike_hash));
}

}  // namespace
}  // namespace engram::test
