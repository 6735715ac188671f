#include "core/event/time_queue.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <tuple>
#include <vector>

#include "core/event/bucket_time_queue.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/random/draw_sequence.hpp"

namespace engram {
namespace {

struct Due {
  Time time;
  std::uint32_t neuron = 0;
  std::uint32_t version = 0;

  friend auto operator<=>(const Due&, const Due&) = default;
};

using BinaryHeap = HeapTimeQueue<Due, 2>;
using QuaternaryHeap = HeapTimeQueue<Due, 4>;
using PairingHeap = PairingTimeQueue<Due>;
using Buckets = BucketTimeQueue<Due>;
/// Goes round its ring every 512 ticks.
struct FewBuckets : Buckets {
  FewBuckets() : BucketTimeQueue(3, 64) {}
};
/// Has bits of its ring in several words, and the narrowest buckets.
struct NarrowBuckets : Buckets {
  NarrowBuckets() : BucketTimeQueue(1, 256) {}
};

static_assert(TimeQueue<BinaryHeap> && TimeQueue<QuaternaryHeap> && TimeQueue<PairingHeap> &&
              TimeQueue<Buckets> && TimeQueue<FewBuckets> && TimeQueue<NarrowBuckets>);

using TimeQueues =
    std::tuple<BinaryHeap, QuaternaryHeap, PairingHeap, Buckets, FewBuckets, NarrowBuckets>;

/// Random numbers, drawn at once because that is many times faster and shrinks well.
class Tape {
 public:
  explicit Tape(const std::vector<std::uint32_t>& words) : words_(words) {}
  bool at_end() const { return at_ >= words_.size(); }
  /// On [0, n), or 0 at the end.
  std::uint32_t below(std::uint32_t n) { return at_end() ? 0 : words_[at_++] % n; }

 private:
  const std::vector<std::uint32_t>& words_;
  std::size_t at_ = 0;
};

constexpr Tick kHour = 3'600'000 * kTicksPerMs;

/// A queue beside its plain model.
template <TimeQueue Queue>
class Pair {
 public:
  explicit Pair(Tape& tape) : tape_(tape) {}

  void push() { push_after(last_taken_); }

  void pop() {
    if (model_.empty()) return;
    const Due due = queue_.pop();
    RC_ASSERT(due == *model_.begin());
    model_.erase(model_.begin());
    last_taken_ = due.time;
  }

  /// Drains up to a moment near the first entry or near the last one taken out, or all; now and
  /// then what is visited pushes again.
  void drain() {
    const Tick from = tape_.below(2) == 0 || model_.empty() ? last_taken_.tick : first().tick;
    const Tick last = tape_.below(16) == 0 ? kNeverTime.tick : from + span();
    std::vector<Due> visited;
    queue_.drain(last, [&](const Due& due) {
      RC_ASSERT(due.time.tick <= last);
      // By value: a push may move whatever the visited entry is kept in.
      const Due copy = due;
      visited.push_back(copy);
      if (tape_.below(2) == 1) push_after(copy.time);
      RC_ASSERT(due == copy);
    });
    std::ranges::sort(visited);
    const auto end = model_.upper_bound(Due{{last, ~0u}, ~0u, ~0u});
    RC_ASSERT(std::ranges::equal(visited, std::ranges::subrange(model_.begin(), end)));
    model_.erase(model_.begin(), end);
    if (!visited.empty()) last_taken_ = visited.back().time;
  }

  void check_next() { RC_ASSERT(queue_.next() == first()); }
  void check_size() const {
    RC_ASSERT(queue_.size() == model_.size());
    RC_ASSERT(queue_.empty() == model_.empty());
  }
  bool empty() const { return model_.empty(); }

 private:
  Time first() const { return model_.empty() ? kNeverTime : model_.begin()->time; }

  /// Ticks ahead, on one of the scales on which something changes: equal, within a bucket, about
  /// the edges of buckets and rings, hours.
  Tick span() {
    static constexpr Tick kScales[] = {0,       2,       8,       128,           512,
                                       1 << 14, 1 << 26, 1 << 30, Tick{1} << 38, kHour};
    const Tick scale = kScales[tape_.below(std::size(kScales))];
    switch (tape_.below(3)) {
      case 0:
        return std::max<Tick>(0, scale + static_cast<Tick>(tape_.below(5)) - 2);
      case 1:
        return scale;
      default:
        return static_cast<Tick>(0x1p-20 * tape_.below(1u << 20) * static_cast<double>(scale));
    }
  }

  void push_after(Time from) {
    static constexpr std::uint32_t kFractions[] = {0, 1, 1u << 31, ~0u};
    Due due{from, tape_.below(4), tape_.below(2)};
    const Tick ahead = span();
    if (ahead > 0 && from.tick < 100 * kHour) {
      due.time = {from.tick + ahead, kFractions[tape_.below(std::size(kFractions))]};
    }
    queue_.push(due);
    model_.insert(due);
  }

  Queue queue_;
  Tape& tape_;
  std::multiset<Due> model_;
  Time last_taken_;
};

TEMPLATE_LIST_TEST_CASE("Time queues give back what a multiset gives back", "", TimeQueues) {
  CHECK(rc::check([] {
    const auto words = *rc::gen::container<std::vector<std::uint32_t>>(
        *rc::gen::inRange<std::size_t>(0, 2000), rc::gen::inRange<std::uint32_t>(0, 1u << 30));
    Tape tape(words);
    Pair<TestType> pair(tape);
    const std::uint32_t pushes = 1 + tape.below(6);
    while (!tape.at_end()) {
      const std::uint32_t which = tape.below(pushes + 3);
      if (which == 0) {
        pair.pop();
      } else if (which == 1) {
        pair.drain();
      } else if (which == 2) {
        pair.check_next();  // only now and then, since it may reorganise the queue
      } else {
        pair.push();
      }
      pair.check_size();
    }
    while (!pair.empty()) pair.pop();
    pair.check_next();
    pair.check_size();
  }));
}

TEMPLATE_LIST_TEST_CASE("What is due at once comes in the total order", "", TimeQueues) {
  CHECK(rc::check([](std::vector<std::pair<std::uint32_t, std::uint32_t>> pushed) {
    const Time time{5 * kTicksPerMs, 7};
    TestType queue;
    for (const auto& [neuron, version] : pushed) queue.push({time, neuron, version});
    std::ranges::sort(pushed);
    for (const auto& [neuron, version] : pushed) {
      RC_ASSERT(queue.next() == time);
      RC_ASSERT((queue.pop() == Due{time, neuron, version}));
    }
    RC_ASSERT(queue.empty());
  }));
}

TEMPLATE_LIST_TEST_CASE("An empty time queue has nothing ahead", "", TimeQueues) {
  TestType queue;
  const auto never = [](const Due&) { FAIL("There is nothing to visit"); };
  CHECK(queue.empty());
  CHECK(queue.next() == kNeverTime);
  queue.drain(kNeverTime.tick, never);
  queue.push({{17, 3}, 1, 2});
  queue.drain(16, never);
  CHECK(queue.size() == 1);
  CHECK(queue.pop() == Due{{17, 3}, 1, 2});
  CHECK(queue.empty());
  CHECK(queue.next() == kNeverTime);
}

TEMPLATE_LIST_TEST_CASE("A drain takes a tick as a whole", "", TimeQueues) {
  // One tick ends a bucket, the next begins one, whatever the width.
  for (const Tick last : {Tick{7}, Tick{8}, (Tick{1} << 26) - 1, Tick{1} << 26}) {
    TestType queue;
    queue.push({{last, 0}, 0, 0});
    queue.push({{last, ~0u}, 1, 0});
    queue.push({{last + 1, 0}, 2, 0});
    std::uint32_t visited = 0;
    queue.drain(last, [&](const Due& due) { visited |= 1u << due.neuron; });
    CHECK(visited == 0b011);
    CHECK(queue.next() == Time{last + 1, 0});
  }
}

TEMPLATE_LIST_TEST_CASE("A drain visits what it causes, and leaves what comes later", "",
                        TimeQueues) {
  // Each entry pushes one three ticks later, within its bucket or not; the drain ends at tick 3000.
  TestType queue;
  queue.push({});
  std::uint32_t visits = 0;
  queue.drain(3000, [&](const Due& due) {
    ++visits;
    queue.push({due.time + 3, due.neuron + 1, 0});
  });
  CHECK(visits == 1001);
  CHECK(queue.size() == 1);
  CHECK(queue.pop() == Due{{3003, 0}, 1001, 0});
}

TEMPLATE_LIST_TEST_CASE("Time queues go on for as long as a run does", "", TimeQueues) {
  // At the ring's edge and one bucket to both sides of it, for each width that is tested.
  for (const Tick span : {Tick{64} << 3, Tick{256} << 1, Tick{4096} << 26}) {
    for (const Tick off : {Tick{-8}, Tick{-1}, Tick{0}, Tick{1}, Tick{8}, Tick{1} << 26}) {
      TestType queue;
      Due due{};
      queue.push(due);
      for (std::uint32_t i = 0; i < 1000; ++i) {
        REQUIRE(queue.next() == due.time);
        REQUIRE(queue.pop() == due);
        const Due early{due.time + 1, i, 0};
        due.time.tick += span + off;
        queue.push(due);
        queue.push(early);
        REQUIRE(queue.pop() == early);
      }
      CHECK(queue.size() == 1);
    }
  }
}

TEMPLATE_TEST_CASE("Entries before those taken out are not lost", "", Buckets, FewBuckets,
                   NarrowBuckets) {
  TestType queue;
  queue.push({{kHour, 0}, 0, 0});
  queue.push({{kHour, 0}, 1, 0});
  CHECK(queue.pop().neuron == 0);
  queue.push({{3, 0}, 2, 0});
  queue.push({{2, 0}, 3, 0});
  std::vector<std::uint32_t> visited;
  queue.drain(2, [&](const Due& due) { visited.push_back(due.neuron); });
  CHECK(visited == std::vector<std::uint32_t>{3});
  CHECK(queue.pop().neuron == 2);
  CHECK(queue.pop().neuron == 1);
}

TEST_CASE("A pairing heap of a million descending times is freed without recursion") {
  PairingHeap queue;
  for (Tick tick = 1'000'000; tick > 0; --tick) queue.push({{tick, 0}, 0, 0});
  CHECK(queue.next() == Time{1, 0});
}

TEMPLATE_LIST_TEST_CASE("Many entries are held and taken out in order", "", TimeQueues) {
  constexpr std::uint32_t kEntries = 20'000;
  TestType queue;
  DrawSequence draws(philox_key(1, Purpose::kAnalysis, 0), 0);
  const auto ahead = [&] { return static_cast<Tick>(draws.next() >> 27); };  // 137 ms
  for (std::uint32_t i = 0; i < kEntries; ++i) queue.push({{ahead(), 0}, i, 0});
  std::vector<std::uint32_t> taken(kEntries, 0);
  Time now;
  for (std::uint32_t i = 0; i < 20 * kEntries; ++i) {
    const Due due = queue.pop();
    REQUIRE(now <= due.time);
    now = due.time;
    REQUIRE(due.version == taken[due.neuron]++);
    queue.push({due.time + ahead(), due.neuron, due.version + 1});
  }
  CHECK(queue.size() == kEntries);
}

}  // namespace
}  // namespace engram
