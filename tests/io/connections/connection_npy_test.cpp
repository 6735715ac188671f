#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/error.hpp"
#include "io/connections/connection_fixture.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

const std::string kWritten =
    "[('source', '<u4'), ('target', '<u4'), ('weight', '<f8'), ('delay', '<f8')]";

std::string header_of(const std::string& type, const std::string& shape,
                      const std::string& fortran = "False") {
  return "{'descr': " + type + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
}

/// A row of the written type.
std::string row(std::uint32_t source, std::uint32_t target, double weight, double delay) {
  return bytes_of(source) + bytes_of(target) + bytes_of(weight) + bytes_of(delay);
}

ExplicitList read(const std::string& bytes) { return read_as("e.npy", bytes, request_on({})); }

std::string error_of(const std::string& bytes) { return error_as("e.npy", bytes, request_on({})); }

/// The four numbers 3, 7, 2, 1, each as the kind that `type` names.
template <class Number>
void check_kind(const std::string& type) {
  CAPTURE(type);
  std::string descr = "[";
  std::string data;
  for (const auto& [name, value] :
       {std::pair("delay", 1), {"target", 7}, {"source", 3}, {"weight", 2}}) {
    descr += fmt::format("('{}', '{}'), ", name, type);
    data += bytes_of(static_cast<Number>(value));
  }
  const ExplicitList list = read(npy_file(header_of(descr + "]", "(1,)"), data));
  CHECK(bits_of(list) == bits_of(ExplicitList{{{3, 7, 2, 1}}}));
}

}  // namespace

TEST_CASE("Fields of an array may be of any integers and floats, in any order") {
  check_kind<std::int8_t>("|i1");
  check_kind<std::uint8_t>("|u1");
  check_kind<std::int16_t>("<i2");
  check_kind<std::uint16_t>("<u2");
  check_kind<std::int32_t>("<i4");
  check_kind<std::uint32_t>("<u4");
  check_kind<std::int64_t>("<i8");
  check_kind<std::uint64_t>("<u8");
  check_kind<float>("<f4");
  check_kind<double>("<f8");
}

TEST_CASE("Floats of 16 bits are read") {
  const std::string type = "[('source','<f2'),('target','<f2'),('weight','<f2'),('delay','<f2')]";
  // 3, 0, -2^-24 (the least of all), 0.5.
  const std::string data = bytes_of(std::uint16_t{0x4200}) + bytes_of(std::uint16_t{0}) +
                           bytes_of(std::uint16_t{0x8001}) + bytes_of(std::uint16_t{0x3800});
  const ExplicitList expected{{{3, 0, -0x1p-24, 0.5}}};
  CHECK(bits_of(read(npy_file(header_of(type, "(1,)"), data))) == bits_of(expected));
  std::string infinite = data;
  infinite.replace(4, 2, bytes_of(std::uint16_t{0x7c00}));
  CHECK(error_of(npy_file(header_of(type, "(1,)"), infinite))
            .ends_with("row 0: weight inf is not valid; valid: a finite number"));
}

TEST_CASE("Rows of an array may have padding") {
  const std::string type =
      "[('source', '<u4'), ('', '|V4'), ('weight', '<f8'), ('target', '|u1'), ('', '|V7'), "
      "('delay', '<f8')]";
  const std::string data =
      bytes_of(std::uint32_t{3}) + "pppp" + bytes_of(-1.0) + "\x05" + "ppppppp" + bytes_of(1.5);
  const ExplicitList expected{{{3, 5, -1, 1.5}, {3, 5, -1, 1.5}}};
  CHECK(bits_of(read(npy_file(header_of(type, "(2,)"), data + data))) == bits_of(expected));
}

TEST_CASE("An array of float64 has the four columns") {
  const std::string data = bytes_of(3.0) + bytes_of(7.0) + bytes_of(-0.5) + bytes_of(1.5);
  const ExplicitList expected{{{3, 7, -0.5, 1.5}, {3, 7, -0.5, 1.5}}};
  CHECK(bits_of(read(npy_file(header_of("'<f8'", "(2, 4)"), data + data))) == bits_of(expected));
  CHECK(read(npy_file(header_of("'<f8'", "(0, 4)"), "")).connections.empty());
}

TEST_CASE("Headers of all versions are read, however they are written") {
  const std::string data = row(1, 2, 3, 4);
  const auto expected = bits_of(ExplicitList{{{1, 2, 3, 4}}});
  const int version = GENERATE(1, 2, 3);
  CHECK(bits_of(read(npy_file(header_of(kWritten, "(1,)"), data, version))) == expected);
  CHECK(bits_of(read(npy_file("{\"shape\":(1L,),'descr':" + kWritten + ",'fortran_order':False}",
                              data, version))) == expected);
  CHECK(bits_of(read(npy_file(" {'fortran_order' : False , 'shape' : ( 1 ) , 'descr' : " +
                                  kWritten + " }" + std::string(500, ' ') + "\n",
                              data, version))) == expected);
}

TEST_CASE("Any array cut short is refused at a byte within it") {
  const std::string whole =
      npy_file(header_of(kWritten, "(2,)"), row(1, 2, 3, 4) + row(5, 6, 7, 8));
  REQUIRE(read(whole).connections.size() == 2);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const TemporaryFolder folder;
    write_bytes(folder.file("e.npy"), whole.substr(0, length));
    try {
      read_connections(folder.file("e.npy"), request_on({}));
      FAIL("it was read");
    } catch (const FileError& error) {
      CHECK(error.offset() <= length);
    }
  }
  CHECK(error_of(whole + "x") ==
        fmt::format("e.npy: at byte {}: 1 bytes follow the array", whole.size()));
}

TEST_CASE("An array that holds no connections is refused by what it is") {
  struct Bad {
    std::string type;
    std::string shape;
    std::string what;
  };
  const Bad bad = GENERATE(values<Bad>({
      {"'<f8'", "(4,)",
       "plain numbers of shape (4); valid: fields source, target, weight and delay,"},
      {"'<f8'", "(1, 3)", "plain numbers of shape (1, 3); valid: "},
      {"'<f8'", "(1, 1, 4)", "plain numbers of shape (1, 1, 4)"},
      {"'<f8'", "()", "plain numbers of shape ()"},
      {"'<f4'", "(1, 4)", "the elements are plain numbers, but not float64"},
      {"'<i8'", "(1, 4)", "the elements are plain numbers, but not float64"},
      {kWritten, "()", "0 dimensions of rows"},
      {kWritten, "(1, 1)", "2 dimensions of rows"},
      {kWritten, "(1,)", "the file ends here; 1 rows of 24 bytes go up to byte "},
      {kWritten, "(4294967297,)", "4294967297 rows; valid: at most 4294967296"},
      {kWritten, "(18446744073709551615,)", "18446744073709551615 rows; valid: at most"},
      {kWritten, "(4294967296,)",
       "the file ends here; 4294967296 rows of 24 bytes go up to byte 1030"},
      {"[('source', '<u4')]", "(1,)", "there is no field 'target'; valid: fields source,"},
      {"[]", "(1,)", "there is no field 'source'"},
      {"[('source', '<u4'), ('w', '<f8')]", "(1,)",
       "the field 'w' is unknown; valid: fields source"},
      {"[('source', '<u4'), ('source', '<f8')]", "(1,)", "the field 'source' is there twice"},
      {"[('', '<u4')]", "(1,)", "the field '' is unknown"},
  }));
  CAPTURE(bad.type, bad.shape);
  CHECK_THAT(error_of(npy_file(header_of(bad.type, bad.shape), "")), Catch::Contains(bad.what));
}

TEST_CASE("An array in Fortran order is refused") {
  const std::string data(64, '\0');
  CHECK_THAT(error_of(npy_file(header_of("'<f8'", "(2, 4)", "True"), data)),
             Catch::EndsWith("the array is in Fortran order; valid: C order, as "
                             "numpy.ascontiguousarray gives it"));
}

TEST_CASE("A row of an array that is no connection is refused with its number and its byte") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Bad {
    std::string row;
    std::size_t byte;  ///< within the row
    std::string what;
  };
  const Bad bad = GENERATE_COPY(values<Bad>({
      {row(50, 0, 1, 1), 0, "row 2: source 50 is not valid; valid: 0 to 49"},
      {row(0, 70, 1, 1), 4, "row 2: target 70 is not valid; valid: 0 to 69"},
      {row(0, 0, nan, 1), 8, "row 2: weight nan is not valid; valid: a finite number"},
      {row(0, 0, HUGE_VAL, 1), 8, "row 2: weight inf is not valid"},
      {row(0, 0, 1, 0), 16, "row 2: delay 0 ms is zero, and events need a delay above 0"},
      {row(0, 0, 1, -1), 16, "row 2: delay -1 ms is not valid; valid: multiples of the clock's"},
      {row(0, 0, 1, 0.25), 16,
       "row 2: delay 0.25 ms is not valid; valid: multiples of the clock's"},
      {row(0, 0, 1, nan), 16, "row 2: delay nan ms is not valid"},
      {row(0, 0, 1, HUGE_VAL), 16,
       "row 2: delay inf ms is not valid; valid: at most 4000000000 ms"},
  }));
  CAPTURE(bad.what);
  const std::string header = header_of(kWritten, "(3,)");
  const std::string good = row(0, 0, 1, 1);
  CHECK_THAT(error_of(npy_file(header, good + good + bad.row)),
             Catch::StartsWith(fmt::format("e.npy: at byte {}: {}",
                                           10 + header.size() + 48 + bad.byte, bad.what)));
}

TEST_CASE("Indices that are floats or signed are whole and within their population") {
  const auto error = [](double source) {
    const std::string data = bytes_of(source) + bytes_of(0.0) + bytes_of(1.0) + bytes_of(1.0);
    return error_of(npy_file(header_of("'<f8'", "(1, 4)"), data));
  };
  CHECK(error(0) == "no error");
  for (const double source : {-1.0, 0.5, 50.0, 0x1p32, 0x1p64, HUGE_VAL, std::nan("")}) {
    CAPTURE(source);
    CHECK_THAT(error(source), Catch::Contains("row 0: source ") && Catch::Contains("0 to 49"));
  }
  const std::string type = "[('source','<i8'),('target','<u8'),('weight','<f8'),('delay','<f8')]";
  const auto wide = [&](std::int64_t source, std::uint64_t target) {
    return error_of(npy_file(header_of(type, "(1,)"),
                             bytes_of(source) + bytes_of(target) + bytes_of(1.0) + bytes_of(1.0)));
  };
  CHECK(wide(49, 69) == "no error");
  CHECK_THAT(wide(-1, 0), Catch::Contains("row 0: source -1 is not valid"));
  CHECK_THAT(wide(std::int64_t{1} << 32, 0), Catch::Contains("row 0: source 4294967296 is not"));
  CHECK_THAT(wide(0, ~std::uint64_t{0}), Catch::Contains("row 0: target 18446744073709551616 is"));
}

TEST_CASE("An array longer than a block is read to its end") {
  std::string data;
  for (std::uint32_t i = 0; i < 100'000; ++i) data += row(i % 50, 0, i, 1);
  const ExplicitList list = read(npy_file(header_of(kWritten, "(100000,)"), data));
  REQUIRE(list.connections.size() == 100'000);
  bool right = true;
  for (std::uint32_t i = 0; i < 100'000; ++i) right &= list.connections[i].weight == i;
  CHECK(right);
}

}  // namespace engram::test
