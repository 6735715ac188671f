#include "io/report/html.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"

namespace engram {
namespace {

TEST_CASE("text is escaped") {
  CHECK(escape_html("<a href=\"x\" title='y'>&µ") ==
        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;µ");
  CHECK(escape_html("\x1b[2J\xe2\x80\xae\xff") == "\\x1b[2J\\u202e\\xff");
}

TEST_CASE("base64 of RFC 4648, section 10") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xff\xfe") == "///+");
}

TEST_CASE("an SVG document loses its prologue and takes the description as its title") {
  CHECK(inline_svg("<?xml?><!DOCTYPE svg><svg a=\"b\"><title>Gnuplot</title><g/></svg>", "x < y") ==
        "<svg a=\"b\"><title>x &lt; y</title><g/></svg>");
  CHECK_THROWS_AS(inline_svg("", "nothing"), EnvironmentError);
}

TEST_CASE("numbers") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(298'880'968) == "298,880,968");
  CHECK(number_or_dash(1.25, 1) == "1.2");
  CHECK(number_or_dash(-1.26, 1) == "−1.3");
  CHECK(number_or_dash(-0.04, 1) == "0.0");
  CHECK(number_or_dash(std::numeric_limits<double>::quiet_NaN(), 3) == "–");
}

}  // namespace
}  // namespace engram
