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
  CHECK_THAT(table, Catch::Contains("ISI CV: mean over neurons with at least 3 spikes\n"));
  CHECK_THAT(table, Catch::Contains("all pairs of up to 1000 neurons of a population"));
  CHECK_THAT(table,
             Catch::Contains("\npopulation     neurons  recorded        spikes   rate (Hz)   "
                             "ISI CV  correlation  correlated\n"));
  CHECK_THAT(table,
             Catch::Contains("\nA \"quoted\"           2       all             6       3.000    "
                             "0.000       0.4454      2 of 2\n"));
  CHECK_THAT(table,
             Catch::Contains("\nsilent               1       all             0       0.000        "
                             "-            -      0 of 1\n"));
  CHECK(table.find("recorded neurons") == table.npos);
  CHECK_THAT(table, Catch::Contains("firing rate (Hz), histograms"));
}

RecordingStatistics partly_recorded() {
  MemorySource source(0, 1000);
  source.add_recorded("E", 100, 0, {});
  source.add_recorded("F", 100, 1, {{100, 0}, {200, 0}});
  return analyse(source);
}

TEST_CASE("the table says what was recorded of each population") {
  const std::string table = statistics_table(partly_recorded());
  CHECK_THAT(table, Catch::Contains("of the recorded neurons\n"));
  CHECK_THAT(table,
             Catch::Contains("\nE                  100  not recorded             -           -"));
  CHECK_THAT(table,
             Catch::Contains("\nF                  100      1 of 100             2       2.000"));
}

TEST_CASE("the JSON says what was recorded of each population") {
  const std::string json = statistics_json(partly_recorded());
  CHECK_THAT(json,
             Catch::Contains("\"E\": {\n      \"neurons\": 100,\n      \"recorded\": 0,\n      "
                             "\"spikes\": null,\n      \"mean_rate_hz\": null"));
  CHECK_THAT(json,
             Catch::Contains("\"F\": {\n      \"neurons\": 100,\n      \"recorded\": 1,\n      "
                             "\"spikes\": 2,\n      \"mean_rate_hz\": 2"));
  CHECK_THAT(json, Catch::Contains("\"n_correlated\": 1,"));
  CHECK_THAT(json, Catch::Contains("\"min_spikes\": 3,\n  \"correlated_at_most\": 1000,"));
}

TEST_CASE("names that a terminal would act on are shown as escapes, and as escapes of JSON") {
  MemorySource source(0, 1000);
  source.add("a\x1b[2J\n\xff", 1, {{100, 0}});
  const RecordingStatistics statistics = analyse(source);
  CHECK_THAT(statistics_table(statistics), Catch::Contains("\na\\x1b[2J\\n\\xff "));
  CHECK_THAT(statistics_json(statistics), Catch::Contains("\"a\\u001b[2J\\u000a\\\\xff\": {"));
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
  CHECK(json_string("\xe2\x80\xae\xc2\x9b") == "\"\\u202e\\u009b\"");
  CHECK(json_string("\xff|\xc3") == "\"\\\\xff|\\\\xc3\"");
}

}  // namespace
}  // namespace engram
