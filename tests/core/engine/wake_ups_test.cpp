#include "core/engine/wake_ups.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "core/event/bucket_time_queue.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

template <class Entry>
using Buckets = BucketTimeQueue<Entry>;
template <class Entry>
using Heap = HeapTimeQueue<Entry, 4>;

constexpr std::uint32_t kSlots = 20;

/// The slots to be advanced, and by when: the earliest time counts.
struct Model {
  std::map<std::uint32_t, Tick> due;

  void wake(std::uint32_t slot, Tick tick) {
    const auto found = due.try_emplace(slot, tick).first;
    found->second = std::min(found->second, tick);
  }
  Tick next() const {
    Tick least = kNeverTime.tick;
    for (const auto& [slot, tick] : due) least = std::min(least, tick);
    return least;
  }
  std::vector<std::uint32_t> take(Tick last) {
    std::vector<std::uint32_t> taken;
    for (const auto& [slot, tick] : due) {
      if (tick <= last) taken.push_back(slot);
    }
    for (const std::uint32_t slot : taken) due.erase(slot);
    return taken;
  }
};

template <template <class> class Queue>
void compare_with_model(std::uint64_t seed) {
  Dice dice(seed);
  WakeUps<Queue> book(kSlots);
  Model model;
  // From a few ticks to hours.
  const Tick reach = dice.one_of<Tick>({5, 1000, kTicksPerMs, 100'000'000 * kTicksPerMs});
  Tick now = 0;
  for (std::int64_t steps = dice.whole(1, 60); steps > 0; --steps) {
    for (std::int64_t n = dice.whole(0, 15); n > 0; --n) {
      const auto slot = static_cast<std::uint32_t>(dice.whole(0, kSlots - 1));
      // The time may be the tick that was just taken, or the one before.
      const Tick tick = dice.one_in(20) ? kNeverTime.tick : now + dice.whole(-1, reach);
      book.wake(slot, tick);
      if (tick != kNeverTime.tick) model.wake(slot, tick);
    }
    // An entry that an earlier one has replaced may count, but no valid one may be missed.
    RC_ASSERT(book.next() <= model.next());
    now = std::max(now, dice.one_in(2) ? now + dice.whole(0, reach / 2) : book.next());
    if (now == kNeverTime.tick) break;
    std::vector<std::uint32_t> taken;
    book.take(now, [&](std::uint32_t slot) { taken.push_back(slot); });
    std::ranges::sort(taken);
    RC_ASSERT(taken == model.take(now));
    RC_ASSERT(book.next() > now);
  }
}

}  // namespace

TEST_CASE("every wake-up that is due is visited once, by then") {
  CHECK(rc::check("heap", compare_with_model<Heap>));
  CHECK(rc::check("buckets", compare_with_model<Buckets>));
}

TEST_CASE("a replaced wake-up is dropped, a later one ignored") {
  WakeUps<Buckets> book(2);
  CHECK(book.next() == kNeverTime.tick);
  book.wake(0, 100);
  book.wake(0, 50);
  book.wake(0, 70);
  int asked = 0;
  book.take(60, [&](std::uint32_t) { ++asked; });
  CHECK(asked == 1);
  book.take(1000, [&](std::uint32_t) { ++asked; });
  CHECK(asked == 1);
  CHECK(book.next() == kNeverTime.tick);
}

TEST_CASE("a slot that is visited may enter a new wake-up at once") {
  WakeUps<Heap> book(1);
  book.wake(0, 10);
  int asked = 0;
  book.take(10, [&](std::uint32_t slot) {
    ++asked;
    book.wake(slot, 11);
  });
  CHECK(asked == 1);
  CHECK(book.next() == 11);
}

}  // namespace engram::test
