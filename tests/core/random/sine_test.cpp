#include "core/random/sine.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

namespace engram {
namespace {

long double exact(double turns) {
  return std::sin(2 * std::numbers::pi_v<long double> * static_cast<long double>(turns));
}

TEST_CASE("the sine of turns is within 3e-16 of the sine") {
  long double worst = 0;
  for (double turns = -3; turns < 3; turns += 0.0000137) {
    worst = std::max(worst, std::abs(sine_of_turns(turns) - exact(turns)));
  }
  for (double turns = 1e-17; turns < 1; turns *= 1.01) {
    worst = std::max(worst, std::abs(sine_of_turns(turns) - exact(turns)));
  }
  CHECK(worst < 3e-16L);
}

TEST_CASE("the sine of turns keeps its precision far from 0") {
  for (double turns = 1; turns < 1e9; turns *= 1.1) {
    const double reduced = turns - std::floor(turns);
    CHECK(std::abs(sine_of_turns(turns) - static_cast<double>(exact(reduced))) < 3e-16);
    CHECK(sine_of_turns(-turns) == Approx(-sine_of_turns(turns)).margin(1e-15));
  }
}

TEST_CASE("the sine of quarter turns is exact") {
  for (const double whole : {-4.0, 0.0, 1.0, 1e12}) {
    CHECK(sine_of_turns(whole) == 0);
    CHECK(sine_of_turns(whole + 0.25) == 1);
    CHECK(sine_of_turns(whole + 0.5) == 0);
    CHECK(sine_of_turns(whole + 0.75) == -1);
  }
}

}  // namespace
}  // namespace engram
