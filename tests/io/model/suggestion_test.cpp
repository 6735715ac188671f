#include "io/model/suggestion.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using engram::suggest;

TEST_CASE("the nearest valid name is suggested, and none where none is near") {
  const std::vector<std::string> names = {"tau_m", "C_m", "V_th", "V_reset"};
  const std::string all = " valid: tau_m, C_m, V_th, V_reset";
  CHECK(suggest("tau_mm", names) == "; did you mean 'tau_m'?" + all);
  CHECK(suggest("tua_m", names) == "; did you mean 'tau_m'?" + all);
  CHECK(suggest("v_th", names) == "; did you mean 'V_th'?" + all);
  CHECK(suggest("Vreset", names) == "; did you mean 'V_reset'?" + all);
  CHECK(suggest("E_rev", names) == ";" + all);
  CHECK(suggest("", names) == ";" + all);
  CHECK(suggest("x", {}) == "; there is none");
}

TEST_CASE("long lists of names are cut") {
  std::vector<std::string> names;
  for (int i = 0; i < 25; ++i) names.push_back("name" + std::to_string(i));
  const std::string text = suggest("something", names);
  CHECK_THAT(text, Catch::Contains("name19 and 5 more") && !Catch::Contains("name20"));
}
