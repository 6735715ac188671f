#include "io/recording/csv.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

TEST_CASE("times are exact decimals") {
  CHECK(exact_ms({0, 0}) == "0");
  CHECK(exact_ms({1, 0}) == "0.000000001");
  CHECK(exact_ms({kTicksPerMs / 10, 0}) == "0.1");
  CHECK(exact_ms({10'000 * kTicksPerMs, 0}) == "10000");
  CHECK(exact_ms({1'234'500'000, 0}) == "1.2345");
  CHECK(exact_ms({std::numeric_limits<Tick>::max(), 0}) == "9223372036.854775807");
  CHECK(exact_ms({5, 0x80000000u}) == "0.0000000055");
  CHECK(exact_ms({0, 1}) == "0.00000000000000000023283064365386962890625");
}

TEST_CASE("exact decimals are read back") {
  CHECK(time_from_exact_ms("0") == Time{});
  CHECK(time_from_exact_ms("12.5") == Time{12'500'000'000, 0});
  CHECK(time_from_exact_ms("1.25e1") == Time{12'500'000'000, 0});
  CHECK(time_from_exact_ms(".5E+3") == Time{500 * kTicksPerMs, 0});
  CHECK(time_from_exact_ms("0012.") == Time{12 * kTicksPerMs, 0});
  CHECK(time_from_exact_ms("125e-13") == Time{0, 53687091});  // 0.0125 ticks
  CHECK(time_from_exact_ms("0e400") == Time{});
  CHECK(time_from_exact_ms("9223372036.854775799") ==
        Time{std::numeric_limits<Tick>::max() - 8, 0});
  CHECK(time_from_exact_ms("0.00000000199999999999999") == Time{2, 0});
  for (const char* bad : {"", ".", "-1", "+1", "1.2.3", "1e", "1e+", "1e+-1", "1e999", "e5", "1 ",
                          "nan", "inf", "0x1", "1,5", "9223372036.9", "1e300"}) {
    CAPTURE(bad);
    CHECK_FALSE(time_from_exact_ms(bad).has_value());
  }
}

TEST_CASE("every time survives being written as a decimal") {
  const auto survives = [](std::uint64_t ticks, std::uint32_t fraction, bool large) {
    constexpr Tick kMost = std::numeric_limits<Tick>::max() - 10;
    const Time time{static_cast<Tick>(ticks % static_cast<std::uint64_t>(large ? kMost : 1000)),
                    fraction};
    RC_ASSERT(time_from_exact_ms(exact_ms(time)) == time);
  };
  CHECK(rc::check([&] {
    survives(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint32_t>(),
             *rc::gen::arbitrary<bool>());
  }));
  survives(0, 1, true);
  survives(0, 0xffffffff, true);
}

/// The lines of a file, split at commas.
std::vector<std::vector<std::string>> rows(const std::string& path) {
  std::vector<std::vector<std::string>> all;
  std::istringstream file(read_bytes(path));
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    all.emplace_back();
    for (std::string field; std::getline(fields, field, ',');) all.back().push_back(field);
  }
  return all;
}

TEST_CASE("a recording becomes CSV line by line") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("r"));
  const CsvResult result = convert_to_csv(folder.file("r"), folder.file("x.csv"));
  CHECK(result.problem.empty());
  CHECK(result.spikes == totals_of(content).spikes);
  CHECK(result.samples_path == folder.file("x.samples.csv"));

  const auto spikes = rows(folder.file("x.csv"));
  REQUIRE(spikes.size() == 1 + result.spikes);
  CHECK(spikes[0] == std::vector<std::string>{"population", "neuron", "time_ms"});
  std::size_t line = 1;
  for (std::size_t p = 0; p < content.spikes.size(); ++p) {
    for (const RecordedSpike& s : content.spikes[p]) {
      const std::vector<std::string> expected{content.header.populations[p].name,
                                              std::to_string(s.neuron), exact_ms(s.time)};
      REQUIRE(spikes[line++] == expected);
    }
  }

  const auto samples = rows(result.samples_path);
  REQUIRE(samples.size() == 1 + result.samples);
  CHECK(result.samples == content.samples[0].values.size() + content.samples[1].values.size());
  CHECK(samples[0] ==
        std::vector<std::string>{"population", "neuron", "variable", "time_ms", "value"});
  // The second instant of the first recorder: neurons 1, 7, 9 of V_m, then of I_syn_ex.
  const std::vector<double>& values = content.samples[0].values;
  const char* neurons[] = {"1", "7", "9"};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto& row = samples[1 + 6 + i];
    CHECK(row[0] == "population 0");
    CHECK(row[1] == neurons[i % 3]);
    CHECK(row[2] == (i < 3 ? "V_m" : "I_syn_ex"));
    CHECK(row[3] == "20");
    CHECK(std::stod(row[4]) == values[6 + i]);
  }
}

TEST_CASE("names with commas and quotes are quoted") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.states = false;
  plan.populations = 1;
  Content content = make_content(plan);
  content.header.populations[0].name = "a \"b\", c";
  content.spikes[0] = {{{kSpan, 0}, 2}};
  write_recording(content, folder.file("r"));
  const CsvResult result = convert_to_csv(folder.file("r"), folder.file("r.csv"));
  CHECK(result.samples_path.empty());
  CHECK(read_bytes(folder.file("r.csv")) == "population,neuron,time_ms\n\"a \"\"b\"\", c\",2,10\n");
}

TEST_CASE("of a damaged recording everything before the damage is converted") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.spans = 1000;
  write_recording(make_content(plan), folder.file("r"));
  std::string bytes = read_bytes(folder.file("r"));
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(folder.file("r"), bytes);
  const CsvResult result = convert_to_csv(folder.file("r"), folder.file("r.csv"));
  CHECK_THAT(result.problem, Catch::Contains("at byte "));
  CHECK(result.spikes > 0);
  CHECK(rows(folder.file("r.csv")).size() == 1 + result.spikes);
}

TEST_CASE("what cannot be converted leaves nothing behind") {
  const TemporaryFolder folder;
  write_recording(make_content({}), folder.file("r"));
  CHECK_THROWS_WITH(convert_to_csv(folder.file("r"), folder.file("r.xls")),
                    Catch::Contains("ends in .csv"));
  CHECK_THROWS_AS(convert_to_csv(folder.file("none"), folder.file("none.csv")), UserError);
  CHECK_THROWS_AS(convert_to_csv(folder.file("r"), folder.file("none/r.csv")), UserError);
  CHECK_FALSE(std::filesystem::exists(folder.file("none.csv.part")));
  CHECK_FALSE(std::filesystem::exists(folder.file("none.csv")));
}

}  // namespace
}  // namespace engram::test
