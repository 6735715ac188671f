#include "io/plot/palette.hpp"

#include <catch2/catch.hpp>
#include <set>

namespace engram {
namespace {

TEST_CASE("the kind of a population follows from the sign of its weights") {
  Network network;
  network.populations.resize(6);
  const auto project = [&](PopulationIndex source,
                           std::variant<Constant, Uniform, Normal, Lognormal> law) {
    Projection projection;
    projection.source = source;
    projection.weight.law = law;
    network.projections.push_back(projection);
  };
  project(0, Constant{10});
  project(0, Lognormal{-3, 1});
  project(1, Normal{-40, 100});
  project(2, Constant{1});
  project(2, Uniform{-3, 2});
  Projection listed;
  listed.source = 4;
  listed.rule = ExplicitList{{{0, 0, -5, 1}, {0, 1, 2, 1}}};
  network.projections.push_back(listed);
  project(5, Constant{0});
  using enum PopulationKind;
  CHECK(population_kinds(network) == std::vector<PopulationKind>{kExcitatory, kInhibitory, kUnknown,
                                                                 kUnknown, kInhibitory, kUnknown});
}

TEST_CASE("populations of one kind have colours of their own") {
  for (const auto kind :
       {PopulationKind::kUnknown, PopulationKind::kExcitatory, PopulationKind::kInhibitory}) {
    const auto colours = population_colours(std::vector<PopulationKind>(10, kind));
    CHECK(std::set<std::string>(colours.begin(), colours.end()).size() == 10);
    for (const std::string& colour : colours) CHECK(colour.size() == 7);
  }
  CHECK(population_colours({}).empty());
}

}  // namespace
}  // namespace engram
