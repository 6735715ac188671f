#include "core/device/rate_profile.hpp"

#include <algorithm>

#include "core/random/sine.hpp"

namespace engram {
namespace {

double rate_of(const RateSinusoid& sinusoid, double ms) {
  return sinusoid.mean + sinusoid.amplitude *
                             sine_of_turns(sinusoid.frequency * (ms / 1000) + sinusoid.phase / 360);
}
double rate_of(const RateTable& table, double ms) {
  const auto after = std::ranges::upper_bound(table.times, ms);
  return after == table.times.begin()
             ? 0
             : table.rates[static_cast<std::size_t>(after - table.times.begin()) - 1];
}

double largest_of(const RateSinusoid& sinusoid) { return sinusoid.mean + sinusoid.amplitude; }
double largest_of(const RateTable& table) {
  return table.rates.empty() ? 0 : std::ranges::max(table.rates);
}

std::vector<RatePiece> pieces_of(const RateSinusoid& sinusoid, TimeSpan span) {
  if (span.empty() || !(largest_of(sinusoid) > 0)) return {};
  return {{span, largest_of(sinusoid)}};
}
std::vector<RatePiece> pieces_of(const RateTable& table, TimeSpan span) {
  std::vector<RatePiece> pieces;
  for (std::size_t i = 0; i < table.rates.size(); ++i) {
    const Time next = i + 1 < table.times.size() ? moment_at(table.times[i + 1]) : kNeverTime;
    const TimeSpan piece{std::max(span.begin, moment_at(table.times[i])), std::min(span.end, next)};
    if (!piece.empty() && table.rates[i] > 0) pieces.push_back({piece, table.rates[i]});
  }
  return pieces;
}

}  // namespace

double rate_at(const RateProfile& profile, double ms) {
  return std::visit([&](const auto& p) { return rate_of(p, ms); }, profile);
}

double largest_rate(const RateProfile& profile) {
  return std::visit([](const auto& p) { return largest_of(p); }, profile);
}

std::vector<RatePiece> rate_pieces(const RateProfile& profile, TimeSpan span) {
  return std::visit([&](const auto& p) { return pieces_of(p, span); }, profile);
}

}  // namespace engram
