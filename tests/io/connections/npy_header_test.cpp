#include "io/connections/npy_header.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string>

#include "core/base/error.hpp"
#include "io/connections/connection_fixture.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

std::string error_of(const std::string& bytes) {
  const TemporaryFolder folder;
  write_bytes(folder.file("a.npy"), bytes);
  try {
    read_npy_header(File::open(folder.file("a.npy")));
  } catch (const FileError& error) {
    const std::string what = error.what();
    return what.substr(what.find("a.npy"));
  }
  return "no error";
}

}  // namespace

TEST_CASE("A header is read as it was written, and ends at a multiple of 64 bytes") {
  const TemporaryFolder folder;
  for (const std::uint64_t rows : {0ull, 1ull, 99'999ull, ~0ull}) {
    const std::string text = npy_header_text("[('a', '<u2'), ('b', '<f8')]", rows);
    CHECK(text.size() % 64 == 0);
    write_bytes(folder.file("a.npy"), text);
    const NpyHeader header = read_npy_header(File::open(folder.file("a.npy")));
    CHECK(header.data_offset == text.size());
    CHECK(header.shape == std::vector<std::uint64_t>{rows});
    CHECK_FALSE(header.fortran_order);
    CHECK(header.structured);
    CHECK(header.element_bytes == 10);
    REQUIRE(header.fields.size() == 2);
    CHECK(header.fields[1].name == "b");
    CHECK(header.fields[1].offset == 2);
  }
}

TEST_CASE("A file that is no array is refused at its beginning") {
  CHECK(error_of("") ==
        "a.npy: at byte 0: no array of NumPy; valid: a file as numpy.save writes it");
  CHECK(error_of("source,target\n").find("a.npy: at byte 0: no array of NumPy") == 0);
  CHECK(error_of("PK\x03\x04").find("a.npy: at byte 0: an archive of arrays (.npz)") == 0);
  CHECK(error_of("\x93NUMPY") == "a.npy: at byte 6: the file ends in its header");
  CHECK(error_of(npy_file("{}", "", 4)) ==
        "a.npy: at byte 6: format 4.0 is not known; valid: 1.0, 2.0, 3.0");
  std::string minor = npy_file("{}", "");
  minor[7] = 1;
  CHECK(error_of(minor).find("a.npy: at byte 6: format 1.1 is not known") == 0);
}

TEST_CASE("A header that claims to be large is not waited for") {
  CHECK(error_of("\x93NUMPY\x02" + std::string(1, '\0') + "\xff\xff\xff\xff") ==
        "a.npy: at byte 8: a header of 4294967295 bytes; valid: up to 65536");
  CHECK(error_of("\x93NUMPY\x01" + std::string(1, '\0') + "\xff\xff{") ==
        "a.npy: at byte 11: the file ends in its header");
}

TEST_CASE("A mistake in a header is refused at its byte") {
  struct Bad {
    std::string header;  ///< with '@' where the error is
    std::string what;
  };
  const Bad bad = GENERATE(values<Bad>({
      {"@", "the header has no '{' here"},
      {"@[]", "the header has no '{' here"},
      {"{@", "the header has no text in quotes here"},
      {"{'descr'@", "the header has no ':' here"},
      {"{'descr': @", "the header has no text in quotes here"},
      {"{'descr': @'<f8", "a quote of the header is not closed"},
      {"{'descr': '<f8'@", "the header has no '}' here"},
      {"{'descr': '<f8' @'shape': ()}", "the header has no '}' here"},
      {"{'descr': '<f8', @'size': 3}", "unknown key 'size'; valid: descr, fortran_order, shape"},
      {"{'descr': '<f8', @'descr': '<f8'}", "the header has 'descr' twice"},
      {"{'descr': @'a\\nb'}", "a text of the header has a backslash"},
      {"{'fortran_order': @1}", "the header has neither True nor False here"},
      {"{'shape': @[1]}", "the header has no '(' here"},
      {"{'shape': (@-1,)}", "the shape is no list of lengths below 2^64"},
      {"{'shape': (@18446744073709551616,)}", "the shape is no list of lengths below 2^64"},
      {"{'shape': (1 @2)}", "the header has no ')' here"},
      {"@{'shape': (1,), 'descr': '<f8'}", "the header lacks 'fortran_order'"},
      {"@{}", "the header lacks 'descr'"},
      {"{'shape': (1,), 'descr': '<f8', 'fortran_order': False} @{", "something follows"},
      // Types.
      {"{'descr': @'>f8'}", "the type '>f8' is big-endian; valid: integers of 1, 2, 4 or 8 bytes"},
      {"{'descr': @'=f8'}", "the type '=f8' is of no byte order that is known"},
      {"{'descr': @'f8'}", "'f8' is no type"},
      {"{'descr': @'<f'}", "'<f' is no type"},
      {"{'descr': @'<f8x'}", "'<f8x' is no type"},
      {"{'descr': @'<f99999999999999999999'}", "is no type"},
      {"{'descr': @'<f16'}", "the type '<f16' has 16 bytes; valid: "},
      {"{'descr': @'|f1'}", "the type '|f1' has 1 bytes"},
      {"{'descr': @'<i3'}", "the type '<i3' has 3 bytes"},
      {"{'descr': @'<i0'}", "the type '<i0' has 0 bytes"},
      {"{'descr': @'|O'}", "the type '|O' is Python objects; valid: "},
      {"{'descr': @'<U5'}", "the type '<U5' is text"},
      {"{'descr': @'|S5'}", "the type '|S5' is text"},
      {"{'descr': @'|b1'}", "the type '|b1' is booleans"},
      {"{'descr': @'<c16'}", "the type '<c16' is complex numbers"},
      {"{'descr': @'<M8[ns]'}", "the type '<M8[ns]' is dates or times"},
      {"{'descr': @'|V8'}", "the type '|V8' is raw bytes"},
      {"{'descr': [('a', @'|V8')]}", "the type '|V8' is raw bytes"},
      {"{'descr': [('', '|V4000'), ('', @'|V4000')]}", "rows are longer than 4096 bytes"},
      {"{'descr': [('', @'|V99999999')]}", "is no type"},
      {"{'descr': [('a', '<f8', @(2,))]}", "a field is an array itself"},
      {"{'descr': [('a', @[('b', '<f8')])]}", "a field has fields itself"},
      {"{'descr': [(@('title', 'a'), '<f8')]}", "the header has no text in quotes here"},
      {"{'descr': [('a', '<f8')@", "the header has no ']' here"},
      {"{'descr': [@'a']}", "the header has no '(' here"},
  }));
  std::string header = bad.header;
  const std::size_t at = header.find('@');
  header.erase(at, 1);
  CAPTURE(header);
  CHECK_THAT(
      error_of(npy_file(header, "")),
      Catch::StartsWith(fmt::format("a.npy: at byte {}: ", 10 + at)) && Catch::Contains(bad.what));
}

TEST_CASE("Any bytes in a header are read or refused") {
  const std::string good =
      "{'descr': [('a', '<u4'), ('', '|V4'), ('b', '<f8')], 'fortran_order': False, 'shape': (2,)}";
  REQUIRE(error_of(npy_file(good, "")) == "no error");
  CHECK(rc::check([&] {
    std::string header = good;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, header.size());
      const char c = *rc::gen::elementOf(std::string("{}[]()',:<>|0129fuVLTF\\ \0\xff"));
      if (*rc::gen::arbitrary<bool>()) {
        header[at] = c;
      } else {
        header.insert(at, 1, c);
      }
    }
    const std::string error = error_of(npy_file(header, ""));
    RC_ASSERT(error == "no error" || error.find("a.npy: at byte ") == 0);
  }));
}

}  // namespace engram::test
