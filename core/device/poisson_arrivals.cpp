#include "core/device/poisson_arrivals.hpp"

#include <algorithm>

#include "core/base/prefetch.hpp"
#include "core/network/rate_limit.hpp"

namespace engram {
namespace {

double mean_interval(double hz) { return 1000 / hz * static_cast<double>(kTicksPerMs); }

}  // namespace

PoissonArrivals::PoissonArrivals(PhiloxKey key, std::uint32_t device, const Slice& slice,
                                 const Law& law)
    : key_(key),
      device_(device),
      weight_(law.weight),
      mean_interval_(mean_interval(law.rate)),
      start_{law.start, 0},
      stop_{law.stop, 0},
      first_(slice.first),
      trains_(slice.count) {
  begin_at(start_);
}

void PoissonArrivals::set_rate(double hz, Time now) {
  mean_interval_ = mean_interval(hz);
  begin_at(std::max(start_, now));
}

void PoissonArrivals::begin_at(Time time) {
  for (Train& train : trains_) {
    train.ticks.back() = time.tick;
    train.fractions.back() = time.fraction;
    train.next = kExponentialBlock;
  }
}

void PoissonArrivals::visit_state(StateVisitor& state) {
  const auto column = [&](const char* name, auto Train::*member) {
    state.each_at(
        name, [&](std::uint32_t i) -> auto& { return trains_[i].*member; });
  };
  state.shared("mean_interval", mean_interval_);
  column("ticks", &Train::ticks);
  column("fractions", &Train::fractions);
  column("blocks", &Train::blocks);
  column("next", &Train::next);
  state.require(is_silent() || mean_interval_ >= mean_interval(kMaxRate), "mean_interval");
  for (const Train& train : trains_) {
    state.require(train.next <= kExponentialBlock, "next");
    const auto first = train.ticks.begin() + std::min(train.next, kExponentialBlock - 1);
    state.require(*first >= 0 && std::is_sorted(first, train.ticks.end()), "ticks");
  }
}

Tick PoissonArrivals::take(std::uint32_t neuron, Time base, Time last,
                           std::vector<std::int64_t>& offsets) {
  if (is_silent()) return kNeverTime.tick;
  Train& train = trains_[neuron];
  const Time end = std::min(last, stop_);
  for (;;) {
    for (; train.next < kExponentialBlock; ++train.next) {
      const Time time{train.ticks[train.next], train.fractions[train.next]};
      if (time > end) return time > stop_ ? kNeverTime.tick : time.tick;
      offsets.push_back(offset_from(base, time));
    }
    draw(neuron, train);
  }
}

ArrivalStream::Ahead PoissonArrivals::ahead(std::uint32_t neuron, std::uint32_t most) const {
  if (is_silent()) return {0, kNeverTime.tick};
  const Train& train = trains_[neuron];
  const std::uint32_t known = std::min(most, kExponentialBlock - 1 - train.next);
  const Tick tick = train.ticks[train.next + known];
  return {known, Time{tick, 0} > stop_ ? kNeverTime.tick : tick};
}

void PoissonArrivals::prefetch_neuron(std::uint32_t neuron) const {
  const char* const train = reinterpret_cast<const char*>(&trains_[neuron]);
  for (std::size_t line = 0; line < sizeof(Train); line += 64) prefetch(train + line);
}

void PoissonArrivals::draw(std::uint32_t neuron, Train& train) const {
  const Time from{train.ticks.back(), train.fractions.back()};
  ExponentialSpans spans;
  exponential_spans(key_, first_ + neuron, train.blocks++, mean_interval_, spans);
  for (std::uint32_t i = 0; i < kExponentialBlock; ++i) {
    const std::uint64_t fraction = spans.fractions[i] + from.fraction;
    train.ticks[i] = from.tick + spans.ticks[i] + static_cast<Tick>(fraction >> 32);
    train.fractions[i] = static_cast<std::uint32_t>(fraction);
  }
  train.next = 0;
}

}  // namespace engram
