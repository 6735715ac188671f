#include "io/model/spike_table.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/csv.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

using Trains = std::vector<std::vector<Time>>;

constexpr Tick kTenth = kTicksPerMs / 10;

SpikeTableRequest request_of(Clock clock) {
  SpikeTableRequest request;
  request.clock = clock;
  request.max_spikes = 1000;
  return request;
}

Trains read(const std::string& csv, const SpikeTableRequest& request) {
  const TemporaryFolder folder;
  write_bytes(folder.file("t.csv"), csv);
  return read_spike_table(folder.file("t.csv"), request);
}

/// The error about a table, from behind the folder.
std::string error_of(const std::string& csv, const SpikeTableRequest& request) {
  try {
    read(csv, request);
  } catch (const UserError& error) {
    const std::string what = error.what();
    return what.substr(what.find("t.csv"));
  }
  return "no error";
}

}  // namespace

TEST_CASE("a table of spikes may have a header, comments, and any order") {
  const Trains expected{{{kTenth, 0}, {25 * kTenth, 0}}, {}, {{kTicksPerMs, 0}}};
  const std::string csv = GENERATE(
      "neuron,time_ms\n0,0.1\n2,1\n0,2.5\n", "0,2.5\n0,0.1\n2,1",
      "\xef\xbb\xbf# a\r\n\r\n"
      "neuron , time_ms\r\n 2\t, 1.0\r\n0,1e-1\r\n  # \"b\n0,25E-1\r\n",
      "#\"\n2,1\n\n0,.1\n0,2.50\n", "population,neuron,time_ms\nE,0,0.1\nE,0,2.5\nE,2,1.\n",
      "population,neuron,time_ms\n\"E\",\"0\",\"0.1\" \nE,0,2.5\nE,2,1e+0");
  CAPTURE(csv);
  CHECK(read(csv, request_of(Clock{})) == expected);
  CHECK(read(csv, request_of(Clock::any_time())) == expected);
}

TEST_CASE("of several populations one is chosen by name") {
  const std::string csv =
      "population,neuron,time_ms\n\"a, \"\"b\"\"\",0,1\nI,4,2\n\"two\nlines\",1,4\nI,0,3\n";
  SpikeTableRequest request = request_of(Clock{});
  request.population = "I";
  CHECK(read(csv, request) == Trains{{{3 * kTicksPerMs, 0}}, {}, {}, {}, {{2 * kTicksPerMs, 0}}});
  request.population = "a, \"b\"";
  CHECK(read(csv, request) == Trains{{{kTicksPerMs, 0}}});
  request.population = "two\nlines";
  CHECK(read(csv, request) == Trains{{}, {{4 * kTicksPerMs, 0}}});
  request.population = "i";
  CHECK(error_of(csv, request).find("t.csv: no spike of population 'i'; did you mean 'I'?") == 0);
}

TEST_CASE("a large index needs a long table, or a size") {
  SpikeTableRequest request = request_of(Clock{});
  CHECK(read("999999,1\n", request).size() == 1'000'000);
  request.size = 3'000'000;
  CHECK(read("2999999,1\n", request).size() == 3'000'000);
  request.size.reset();
  const std::string comment = "#" + std::string(60'000, ' ') + "\n";
  CHECK(error_of(comment + "1000000,1\n", request).find("t.csv:2: neuron '1000000' makes") == 0);
  CHECK(read(comment + comment + "1000000,1\n", request).size() == 1'000'001);
}

TEST_CASE("a size adds silent neurons") {
  SpikeTableRequest request = request_of(Clock{});
  request.size = 3;
  CHECK(read("1,1\n", request) == Trains{{}, {{kTicksPerMs, 0}}, {}});
  CHECK(read("neuron,time_ms\n", request) == Trains(3));
  CHECK(read("", request) == Trains(3));
}

TEST_CASE("digits below a tick are kept on the continuous clock alone") {
  const std::string csv = "0,0.1000000000000000056\n";  // a tenth as a double has it
  CHECK(read(csv, request_of(Clock{})) == Trains{{{kTenth, 0}}});
  CHECK(read(csv, request_of(Clock::any_time())) == Trains{{{kTenth, 24}}});
  CHECK(read("0,0.09999999999\n", request_of(Clock{})) == Trains{{{kTenth, 0}}});
  CHECK(read("0,0.0000000005\n", request_of(Clock::any_time())) == Trains{{{0, 0x80000000u}}});
}

TEST_CASE("a mistake in a table is refused with its line") {
  struct Bad {
    std::string csv;
    std::string what;
  };
  const std::string header = "neuron,time_ms\n";
  const Bad bad = GENERATE_COPY(values<Bad>({
      {"neuron,time\n0,1\n", "t.csv:1: 'neuron' is no neuron, nor is this line a header; valid: "},
      {"x\n", "t.csv:1: 'x' on a line; valid: neuron,time_ms or population,neuron,time_ms"},
      {"a,b,c,d\n", "t.csv:1: 4 fields on a line"},
      {header + "\n#\n0,1,2\n", "t.csv:4: 3 fields; valid: 2"},
      {header + "0\n", "t.csv:2: 1 fields; valid: 2"},
      {header + "-1,2\n", "t.csv:2: neuron '-1' is not valid; valid: 0 to 99999999"},
      {header + "1.0,2\n", "t.csv:2: neuron '1.0' is not valid"},
      {header + "100000000,2\n", "t.csv:2: neuron '100000000' is not valid"},
      {header + "99999999999999999999,2\n", "t.csv:2: neuron '9999"},
      {header + "0,0\n", "t.csv:2: time '0' is not valid; valid: a number of ms above 0"},
      {header + "0,1\n0,-1\n", "t.csv:3: time '-1' is not valid"},
      {header + "0,nan\n", "t.csv:2: time 'nan' is not valid"},
      {header + "0,\n", "t.csv:2: time '' is not valid"},
      {header + "0,1e\n", "t.csv:2: time '1e' is not valid"},
      {header + "0,4000000000\n", "t.csv:2: time '4000000000' is not valid"},
      {header + "0,1e300\n", "t.csv:2: time '1e300' is not valid"},
      {header + "0,1e-12\n", "t.csv:2: time '1e-12' is not valid"},
      {header + "0,1.25\n",
       "t.csv:2: time '1.25' is not valid; valid: multiples of the clock's step "
       "of 0.1 ms"},
      {header + "\"0,1\n0,1\n", "t.csv:2: a quote is not closed"},
      {header + "\"0\"1,1\n", "t.csv:2: something follows a closing quote"},
      {header + "\xff,1\n", "t.csv:2: neuron what is no text is not valid"},
      {header + "0," + std::string(70'000, '1'), "t.csv:2: longer than 65536 bytes"},
      {"population,neuron,time_ms\nE,0,1\nI,0,1\n",
       "t.csv:3: population 'I' after 'E': which is meant?"},
      {"0,1,5\n0,2,5\n", "t.csv:1: 3 fields and no header: are there decimal commas? valid: "},
      {"E,0,1\n", "t.csv:1: 3 fields and no header"},
      {"1,5;0\n",
       "t.csv:1: time '5;0' is not valid; valid: a number of ms above 0 and below 4000000000; "
       "commas "
       "stand between fields, and a point in decimal numbers"},
      {header + "0,\"1,5\"\n",
       "t.csv:2: time '1,5' is not valid; valid: a number of ms above 0 and below 4000000000; "
       "commas"},
      {"0;1.5\n",
       "t.csv:1: '0;1.5' on a line; valid: neuron,time_ms or population,neuron,time_ms; commas"},
      {"0\t1.5\n",
       "t.csv:1: '0\t1.5' on a line; valid: neuron,time_ms or population,neuron,time_ms; "
       "commas"},
      {"0;2,1\n", "t.csv:1: neuron '0;2' is not valid; valid: 0 to 99999999; commas"},
      {"99999999,1\n",
       "t.csv:1: neuron '99999999' makes a population of 100000000 neurons, more than a table of "
       "11 "
       "bytes explains; valid: up to neuron 999999, or the population's 'size' in the model"},
      {std::string("\xff\xfe"
                   "0\0,\0"
                   "1\0",
                   8),
       "t.csv: is encoded in UTF-16; valid: UTF-8"},
      {header, "t.csv: there is no spike"},
  }));
  CAPTURE(bad.csv.substr(0, 100));
  CHECK_THAT(error_of(bad.csv, request_of(Clock{})), Catch::StartsWith(bad.what));
}

TEST_CASE("a table must fit the request") {
  SpikeTableRequest request = request_of(Clock{});
  request.size = 5;
  CHECK_THAT(error_of("5,1\n", request), Catch::StartsWith("t.csv:1: neuron '5' is not valid; "
                                                           "valid: 0 to 4"));
  request.max_spikes = 2;
  CHECK(error_of("0,1\n1,1\n", request) == "no error");
  CHECK_THAT(error_of("0,1\n1,1\n2,1\n", request),
             Catch::StartsWith("t.csv:3: there are more spikes; valid: at most 2 of them"));
  request.population = "E";
  CHECK_THAT(error_of("0,1\n", request), Catch::StartsWith("t.csv:1: no column of populations"));
}

TEST_CASE("long tables are read across the borders of blocks") {
  std::string csv;
  Trains expected(100);
  SpikeTableRequest request = request_of(Clock::any_time());
  request.max_spikes = 1'000'000;
  for (int i = 1; i <= 50'000; ++i) {
    csv += fmt::format("{},{}.25\n{}", i % 100, i, i % 7 == 0 ? "# a comment\n" : "");
    expected[static_cast<std::size_t>(i % 100)].push_back({i * kTicksPerMs + kTicksPerMs / 4, 0});
  }
  CHECK(read(csv, request) == expected);
}

TEST_CASE("what `engram convert` writes is read as it was recorded") {
  const bool fractions = GENERATE(false, true);
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.fractions = fractions;
  if (fractions) plan.step = 1;
  Content content = make_content(plan);
  content.header.populations[1].name = GENERATE("I", " I", "#\"I\"", "I, \n");
  write_recording(content, folder.file("r"));
  convert_to_csv(folder.file("r"), folder.file("r.csv"));
  for (std::size_t p = 0; p < content.spikes.size(); ++p) {
    const RecordedPopulation& population = content.header.populations[p];
    SpikeTableRequest request = request_of(fractions ? Clock::any_time() : Clock::grid(plan.step));
    request.max_spikes = 1'000'000;
    request.size = population.size;
    request.population = population.name;
    Trains expected(population.size);
    for (const RecordedSpike& s : content.spikes[p]) expected[s.neuron].push_back(s.time);
    CHECK(read_spike_table(folder.file("r.csv"), request) == expected);
  }
}

TEST_CASE("spike trains come from a file beside the model") {
  const TemporaryFolder folder;
  write_bytes(folder.file("t.csv"), "neuron,time_ms\n1,0.5\n0,2\n1,0.3\n");
  const auto load = [&](const std::string& text) {
    write_bytes(folder.file("m.txtpb"), "duration: 10 " + text);
    return load_model(folder.file("m.txtpb"));
  };
  const ModelFile file = load("population { name: \"A\" spike_trains { file: \"t.csv\" } }");
  const Population& a = file.network.populations.at(0);
  CHECK(a.size == 2);
  CHECK(a.model.as<SpikeTrains>().times == std::vector<std::vector<double>>{{2}, {0.3, 0.5}});
  CHECK(file.inputs == std::vector<std::string>{folder.file("t.csv")});
  CHECK(load("population { name: \"A\" size: 9 spike_trains { file: \"" + folder.file("t.csv") +
             "\" } }")
            .network.populations.at(0)
            .size == 9);

  SECTION("with digits below a tick they are exact") {
    write_bytes(folder.file("t.csv"), "0,0.50000000025\n");
    const Network network =
        load("clock { continuous {} } population { name: \"A\" spike_trains { file: \"t.csv\" } }")
            .network;
    CHECK(network.populations.at(0).model.as<SpikeTrains>().exact ==
          Trains{{{kTicksPerMs / 2, 0x40000000u}}});
    CHECK(network.populations.at(0).size == 1);
  }
  SECTION("a mistake has both places") {
    write_bytes(folder.file("t.csv"), "0,0.55\n");
    CHECK_THROWS_WITH(
        load("population { name: \"A\" spike_trains { file: \"t.csv\" } }"),
        Catch::Equals(
            folder.file("m.txtpb") +
            ":1:58: population.spike_trains.file: " + folder.file("t.csv") +
            ":1: time '0.55' is not valid; valid: multiples of the clock's step of 0.1 ms"));
  }
  SECTION("what is not enabled is not read") {
    const ModelFile without = load(
        "population { name: \"A\" size: 1 relay {} }"
        "population { name: \"B\" enabled: false spike_trains { file: \"none.csv\" } }");
    CHECK(without.network.populations.size() == 1);
    CHECK(without.inputs.empty());
  }
  SECTION("what does not go together is refused") {
    CHECK_THROWS_WITH(load("population { name: \"A\" spike_trains { file: \"none.csv\" } }"),
                      Catch::Contains("none.csv: cannot be read: No such file"));
    CHECK_THROWS_WITH(load("population { name: \"A\" spike_trains { train {} file: \"t.csv\" } }"),
                      Catch::Contains("spike_trains.file: there is 'train' in line 1 already"));
    CHECK_THROWS_WITH(
        load("population { name: \"A\" spike_trains { train {} population: \"E\" } }"),
        Catch::Contains("spike_trains.population: it chooses from a file"));
    CHECK_THROWS_WITH(load("population { name: \"A\" size: 4e9 spike_trains { file: \"t.csv\" } }"),
                      Catch::Contains("population.size: 4000000000 is not valid; valid: at most"));
  }
}

}  // namespace engram::test
