#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "io/connections/connection_fixture.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

const std::string kHeader = "source,target,weight,delay_ms\n";

std::string error_of(const std::string& csv, const Clock& clock = {}) {
  return error_as("e.csv", csv, request_on(clock));
}

}  // namespace

TEST_CASE("A table of connections may have a header in any order, comments and blanks") {
  const ExplicitList expected{{{0, 7, 30, 1.5}, {49, 69, -2.5e-3, 0.1}}};
  const std::string csv = GENERATE(
      "source,target,weight,delay_ms\n0,7,30,1.5\n49,69,-0.0025,0.1\n",
      "0,7,30,1.5\n49,69,-2.5e-3,1e-1",
      "delay_ms,weight,target,source\n1.5,30,7,0\n.1,-25E-4,69,49\n",
      "\xef\xbb\xbf# pairs\r\n\r\n target , source\t,delay_ms,weight\r\n"
      " 7,0,1.50,30.0\r\n  # \"a\r\n69, 49 ,0.1,-.0025\r\n",
      "\"source\",\"target\",\"weight\",\"delay_ms\"\n\"0\",7,30,1.5\n#\n49,69,-2.5e-03,\"0.1\"\n");
  CAPTURE(csv);
  CHECK(bits_of(read_as("e.csv", csv, request_on({}))) == bits_of(expected));
}

TEST_CASE("A table without a row has no connections") {
  const std::string csv = GENERATE("", "\n", "# nothing\n", "source,target,weight,delay_ms\n",
                                   "weight,source,target,delay_ms");
  CHECK(read_as("e.csv", csv, request_on({})).connections.empty());
}

TEST_CASE("A mistake in a table of connections is refused with its line") {
  struct Bad {
    std::string csv;
    std::string what;  ///< how the error begins
  };
  const Bad bad = GENERATE(values<Bad>({
      // The first line.
      {"from,to,w,d\n", "e.csv:1: 'from' is no index, nor is this line a header; valid: source,"},
      {"#\nsource,target,weight,delay\n",
       "e.csv:2: column 'delay' is unknown; valid: source,target,weight,delay_ms, in any order"},
      {"source,target,weight,weight\n", "e.csv:1: column 'weight' is there twice; valid: "},
      {"source,target\n", "e.csv:1: 2 fields; valid: 4, source,target,weight,delay_ms"},
      {"source,target,weight,delay_ms,type\n", "e.csv:1: 5 fields: are there decimal commas?"},
      // Numbers of fields.
      {"0,1,30\n", "e.csv:1: 3 fields; valid: 4, source,target,weight,delay_ms"},
      {"0,1,2,5,1\n", "e.csv:1: 5 fields: are there decimal commas? A point stands in decimal"},
      {kHeader + "0,1,2,1,5\n", "e.csv:2: 5 fields: are there decimal commas?"},
      {kHeader + "0,1,2,5,1,5\n", "e.csv:2: 6 fields: are there decimal commas?"},
      {"0;1;2.5;1.5\n", "e.csv:1: 1 field; commas stand between fields, and a point in decimal"},
      {"0;1;2,5;1,5\n", "e.csv:1: 3 fields; commas stand between fields"},
      {"0 1 2.5 1.5\n", "e.csv:1: 1 field; commas stand between fields"},
      {kHeader + "0,1,2,1\n\n0,1,2\n", "e.csv:4: 3 fields; valid: 4"},
      {"0,1,2,1\n" + kHeader, "e.csv:2: source 'source' is not valid; valid: 0 to 49"},
      // Indices.
      {"50,0,1,1\n", "e.csv:1: source '50' is not valid; valid: 0 to 49"},
      {kHeader + "0,0,1,1\n0,70,1,1\n", "e.csv:3: target '70' is not valid; valid: 0 to 69"},
      {"-1,0,1,1\n", "e.csv:1: source '-1' is not valid; valid: 0 to 49"},
      {"1.0,0,1,1\n", "e.csv:1: source '1.0' is not valid"},
      {"0,,1,1\n", "e.csv:1: target '' is not valid"},
      {"0,4294967296,1,1\n", "e.csv:1: target '4294967296' is not valid"},
      {"99999999999999999999,0,1,1\n", "e.csv:1: source '99999999999999999999' is not valid"},
      {kHeader + "\"0\"1,0,1,1\n", "e.csv:2: source '\"0\"1' is not valid"},
      {kHeader + "0x1,0,1,1\n", "e.csv:2: source '0x1' is not valid"},
      // Weights.
      {"0,0,nan,1\n", "e.csv:1: weight 'nan' is not valid; valid: a finite number, in pA or mV"},
      {"0,0,-inf,1\n", "e.csv:1: weight '-inf' is not valid"},
      {"0,0,1e400,1\n", "e.csv:1: weight '1e400' is not valid"},
      {"0,0,1 pA,1\n", "e.csv:1: weight '1 pA' is not valid; valid: a finite number, in pA or mV;"},
      {"0,0,\xff,1\n", "e.csv:1: weight what is no text is not valid"},
      // Delays.
      {"0,0,1,0\n", "e.csv:1: delay_ms 0 ms is zero, and events need a delay above 0; valid: at"},
      {"0,0,1,-1\n", "e.csv:1: delay_ms -1 ms is not valid; valid: multiples of the clock's step"},
      {"0,0,1,0.25\n", "e.csv:1: delay_ms 0.25 ms is not valid; valid: multiples of the clock's"},
      {"0,0,1,1.5\n0,0,1,1.55\n", "e.csv:2: delay_ms 1.55 ms is not valid; valid: multiples"},
      {"0,0,1,1e10\n", "e.csv:1: delay_ms 10000000000 ms is not valid; valid: at most 4000000000"},
      {"0,0,1,inf\n", "e.csv:1: delay_ms 'inf' is not valid; valid: a number of ms above 0"},
      {"0,0,1,\n", "e.csv:1: delay_ms '' is not valid"},
      // The file.
      {"\xff\xfe"
       "0\0",
       "e.csv: is encoded in UTF-16; valid: UTF-8"},
      {kHeader + "0,0,1," + std::string(70'000, '1'), "e.csv:2: longer than 65536 bytes"},
  }));
  CAPTURE(bad.csv);
  CHECK_THAT(error_of(bad.csv), Catch::StartsWith(bad.what));
}

TEST_CASE("On the continuous clock delays of a table are whole ticks") {
  const Clock clock = Clock::any_time();
  CHECK(read_as("e.csv", "0,0,1,0.123456789\n", request_on(clock)).connections[0].delay ==
        0.123456789);
  CHECK(error_of("0,0,1,0.1234567891\n", clock).find("e.csv:1: delay_ms 0.1234567891 ms is not") ==
        0);
  CHECK(error_of("0,0,1,1e-12\n", clock).find("is zero to the nearest tick") != std::string::npos);
}

TEST_CASE("A file of connections needs a known ending") {
  CHECK(error_as("e.txt", "", request_on({})) ==
        "e.txt: no format for synapses; valid: a name that ends in .csv or .npy");
}

TEST_CASE("A table longer than a block is read to its end") {
  std::string csv = kHeader;
  for (int i = 0; i < 200'000; ++i) csv += std::to_string(i % 50) + ",3,0.5,1.5\n";
  const ExplicitList list = read_as("e.csv", csv, request_on({}));
  REQUIRE(list.connections.size() == 200'000);
  bool right = true;
  for (std::uint32_t i = 0; i < 200'000; ++i) right &= list.connections[i].source == i % 50;
  CHECK(right);
}

}  // namespace engram::test
