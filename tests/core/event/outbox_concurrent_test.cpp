#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "core/event/outbox.hpp"

namespace engram {
namespace {

constexpr std::uint32_t kSpikes = 200'000;
constexpr Tick kSpikesAtOnce = 5;

/// Follows the writer's published time, `pace` instants at a time, and checks that it gets every
/// spike in order and none beyond that time.
bool follow(Outbox::Reader reader, const std::atomic<Tick>& published, Tick pace) {
  std::uint32_t next = 0;
  Tick last = -1;
  bool right = true;
  while (next < kSpikes) {
    const Tick reached = published.load(std::memory_order_acquire);
    if (reached <= last) {
      std::this_thread::yield();
      continue;
    }
    last = std::min(reached, last + pace);
    reader.read_until(last, [&](const Spike& spike) {
      right = right && spike.source == next && spike.time.tick == next / kSpikesAtOnce &&
              spike.time.tick <= last;
      ++next;
    });
    // All up to a published instant is there.
    right = right && next >= std::min<Tick>(kSpikes, (last + 1) * kSpikesAtOnce);
    if (!right) return false;
  }
  return next == kSpikes;
}

TEST_CASE("Readers on other threads see all that was published, in order") {
  Outbox outbox;
  std::atomic<Tick> published = -1;
  constexpr Tick kPaces[] = {1, 17, 1'000'000};
  bool right[std::size(kPaces)] = {};
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < std::size(kPaces); ++i) {
      readers.emplace_back([&, i, reader = Outbox::Reader(outbox)]() mutable {
        right[i] = follow(std::move(reader), published, kPaces[i]);
      });
    }
    for (std::uint32_t i = 0; i < kSpikes; ++i) {
      const Tick now = i / kSpikesAtOnce;
      outbox.push({Time{now, 0}, i});
      if ((i + 1) % kSpikesAtOnce == 0) published.store(now, std::memory_order_release);
    }
  }
  for (const bool r : right) CHECK(r);
}

TEST_CASE("A reader may leave while the writer goes on") {
  Outbox outbox;
  constexpr int kReaders = 20;
  std::vector<Outbox::Reader> readers;
  for (int i = 0; i < kReaders; ++i) readers.emplace_back(outbox);
  Outbox::Reader stays(outbox);
  {
    std::jthread leaving([&] {
      for (Outbox::Reader& reader : readers) {
        reader.read_until(1000, [](const Spike&) {});
        const Outbox::Reader gone(std::move(reader));
      }
    });
    for (std::uint32_t i = 0; i < kSpikes; ++i) outbox.push({Time{static_cast<Tick>(i), 0}, i});
  }
  std::uint32_t next = 0;
  stays.read_until(kSpikes, [&](const Spike& spike) { next += spike.source == next ? 1 : 0; });
  CHECK(next == kSpikes);
}

}  // namespace
}  // namespace engram
