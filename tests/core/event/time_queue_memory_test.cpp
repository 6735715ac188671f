#include <algorithm>
#include <catch2/catch.hpp>

#include "core/event/bucket_time_queue.hpp"
#include "core/event/live_bytes.hpp"

namespace engram {
namespace {

using test::live_bytes;

struct Due {
  Time time;
  std::uint32_t neuron = 0;

  friend auto operator<=>(const Due&, const Due&) = default;
};

constexpr std::int64_t kEntries = 5000;
constexpr std::int64_t kEntryBytes = sizeof(Due);

/// Drains `windows` windows of 1 ms and pushes each entry again `ahead` later; the most bytes that
/// were held meanwhile.
std::int64_t drain_windows(BucketTimeQueue<Due>& queue, Tick& now, int windows, Tick ahead) {
  std::int64_t most = live_bytes();
  for (int window = 0; window < windows; ++window) {
    now += kTicksPerMs;
    queue.drain(now - 1, [&](const Due& due) {
      queue.push({due.time + ahead, due.neuron});
      most = std::max(most, live_bytes());
    });
  }
  return most;
}

TEST_CASE("Buckets that have gone round allocate no more") {
  BucketTimeQueue<Due> queue;
  // A whole number of buckets ahead, so that every round is like the first.
  const Tick ahead = Tick{15} << BucketTimeQueue<Due>::kLog2Width;
  for (std::uint32_t i = 0; i < kEntries; ++i) queue.push({{i * ahead / kEntries, 0}, i});
  Tick now = 0;
  drain_windows(queue, now, 1000, ahead);
  const std::int64_t warm = live_bytes();
  CHECK(drain_windows(queue, now, 10'000, ahead) == warm);
  CHECK(queue.size() == kEntries);
}

TEST_CASE("Buckets that are full one after another keep no more than the fullest moment took") {
  const std::int64_t before = live_bytes();
  BucketTimeQueue<Due> queue;
  const std::int64_t empty = live_bytes() - before;
  for (std::uint32_t i = 0; i < kEntries; ++i) queue.push({{0, 0}, i});
  Tick now = 0;
  const std::int64_t most = drain_windows(queue, now, 10'000, kTicksPerMs) - before;
  CHECK(queue.size() == kEntries);
  const std::int64_t kept = 4096 * 8 * kEntryBytes;
  CHECK(most < empty + kept + 16 * kEntries * kEntryBytes);
}

}  // namespace
}  // namespace engram
