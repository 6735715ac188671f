#include "io/analysis/pair_correlation.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace engram {

PairCorrelation::PairCorrelation(std::uint32_t neurons, Tick begin, Tick width, std::uint64_t bins)
    : neurons_(neurons),
      begin_(begin),
      width_(width),
      bins_(bins),
      place_(neurons, 0),
      sums_(neurons, 0),
      squares_(neurons, 0),
      products_(neurons < 2 ? 0 : std::size_t{neurons} * (neurons - 1) / 2, 0) {
  assert(width > 0);
}

void PairCorrelation::add(Tick time, std::uint32_t neuron) {
  assert(time > begin_ && neuron < neurons_);
  const auto bin = static_cast<std::uint64_t>((time - begin_ - 1) / width_);
  if (bin >= bins_) return;
  if (bin != bin_) {
    close_bin();
    bin_ = bin;
  }
  if (place_[neuron] == 0) {
    active_.push_back({neuron, 0});
    place_[neuron] = static_cast<std::uint32_t>(active_.size());
  }
  ++active_[place_[neuron] - 1].spikes;
}

std::vector<double> PairCorrelation::correlations() {
  close_bin();
  std::vector<double> result;
  for (std::size_t a = 0; a < neurons_; ++a) {
    for (std::size_t b = a + 1; b < neurons_; ++b) {
      const double scale = std::sqrt(variance(a)) * std::sqrt(variance(b));
      if (scale == 0) continue;
      const double covariance =
          static_cast<double>(bins_) * static_cast<double>(products_[pair(a, b)]) -
          static_cast<double>(sums_[a]) * static_cast<double>(sums_[b]);
      result.push_back(covariance / scale);
    }
  }
  return result;
}

void PairCorrelation::close_bin() {
  for (std::size_t i = 0; i < active_.size(); ++i) {
    const Count& one = active_[i];
    sums_[one.neuron] += one.spikes;
    squares_[one.neuron] += one.spikes * one.spikes;
    for (std::size_t j = i + 1; j < active_.size(); ++j) {
      const auto [low, high] = std::minmax(one.neuron, active_[j].neuron);
      products_[pair(low, high)] += one.spikes * active_[j].spikes;
    }
    place_[one.neuron] = 0;
  }
  active_.clear();
}

std::size_t PairCorrelation::pair(std::size_t a, std::size_t b) const {
  return a * (2 * neurons_ - a - 1) / 2 + (b - a - 1);
}

// Of the counts, times the square of the number of bins: both terms round alike, so equal counts
// give exactly 0.
double PairCorrelation::variance(std::size_t neuron) const {
  const double sum = static_cast<double>(sums_[neuron]);
  const double variance =
      static_cast<double>(bins_) * static_cast<double>(squares_[neuron]) - sum * sum;
  return std::fmax(variance, 0.0);
}

}  // namespace engram
