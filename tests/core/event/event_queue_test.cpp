#include "core/event/event_queue.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "core/event/calendar_queue.hpp"
#include "core/event/heap_queue.hpp"

namespace engram {
namespace {

Volley volley_at(std::uint32_t position) { return {position, ~position}; }

std::vector<std::uint32_t> positions(std::span<const Volley> volleys) {
  std::vector<std::uint32_t> result;
  for (const Volley& volley : volleys) {
    RC_ASSERT(volley.header == ~volley.position);
    result.push_back(volley.position);
  }
  return result;
}

/// Random numbers, drawn at once because that is many times faster and shrinks well.
class Tape {
 public:
  explicit Tape(const std::vector<std::uint32_t>& words) : words_(words) {}
  bool at_end() const { return at_ >= words_.size(); }
  /// On [least, most].
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const std::int64_t word = at_end() ? 0 : words_[at_++];
    return least + word % (most - least + 1);
  }

 private:
  const std::vector<std::uint32_t>& words_;
  std::size_t at_ = 0;
};

/// A queue beside its plain model, and the operations that a partition makes on both.
template <EventQueue Queue>
class Pair {
 public:
  Pair(std::uint32_t horizon, Tape& tape) : horizon_(horizon), queue_(horizon), tape_(tape) {}

  /// A volley at most `horizon` steps after the last step taken.
  void push() {
    const std::int64_t step = now_ + tape_.between(now_ == 0, horizon_);
    const auto position = static_cast<std::uint32_t>(tape_.between(0, 1000));
    queue_.push(step, volley_at(position));
    model_.emplace(step, position);
  }

  /// Takes a step no later than the next one due, which may have nothing; what is pushed before the
  /// next take leaves the span as it is.
  void take() {
    const std::int64_t latest = std::min(model_due(), now_ + horizon_);
    const bool due = tape_.at_end() || tape_.between(0, 3) != 0;
    now_ = due ? latest : tape_.between(now_, latest);
    const std::span<const Volley> taken = queue_.take(now_);
    std::vector<std::uint32_t> expected;
    const auto [begin, end] = model_.equal_range(now_);
    for (auto it = begin; it != end; ++it) expected.push_back(it->second);
    model_.erase(begin, end);
    for (std::int64_t n = tape_.at_end() ? 0 : tape_.between(0, 2); n > 0; --n) push();
    std::vector<std::uint32_t> got = positions(taken);
    if (std::is_same_v<Queue, CalendarQueue>) std::ranges::sort(got);
    std::ranges::sort(expected);
    RC_ASSERT(got == expected);
  }

  void check_next_due() const { RC_ASSERT(queue_.next_due() == model_due()); }
  bool empty() const { return model_.empty(); }

 private:
  std::int64_t model_due() const { return model_.empty() ? kNever : model_.begin()->first; }

  std::int64_t horizon_;
  Queue queue_;
  Tape& tape_;
  std::multimap<std::int64_t, std::uint32_t> model_;
  std::int64_t now_ = 0;
};

TEMPLATE_TEST_CASE("Queues give back what a multimap gives back", "", CalendarQueue, HeapQueue) {
  CHECK(rc::check([] {
    const auto words = *rc::gen::container<std::vector<std::uint32_t>>(
        *rc::gen::inRange<std::size_t>(0, 600), rc::gen::inRange<std::uint32_t>(0, 1u << 20));
    Tape tape(words);
    Pair<TestType> pair(*rc::gen::element<std::uint32_t>(1, 2, 3, 7, 61, 62, 63, 64, 200, 1000),
                        tape);
    while (!tape.at_end()) {
      if (tape.between(0, 1) == 0) {
        pair.push();
      } else {
        pair.take();
      }
      pair.check_next_due();
    }
    while (!pair.empty()) {
      pair.take();
      pair.check_next_due();
    }
  }));
}

TEMPLATE_TEST_CASE("Queues go on for as long as a run does", "", CalendarQueue, HeapQueue) {
  // Many times round the ring, with one volley always in flight at the full horizon.
  constexpr std::uint32_t kHorizon = 130;
  TestType queue(kHorizon);
  std::int64_t now = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    queue.push(now + kHorizon, volley_at(i));
    REQUIRE(queue.next_due() == now + kHorizon);
    now += kHorizon;
    const auto taken = queue.take(now);
    REQUIRE(taken.size() == 1);
    REQUIRE(taken[0].position == i);
    REQUIRE(queue.next_due() == kNever);
  }
}

TEMPLATE_TEST_CASE("An empty queue has nothing due", "", CalendarQueue, HeapQueue) {
  TestType queue(10);
  CHECK(queue.next_due() == kNever);
  CHECK(queue.take(7).empty());
  CHECK(queue.next_due() == kNever);
}

TEST_CASE("The heap orders what is due at one step by place in the stream") {
  CHECK(rc::check([](const std::vector<std::uint32_t>& pushed) {
    HeapQueue queue(10);
    for (const std::uint32_t position : pushed) queue.push(3, volley_at(position));
    queue.push(4, volley_at(0));
    std::vector<std::uint32_t> sorted = pushed;
    std::ranges::sort(sorted);
    RC_ASSERT(positions(queue.take(3)) == sorted);
    RC_ASSERT(queue.next_due() == 4);
  }));
}

}  // namespace
}  // namespace engram
