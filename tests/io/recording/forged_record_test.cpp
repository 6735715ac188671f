#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/record_codec.hpp"
#include "io/recording/recording_fixture.hpp"

// Records that are correctly numbered and have the right checksum, but whose content is impossible:
// what a broken or hostile writer could make.

namespace engram::test {
namespace {

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  return bytes + static_cast<char>(value);
}

/// Fields in the wire format.
std::string number(int field, std::uint64_t value) { return varint(field << 3) + varint(value); }
std::string bytes(int field, const std::string& value) {
  return varint(field << 3 | 2) + varint(value.size()) + value;
}

std::string record(int kind, const std::string& content, char sequence = 1) {
  return std::string("\x09") + sequence + std::string(7, '\0') + bytes(kind, content);
}

/// A SpikeChunk as in recording.proto.
struct ForgedChunk {
  std::uint64_t population = 0, begin = 0, end = 100, count = 1, compression = 0;
  std::vector<std::uint64_t> time_delta{50}, neuron_delta{3};
  std::string fractions = {};
  std::string columns = {};  ///< in place of the three above

  std::string str() const {
    const auto packed = [](const auto& values) {
      std::string all;
      for (const std::uint64_t v : values) all += varint(v);
      return all;
    };
    const std::string made =
        bytes(1, packed(time_delta)) + bytes(2, packed(neuron_delta)) + bytes(3, fractions);
    return record(3, number(1, population) + number(2, begin) + number(3, end) + number(4, count) +
                         number(5, compression) + bytes(6, columns.empty() ? made : columns));
  }
};

/// Reads a file of a good header and one record; returns the error.
std::string complaint(const std::string& body) {
  const TemporaryFolder folder;
  const RecordingHeader header = make_content({}).header;
  const std::string first = encode_frame(encode_record(0, header));
  write_bytes(folder.file("forged"), first + encode_frame(body));
  RecordingReader reader(folder.file("forged"));
  try {
    reader.next();
  } catch (const FileError& error) {
    CHECK(error.offset() == first.size());
    return error.what();
  }
  return {};
}

TEST_CASE("a forged chunk is taken where it is sound") {
  CHECK(complaint(ForgedChunk{}.str()).empty());
}

TEST_CASE("spikes that cannot be are refused") {
  using Catch::Matchers::Contains;
  const std::uint64_t far = std::numeric_limits<std::uint64_t>::max();
  CHECK_THAT(complaint(ForgedChunk{.population = 3}.str()), Contains("unknown population"));
  CHECK_THAT(complaint(ForgedChunk{.begin = 7}.str()), Contains("does not follow"));
  CHECK_THAT(complaint(ForgedChunk{.end = far}.str()), Contains("out of range"));
  CHECK_THAT(complaint(ForgedChunk{.end = 49}.str()), Contains("outside the span"));
  CHECK_THAT(complaint(ForgedChunk{.time_delta = {0}}.str()), Contains("not in order"));
  CHECK_THAT(complaint(ForgedChunk{.neuron_delta = {50}}.str()), Contains("beyond its population"));
  CHECK_THAT(
      complaint(ForgedChunk{.count = 2, .time_delta = {1, far}, .neuron_delta = {0, 0}}.str()),
      Contains("outside the span"));
  CHECK_THAT(complaint(ForgedChunk{.count = 2,
                                   .time_delta = {1, 0},
                                   .neuron_delta = {3, std::numeric_limits<std::uint32_t>::max()}}
                           .str()),
             Contains("beyond its population"));
  CHECK_THAT(complaint(ForgedChunk{.count = 2,
                                   .time_delta = {1, 0},
                                   .neuron_delta = {3, 3},
                                   .fractions = std::string("\2\0\0\0\1\0\0\0", 8)}
                           .str()),
             Contains("not in order"));
}

TEST_CASE("columns that do not fit their count are refused before they are unpacked") {
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint(ForgedChunk{.count = 2}.str()), Contains("wrong length"));
  CHECK_THAT(complaint(ForgedChunk{.count = 65'537}.str()), Contains("too many"));
  CHECK_THAT(complaint(ForgedChunk{.columns = std::string(2'000'000, '\0')}.str()),
             Contains("too many"));
  CHECK_THAT(complaint(ForgedChunk{.compression = 2}.str()), Contains("compression"));
  CHECK_THAT(complaint(ForgedChunk{.columns = "\xff"}.str()), Contains("cannot be parsed"));
  CHECK_THAT(complaint(ForgedChunk{.compression = 1, .columns = "no zstd"}.str()),
             Contains("no zstd frame"));
  // The beginning of a zstd frame that declares 2^40 bytes.
  const std::string bomb("\x28\xb5\x2f\xfd\xe0\0\0\0\0\0\1\0\0\1\0\0", 16);
  CHECK_THAT(complaint(ForgedChunk{.compression = 1, .columns = bomb}.str()),
             Contains("possible size"));
}

TEST_CASE("samples that cannot be are refused") {
  using Catch::Matchers::Contains;
  const auto samples = [](std::uint64_t recorder, std::uint64_t time, std::size_t values) {
    return record(
        4, number(1, recorder) + bytes(2, varint(time)) + bytes(3, std::string(8 * values, '\0')));
  };
  CHECK(complaint(samples(0, 100, 6)).empty());
  CHECK_THAT(complaint(samples(2, 100, 6)), Contains("unknown state recorder"));
  CHECK_THAT(complaint(samples(0, 100, 5)), Contains("does not fit"));
  CHECK_THAT(complaint(samples(0, 0, 6)), Contains("not in order"));
  CHECK_THAT(complaint(samples(0, ~std::uint64_t{0}, 6)), Contains("out of range"));
  CHECK_THAT(complaint(record(4, number(1, 0))), Contains("without samples"));
}

TEST_CASE("records in the wrong place are refused") {
  using Catch::Matchers::Contains;
  const RecordingHeader header = make_content({}).header;
  const RecordingIndex empty_index{{0, 0, 0, {0, 0, 0}, {0, 0}}, 0, 0};
  RecordingIndex wrong = empty_index;
  wrong.recorded.spikes = 1;
  CHECK(complaint(encode_record(1, header, empty_index)).empty());
  CHECK_THAT(complaint(encode_record(1, header, wrong)), Contains("does not fit the chunks"));
  CHECK_THAT(complaint(encode_record(1, header)), Contains("second header"));
  CHECK_THAT(complaint(encode_record(1, RecordingTrailer{1})), Contains("wrong place"));
  CHECK_THAT(complaint(record(15, "")), Contains("unknown kind"));
  CHECK_THAT(complaint(record(3, "", 2)), Contains("record 2 instead of 1"));
  CHECK_THAT(complaint("\x09"), Contains("cannot be parsed"));
}

TEST_CASE("headers that cannot be are refused") {
  using Catch::Matchers::Contains;
  const TemporaryFolder folder;
  const auto complaint_of = [&](const std::string& header) -> std::string {
    write_bytes(folder.file("h"), encode_frame(record(2, header, 0)));
    try {
      RecordingReader reader(folder.file("h"));
    } catch (const FileError& error) {
      CHECK(error.offset() == 0);
      return error.what();
    }
    return {};
  };
  const std::string start = number(1, 1) + number(6, 100);
  const std::string population = bytes(9, bytes(1, "a") + number(3, 10));
  CHECK(complaint_of(start + population).empty());
  CHECK_THAT(complaint_of(number(1, 2) + number(6, 100)), Contains("version 2"));
  CHECK_THAT(complaint_of(number(1, 1)), Contains("step is zero"));
  CHECK_THAT(complaint_of(number(1, 1) + number(6, ~std::uint64_t{0})), Contains("out of range"));
  CHECK_THAT(complaint_of(start + population + population), Contains("do not follow"));
  CHECK_THAT(complaint_of(start + bytes(9, number(3, 10) + bytes(5, varint(10)))),
             Contains("does not ascend"));
  CHECK_THAT(complaint_of(start + bytes(9, number(3, 10) + bytes(5, varint(4) + varint(4)))),
             Contains("does not ascend"));
  CHECK_THAT(complaint_of(start + bytes(10, "")), Contains("unknown population"));
  CHECK_THAT(complaint_of(start + population + bytes(10, bytes(3, ""))),
             Contains("without a name"));
  CHECK_THAT(complaint_of(start + bytes(9, number(3, 1u << 25)) + bytes(10, bytes(3, "V_m"))),
             Contains("too many values"));
}

}  // namespace
}  // namespace engram::test
