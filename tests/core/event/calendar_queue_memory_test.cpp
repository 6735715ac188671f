#include <algorithm>
#include <catch2/catch.hpp>

#include "core/event/calendar_queue.hpp"
#include "core/event/live_bytes.hpp"

namespace engram {
namespace {

using test::live_bytes;

TEST_CASE("A calendar whose volleys move on at every step holds them and little more") {
  constexpr std::uint32_t kVolleys = 5000;
  constexpr std::uint32_t kHorizon = 1000;
  const std::int64_t before = live_bytes();
  CalendarQueue queue(kHorizon);
  for (std::uint32_t i = 0; i < kVolleys; ++i) queue.push(1, {i, 0});
  const std::int64_t empty = std::int64_t{2048} * sizeof(std::vector<Volley>);
  std::int64_t most = 0;
  for (std::int64_t step = 1; step < 10 * kHorizon; ++step) {
    for (const Volley volley : queue.take(step)) queue.push(step + 1, volley);
    most = std::max(most, live_bytes() - before);
  }
  CHECK(queue.take(10 * kHorizon).size() == kVolleys);
  CHECK(most < empty + static_cast<std::int64_t>(8 * kVolleys * sizeof(Volley)));
}

}  // namespace
}  // namespace engram
