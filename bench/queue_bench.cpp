#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <span>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/event/bucket_time_queue.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/random/draw_sequence.hpp"
#include "core/random/math.hpp"

// Which queue for the continuous clock? Every queue holds the same entries and does the same work;
// the figures are processor time of one entry, in and out:
//
//     queue_bench [MOST_ENTRIES]
//
// MOST_ENTRIES is a million unless given; ten million take a minute or two more, most of it for
// taking down the pairing heap. Results: queue_bench.md.

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

constexpr int kRepetitions = 5;
constexpr std::uint32_t kHolds = 100'000;  ///< a repetition
constexpr std::uint32_t kMostWarmUp = 400'000;
constexpr Tick kWindow = kTicksPerMs;

/// How far ahead entries are pushed: a least, and a mixture of two exponentials on top of it; ms.
struct Law {
  const char* name = "";
  double least = 0;
  std::array<double, 2> mean{};
  double share = 1;  ///< of the first
};
constexpr Law kExponential{"exponential, 100 ms", 0, {100, 100}};
constexpr Law kBursts{"90 % 10 ms, 10 % 910 ms", 0, {10, 910}, 0.9};
constexpr Law kMostDue{"1.5 ms", 1, {0.5, 0.5}};
constexpr Law kFewDue{"100 ms", 1, {99, 99}};

class Increments {
 public:
  explicit Increments(const Law& law) : law_(law), draws_(philox_key(1, Purpose::kAnalysis, 0), 0) {
    for (Tick& tick : table_) tick = ticks_from_ms(law.least + draw(law.share));
  }

  /// From a table that stays in the cache: drawing would cost more than some queues do.
  Tick next() { return table_[at_++ % table_.size()]; }

  /// The rest of an increment from a moment drawn independently of it (without the least).
  Time residual() {
    const double first = law_.share * law_.mean[0];
    const double second = (1 - law_.share) * law_.mean[1];
    return {ticks_from_ms(draw(first / (first + second))),
            static_cast<std::uint32_t>(draws_.next())};
  }

 private:
  double draw(double share) {
    const double mean = law_.mean[draws_.uniform() < share ? 0 : 1];
    return -mean * portable_log(draws_.uniform());
  }

  Law law_;
  DrawSequence draws_;
  std::array<Tick, 16'384> table_{};
  std::size_t at_ = 0;
};

/// What a workload is set up from.
struct Setup {
  Law law;
  std::uint32_t entries = 0;
  unsigned log2_width = Buckets::kLog2Width;
};

template <class Queue>
Queue make_queue(const Setup& setup) {
  if constexpr (std::is_same_v<Queue, Buckets>) {
    return Queue(setup.log2_width);
  } else {
    return Queue();
  }
}

/// The hold model (Jones 1986): the least entry is taken out and pushed again.
template <class Queue>
class Hold {
 public:
  explicit Hold(const Setup& setup) : queue_(make_queue<Queue>(setup)), increments_(setup.law) {
    for (std::uint32_t i = 0; i < setup.entries; ++i) queue_.push({increments_.residual(), i, 0});
  }

  /// Returns the number of entries taken out.
  std::size_t run() {
    for (std::uint32_t i = 0; i < kHolds; ++i) {
      const Due due = queue_.pop();
      queue_.push({due.time + increments_.next(), due.neuron, due.version + 1});
    }
    return kHolds;
  }

 private:
  Queue queue_;
  Increments increments_;
};

/// Every neuron has one valid entry. When it is due, that neuron and nine others get new ones, so
/// that nine entries of ten are void before they are due and dropped then.
template <class Queue>
class LazyHold {
 public:
  explicit LazyHold(const Setup& setup)
      : queue_(make_queue<Queue>(setup)),
        increments_(setup.law),
        versions_(setup.entries / kPushes, 0) {
    for (std::uint32_t i = 0; i < setup.entries; ++i) {
      const auto neuron = i % static_cast<std::uint32_t>(versions_.size());
      queue_.push({increments_.residual(), neuron, ++versions_[neuron]});
    }
  }

  std::size_t run() {
    std::size_t taken = 0;
    while (taken < kHolds) {
      const Due due = queue_.pop();
      ++taken;
      if (due.version != versions_[due.neuron]) continue;
      predict(due.time, due.neuron);
      for (std::uint32_t i = 1; i < kPushes; ++i) predict(due.time, next_neuron());
    }
    return taken;
  }

 private:
  static constexpr std::uint32_t kPushes = 10;

  void predict(Time now, std::uint32_t neuron) {
    queue_.push({now + increments_.next(), neuron, ++versions_[neuron]});
  }

  /// All in turn, each far from the one before.
  std::uint32_t next_neuron() {
    weyl_ += 0x9e3779b97f4a7c15u;
    return static_cast<std::uint32_t>((weyl_ >> 32) * versions_.size() >> 32);
  }

  Queue queue_;
  Increments increments_;
  std::vector<std::uint32_t> versions_;
  std::uint64_t weyl_ = 0;
};

/// Windows are drained one after another, and each entry is pushed again beyond its window.
template <class Queue>
class Windows {
 public:
  explicit Windows(const Setup& setup) : queue_(make_queue<Queue>(setup)), increments_(setup.law) {
    for (std::uint32_t i = 0; i < setup.entries; ++i) queue_.push({increments_.residual(), i, 0});
  }

  std::size_t run() {
    std::size_t taken = 0;
    while (taken < kHolds) {
      now_ += kWindow;
      queue_.drain(now_ - 1, [&](const Due& due) {
        ++taken;
        queue_.push({due.time + increments_.next(), due.neuron, due.version + 1});
      });
    }
    return taken;
  }

 private:
  Queue queue_;
  Increments increments_;
  Tick now_ = 0;
};

/// Nanoseconds of processor time an entry of one repetition.
template <class Work>
double ns_per_entry(Work& work) {
  const std::clock_t begin = std::clock();
  const std::size_t taken = work.run();
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  return 1e9 * seconds / static_cast<double>(taken);
}

double median(std::array<double, kRepetitions> values) {
  std::ranges::sort(values);
  return values[kRepetitions / 2];
}

/// Medians of interleaved repetitions for every queue, after each entry was taken about once where
/// they are few.
template <class... Works>
void compare(const Setup& setup) {
  std::tuple<Works...> works{Works(setup)...};
  std::array<std::array<double, kRepetitions>, sizeof...(Works)> ns{};
  const auto warm_up = [&](auto& work) {
    const std::uint32_t enough = std::min(setup.entries, kMostWarmUp);
    for (std::size_t taken = 0; taken < enough;) taken += work.run();
  };
  std::apply([&](auto&... work) { (warm_up(work), ...); }, works);
  for (int r = 0; r < kRepetitions; ++r) {
    std::size_t w = 0;
    std::apply([&](auto&... work) { ((ns[w++][r] = ns_per_entry(work)), ...); }, works);
  }
  for (const auto& repetitions : ns) std::printf(" %.0f |", median(repetitions));
}

template <template <class> class Work>
void compare_queues(const char* title, const Law& law, std::span<const std::uint32_t> sizes) {
  std::printf("\n%s, %s ahead:\n\n", title, law.name);
  std::printf("| entries | heap, arity 2 | heap, arity 4 | pairing heap | buckets |\n");
  std::printf("|---|---|---|---|---|\n");
  for (const std::uint32_t entries : sizes) {
    std::printf("| %u |", entries);
    compare<Work<BinaryHeap>, Work<QuaternaryHeap>, Work<PairingHeap>, Work<Buckets>>(
        {law, entries});
    std::printf("\n");
  }
}

void compare_widths() {
  std::printf("\nHold, %s ahead, 4096 buckets of other widths:\n\n", kExponential.name);
  std::printf("| width (us) | 10,000 | 1,000,000 |\n|---|---|---|\n");
  for (const unsigned log2_width : {20u, 22u, 24u, 26u, 28u, 30u}) {
    std::printf("| %.3g |", 1e3 * ms_from_ticks(Tick{1} << log2_width));
    for (const std::uint32_t entries : {10'000u, 1'000'000u})
      compare<Hold<Buckets>>({kExponential, entries, log2_width});
    std::printf("\n");
  }
}

void run(std::uint32_t most) {
  constexpr std::array<std::uint32_t, 5> kHeld{1000, 10'000, 100'000, 1'000'000, 10'000'000};
  constexpr std::array<std::uint32_t, 3> kDrained{5000, 50'000, 500'000};
  const std::span<const std::uint32_t> held(kHeld.begin(), std::ranges::upper_bound(kHeld, most));
  const std::span<const std::uint32_t> up_to_a_million =
      held.first(std::min<std::size_t>(held.size(), 4));
  compare_queues<Hold>("Hold", kExponential, held);
  compare_queues<Hold>("Hold", kBursts, up_to_a_million);
  compare_queues<LazyHold>("Hold with nine of ten void", kExponential, up_to_a_million);
  compare_queues<Windows>("Windows of 1 ms", kMostDue, kDrained);
  compare_queues<Windows>("Windows of 1 ms", kFewDue, kDrained);
  compare_widths();
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  std::uint32_t most = 1'000'000;
  if (argc > 1) {
    const std::string_view text(argv[1]);
    const auto [end, error] = std::from_chars(text.begin(), text.end(), most);
    if (error != std::errc() || end != text.end()) {
      std::fprintf(stderr, "queue_bench: '%s' is no number of entries\n", argv[1]);
      return 2;
    }
  }
  engram::run(most);
}
