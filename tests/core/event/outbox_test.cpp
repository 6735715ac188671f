#include "core/event/outbox.hpp"

#include <pthread.h>

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "core/event/live_bytes.hpp"

namespace engram {
namespace {

using test::live_bytes;

/// Spike number i: three at a time share an instant.
Spike spike(std::uint32_t i) { return {Time{static_cast<Tick>(i / 3), 0}, i}; }

std::vector<std::uint32_t> read(Outbox::Reader& reader, Tick last) {
  std::vector<std::uint32_t> sources;
  reader.read_until(last, [&](const Spike& s) {
    CHECK(s.time.tick == static_cast<Tick>(s.source / 3));
    sources.push_back(s.source);
  });
  return sources;
}

constexpr Tick kAll = 1'000'000'000;

TEST_CASE("Each reader gets every spike once, at its own pace") {
  Outbox outbox;
  Outbox::Reader eager(outbox);
  Outbox::Reader lazy(outbox);
  constexpr std::uint32_t kSpikes = 10'000;
  std::uint32_t eager_next = 0;
  std::uint32_t lazy_next = 0;
  for (std::uint32_t i = 0; i < kSpikes; ++i) {
    outbox.push(spike(i));
    if (i % 7 == 0) {
      for (const std::uint32_t source : read(eager, kAll)) REQUIRE(source == eager_next++);
      REQUIRE(eager_next == i + 1);
    }
    if (i % 3001 == 0) {
      const Tick last = static_cast<Tick>(i / 6);
      for (const std::uint32_t source : read(lazy, last)) REQUIRE(source == lazy_next++);
      REQUIRE(lazy_next == std::min<std::uint32_t>(i + 1, 3 * (i / 6 + 1)));
    }
  }
  for (const std::uint32_t source : read(eager, kAll)) REQUIRE(source == eager_next++);
  for (const std::uint32_t source : read(lazy, kAll)) REQUIRE(source == lazy_next++);
  CHECK(eager_next == kSpikes);
  CHECK(lazy_next == kSpikes);
}

TEST_CASE("A reader stops at the instant that it is given and goes on from there") {
  Outbox outbox;
  Outbox::Reader reader(outbox);
  for (std::uint32_t i = 0; i < 9; ++i) outbox.push(spike(i));
  CHECK(read(reader, -1).empty());
  CHECK(read(reader, 1) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  CHECK(read(reader, 1).empty());
  CHECK(read(reader, 2) == std::vector<std::uint32_t>{6, 7, 8});
}

TEST_CASE("What all readers have passed is freed, what one has not is kept") {
  const std::int64_t before = live_bytes();
  {
    Outbox outbox;
    Outbox::Reader first(outbox);
    Outbox::Reader second(outbox);
    constexpr std::uint32_t kSpikes = 100'000;
    std::int64_t most = 0;
    for (std::uint32_t i = 0; i < kSpikes; ++i) {
      outbox.push(spike(i));
      if (i % 100 != 0) continue;
      first.read_until(kAll, [](const Spike&) {});
      second.read_until(kAll, [](const Spike&) {});
      most = std::max(most, live_bytes() - before);
    }
    CHECK(most < 200'000);

    const std::int64_t kept = static_cast<std::int64_t>(kSpikes * sizeof(Spike));
    for (std::uint32_t i = 0; i < kSpikes; ++i) outbox.push(spike(kSpikes + i));
    first.read_until(kAll, [](const Spike&) {});
    CHECK(live_bytes() - before >= kept);
    second.read_until(kAll, [](const Spike&) {});
    CHECK(live_bytes() - before < 200'000);
  }
  CHECK(live_bytes() == before);
}

TEST_CASE("An outbox without readers keeps next to nothing") {
  const std::int64_t before = live_bytes();
  Outbox outbox;
  for (std::uint32_t i = 0; i < 100'000; ++i) outbox.push(spike(i));
  CHECK(live_bytes() - before < 100'000);
}

struct Unread {
  Outbox outbox;
  Outbox::Reader first{outbox};
  Outbox::Reader second{outbox};
};

void* destroy(void* unread) {
  delete static_cast<Unread*>(unread);
  return nullptr;
}

TEST_CASE("Ten million unread spikes are freed without recursion") {
  const std::int64_t before = live_bytes();
  auto unread = std::make_unique<Unread>();
  for (std::uint32_t i = 0; i < 10'000'000; ++i) unread->outbox.push(spike(i));
  // A stack that a destructor which calls the next one would overflow.
  pthread_attr_t attributes;
  REQUIRE(::pthread_attr_init(&attributes) == 0);
  REQUIRE(::pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
  pthread_t thread{};
  REQUIRE(::pthread_create(&thread, &attributes, destroy, unread.release()) == 0);
  REQUIRE(::pthread_join(thread, nullptr) == 0);
  ::pthread_attr_destroy(&attributes);
  CHECK(live_bytes() - before < 100'000);
}

}  // namespace
}  // namespace engram
