#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "core/base/error.hpp"
#include "core/connection/connection_drawer.hpp"

namespace engram {
namespace {

std::string refusal(const ConnectionRule& rule, std::uint32_t sources, std::uint32_t targets,
                    bool same) {
  try {
    ConnectionDrawer(rule, sources, targets, same, 1, 0);
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("Rules that cannot be followed are refused, saying what would be valid") {
  CHECK(refusal(OneToOne{}, 3, 4, false) ==
        "one-to-one connections from 3 sources to 4 targets: both populations must have the same "
        "size");
  CHECK(refusal(PairwiseBernoulli{1.5}, 3, 4, false) ==
        "connection probability 1.5: valid is 0 to 1");
  CHECK(refusal(PairwiseBernoulli{std::numeric_limits<double>::quiet_NaN()}, 3, 4, false) ==
        "connection probability nan: valid is 0 to 1");
  CHECK(refusal(FixedInDegree{11, true, false}, 10, 5, false) ==
        "fixed in-degree 11: valid is 0 to 10 (10 possible sources of a target, multapses off)");
  CHECK(refusal(FixedInDegree{10, false, false}, 10, 10, true) ==
        "fixed in-degree 10: valid is 0 to 9 (9 possible sources of a target, autapses off, "
        "multapses off)");
  CHECK(refusal(FixedInDegree{1, false, true}, 1, 1, true) ==
        "fixed in-degree 1: valid is 0 to 0 (0 possible sources of a target, autapses off)");
  CHECK(refusal(FixedInDegree{std::uint64_t{1} << 40}, 10, 10, true) ==
        "fixed in-degree 1099511627776: valid is 0 to 2147483648 (10 possible sources of a "
        "target)");
  CHECK(refusal(FixedOutDegree{11, true, false}, 5, 10, false) ==
        "fixed out-degree 11: valid is 0 to 10 (10 possible targets of a source, multapses off)");
  CHECK(refusal(FixedTotalNumber{51, true, false}, 5, 10, false) ==
        "fixed total number 51: valid is 0 to 50 (50 possible pairs of source and target, "
        "multapses off)");
  CHECK(refusal(FixedTotalNumber{91, false, false}, 10, 10, true) ==
        "fixed total number 91: valid is 0 to 90 (90 possible pairs of source and target, "
        "autapses off, multapses off)");
  CHECK(refusal(ExplicitList{{{0, 0, 1, 1}, {5, 0, 1, 1}}}, 5, 5, false) ==
        "connection 1 of the list has source 5: valid is 0 to 4");
  CHECK(refusal(ExplicitList{{{0, 7, 1, 1}}}, 5, 5, false) ==
        "connection 0 of the list has target 7: valid is 0 to 4");
}

TEST_CASE("Rules at the edge of what is possible are accepted") {
  CHECK(refusal(PairwiseBernoulli{1}, 3, 4, false) == "accepted");
  CHECK(refusal(FixedInDegree{10, true, false}, 10, 5, false) == "accepted");
  CHECK(refusal(FixedInDegree{10, true, false}, 10, 10, true) == "accepted");
  CHECK(refusal(FixedInDegree{11, true, true}, 10, 5, false) == "accepted");
  // Two populations of one size are not one population.
  CHECK(refusal(FixedInDegree{10, false, false}, 10, 10, false) == "accepted");
  CHECK(refusal(FixedOutDegree{9, false, false}, 10, 10, true) == "accepted");
  CHECK(refusal(FixedTotalNumber{90, false, false}, 10, 10, true) == "accepted");
}

TEST_CASE("Sizes beyond 32 bits can be checked") {
  const std::uint64_t large = std::uint64_t{1} << 40;
  CHECK_NOTHROW(check_connection_rule(FixedTotalNumber{100, true, false}, large, large, false));
  CHECK_THROWS_AS(check_connection_rule(OneToOne{}, large, large + 1, false), UserError);
}

}  // namespace
}  // namespace engram
