#include "io/analysis/statistics_text.hpp"

#include <catch2/catch.hpp>

#include "io/analysis/json_text.hpp"
#include "io/analysis/memory_source.hpp"

namespace engram {
namespace {

using test::MemorySource;

RecordingStatistics two_populations() {
  MemorySource source(0, 1000);
  source.add("A \"quoted\"", 2, {{100, 0}, {200, 0}, {300, 0}, {400, 0}, {500, 0}, {300, 1}});
  source.add("silent", 1, {});
  return analyse(source);
}

TEST_CASE("the table has a line for each population") {
  const std::string table = statistics_table(two_populations());
  CHECK_THAT(table, Catch::Contains("span from 0 ms to 1000 ms"));
  CHECK_THAT(table, Catch::Contains("A \"quoted\"           2             6       3.000    0.000"));
  CHECK_THAT(table, Catch::Contains("silent               1             0       0.000        -"));
  CHECK_THAT(table, Catch::Contains("firing rate (Hz), histograms"));
}

TEST_CASE("the JSON escapes names and has null for what has no value") {
  const std::string json = statistics_json(two_populations());
  CHECK_THAT(json, Catch::Contains("\"A \\\"quoted\\\"\": {"));
  CHECK_THAT(json, Catch::Contains("\"mean_rate_hz\": 3,"));
  CHECK_THAT(json, Catch::Contains("\"mean_cv\": null,"));
  CHECK_THAT(json, Catch::Contains("\"isi_cv\": [],"));
  CHECK_THAT(json, Catch::Contains("\"from_ms\": 0"));
}

TEST_CASE("strings of JSON") {
  CHECK(json_string("a\\b\"c\n\x01µ") == "\"a\\\\b\\\"c\\u000a\\u0001µ\"");
}

}  // namespace
}  // namespace engram
