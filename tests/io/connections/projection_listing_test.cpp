#include "io/connections/projection_listing.hpp"

#include <catch2/catch.hpp>

#include "io/model/model_file.hpp"

namespace engram::test {

TEST_CASE("A listing has each projection with its rule and its synapses as drawn") {
  const Network network = parse_model(R"(
      duration: 1 population { name: "A" size: 10 iaf_psc_exp {} }
      population { name: "B" size: 10 relay {} }
      projection { source: "A" target: ["A", "B"] fixed_in_degree { in_degree: 12 } }
      projection { name: "by\none" source: "B" target: "A" one_to_one {} }
      projection { source: "B" target: "A" explicit {
        connection { source: 0 target: 1 weight: 2 delay: 1 } } })",
                                      "m.txtpb")
                              .network;
  CHECK(projection_listing(network) ==
        "projection  source  target  rule             synapses\n"
        "A -> A      A       A       fixed_in_degree       120\n"
        "A -> B      A       B       fixed_in_degree       120\n"
        "by\\none     B       A       one_to_one             10\n"
        "B -> A      B       A       explicit                1\n");
  CHECK(projection_listing(network, 3) ==
        "projection  source  target  rule      synapses\n"
        "B -> A      B       A       explicit         1\n");
}

TEST_CASE("A listing of no projection is its title") {
  const Network network =
      parse_model("duration: 1 population { name: \"A\" size: 1 relay {} }", "m.txtpb").network;
  CHECK(projection_listing(network) == "projection  source  target  rule  synapses\n");
}

}  // namespace engram::test
