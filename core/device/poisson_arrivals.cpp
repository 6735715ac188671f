#include "core/device/poisson_arrivals.hpp"

#include "core/base/prefetch.hpp"

namespace engram {

PoissonArrivals::PoissonArrivals(PhiloxKey key, const Slice& slice, const Law& law)
    : key_(key),
      weight_(law.weight),
      mean_interval_(1000 / law.rate * static_cast<double>(kTicksPerMs)),
      start_{law.start, 0},
      stop_{law.stop, 0},
      first_(slice.first),
      trains_(slice.count) {
  for (Train& train : trains_) {
    train.ticks.back() = start_.tick;
    train.fractions.back() = start_.fraction;
  }
}

Tick PoissonArrivals::take(std::uint32_t neuron, Time base, Time last,
                           std::vector<std::int64_t>& offsets) {
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
