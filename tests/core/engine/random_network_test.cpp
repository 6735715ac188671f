#include "core/engine/random_network.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/registry/model_registry.hpp"

namespace engram {
namespace {

TEST_CASE("Random networks are valid, fire, and cover what there is") {
  std::set<std::string> models;
  std::set<std::size_t> rules;
  std::set<std::size_t> weights;
  std::set<std::size_t> delays;
  std::set<std::string> devices;
  std::set<WeightStorage> storages;
  std::set<Sleep> sleeps;
  constexpr int kNetworks = 100;
  for (std::uint64_t seed = 0; seed < kNetworks; ++seed) {
    const Network network =
        seed % 2 == 0 ? test::random_network(seed) : test::random_continuous_network(seed);
    for (const Population& p : network.populations) {
      models.insert(p.model.descriptor().name());
      sleeps.insert(p.sleep);
    }
    for (const Projection& p : network.projections) {
      rules.insert(p.rule.index());
      weights.insert(p.weight.law.index());
      delays.insert(p.delay.law.index());
      storages.insert(p.storage);
    }
    for (const Device& d : network.devices) devices.insert(d.descriptor().name());
    INFO("seed " << seed);
    CHECK_NOTHROW(validate(network));
  }
  CHECK(models.size() ==
        ModelRegistry::built_in().models().size() - 2);  // all but Replay and Injected
  CHECK(rules.size() == std::variant_size_v<ConnectionRule>);
  CHECK(weights.size() == 4);
  CHECK(delays.size() == 4);
  CHECK(devices.size() == 3);
  CHECK(storages.size() == 4);  // 16 bits come with AUTO
  CHECK(sleeps.size() == 3);
}

}  // namespace
}  // namespace engram
