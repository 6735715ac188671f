#include "core/engine/look_ahead.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <queue>
#include <set>

#include "core/support/twin_networks.hpp"
#include "core/synapse/connectome.hpp"

namespace engram::test {
namespace {

constexpr Tick kNone = IncomingSynapses::kUnreachable;

/// A partition that would fire at given moments, and otherwise as soon as it is reached.
class FakePartition final : public PartitionBase {
 public:
  FakePartition(Notifier& notifier, Tick next) : PartitionBase(notifier), next_(next) {}

  bool advance(const RunLimit&) override { return false; }
  void start(Step, std::span<const Spike>) override {}
  void visit_state(std::size_t, StateVisitor&) override {}
  double state(std::size_t, std::uint32_t, std::uint32_t, Step) const override { return 0; }
  void read_state(std::size_t, std::uint32_t, std::span<double>) override {}
  void set_state(std::size_t, std::uint32_t, std::span<const double>) override {}
  void change_device(std::size_t, std::uint32_t, double) override {}
  void change_rate(std::size_t, double) override {}
  void inject(std::size_t, std::uint32_t, Time) override {}
  bool is_injected(std::size_t, std::uint32_t, Time) const override { return false; }
  Tick receive_and_look_ahead() override { return next_; }
  void raise_lower_bound(Tick tick, Tick limit) override {
    promised = std::min(tick, limit);
    if (promised > published()) publish(promised);
  }

  Tick promised = -1;

 private:
  Tick next_;
};

struct Scene {
  Notifier notifier;
  std::deque<FakePartition> partitions;
  std::vector<std::vector<Tick>> delays;  ///< [to][from]

  LookAhead look_ahead() {
    std::vector<PartitionBase*> all;
    for (FakePartition& partition : partitions) all.push_back(&partition);
    return {all, delays, notifier};
  }
};

bool is_free(PartitionBase& partition) {
  const bool taken = partition.claim.try_take();
  if (taken) partition.claim.release();
  return taken;
}

/// When each partition could fire first, by letting every spike excite all that it reaches.
std::vector<Tick> first_spikes(Scene& scene) {
  using Spike = std::pair<Tick, std::size_t>;
  std::priority_queue<Spike, std::vector<Spike>, std::greater<>> spikes;
  std::vector<Tick> first(scene.partitions.size(), kNone);
  for (std::size_t i = 0; i < first.size(); ++i) {
    spikes.push({scene.partitions[i].receive_and_look_ahead(), i});
  }
  while (!spikes.empty()) {
    const auto [time, from] = spikes.top();
    spikes.pop();
    if (time >= first[from] || time == kNone) continue;
    first[from] = time;
    for (std::size_t to = 0; to < first.size(); ++to) {
      const Tick delay = scene.delays[to][from];
      if (delay != kNone) spikes.push({time + delay, to});
    }
  }
  return first;
}

void fill_randomly(Dice& dice, Scene& scene) {
  const std::int64_t n = dice.whole(1, 7);
  const std::int64_t sparse = dice.one_of({1, 2, 5});
  const Tick reach = dice.one_of<Tick>({10, kTicksPerMs, 1'000'000 * kTicksPerMs});
  for (std::int64_t i = 0; i < n; ++i) {
    scene.partitions.emplace_back(scene.notifier, dice.one_in(3) ? kNone : dice.whole(1, reach));
    scene.delays.emplace_back();
    for (std::int64_t k = 0; k < n; ++k) {
      scene.delays.back().push_back(dice.one_in(static_cast<int>(sparse))
                                        ? dice.one_of<Tick>({1, 2, dice.whole(1, reach)})
                                        : kNone);
    }
  }
}

}  // namespace

TEST_CASE("looking ahead finds the highest lower bounds, and never more") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Scene scene;
    fill_randomly(dice, scene);
    const Tick limit = dice.one_of<Tick>({5, kTicksPerMs, 10'000'000 * kTicksPerMs});
    LookAhead look_ahead = scene.look_ahead();
    const std::vector<Tick> first = first_spikes(scene);
    bool some = false;
    for (const Tick tick : first) some = some || std::min(tick - 1, limit) > 0;
    RC_ASSERT(look_ahead.try_to(limit) == some);
    for (std::size_t i = 0; i < first.size(); ++i) {
      RC_ASSERT(scene.partitions[i].promised == std::min(first[i] - 1, limit));
      RC_ASSERT(is_free(scene.partitions[i]));
    }
    RC_ASSERT(!look_ahead.try_to(limit));  // no bound can be raised further
  }));
}

TEST_CASE("looking ahead passes a long silence in one go") {
  Scene scene;
  scene.partitions.emplace_back(scene.notifier, kNone);
  scene.partitions.emplace_back(scene.notifier, 3'600'000 * kTicksPerMs);
  scene.delays = {{1, 1}, {1, 1}};
  CHECK(scene.look_ahead().try_to(kNone / 2));
  CHECK(scene.partitions[0].published() == 3'600'000 * kTicksPerMs);
  CHECK(scene.partitions[1].published() == 3'600'000 * kTicksPerMs - 1);
}

TEST_CASE("no bound is raised while a partition is being run, and none stays claimed") {
  Scene scene;
  for (int i = 0; i < 3; ++i) scene.partitions.emplace_back(scene.notifier, kNone);
  scene.delays.assign(3, std::vector<Tick>(3, kNone));
  LookAhead look_ahead = scene.look_ahead();
  REQUIRE(scene.partitions[1].claim.try_take());
  CHECK_FALSE(look_ahead.try_to(100));
  CHECK(is_free(scene.partitions[0]));
  CHECK_FALSE(scene.partitions[1].claim.try_take());
  CHECK(is_free(scene.partitions[2]));
  for (const FakePartition& partition : scene.partitions) CHECK(partition.promised == -1);
  CHECK(scene.partitions[1].claim.release());  // the look-ahead has missed it
  CHECK(look_ahead.try_to(100));
  for (const FakePartition& partition : scene.partitions) CHECK(partition.published() == 100);
}

}  // namespace engram::test
