#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/memory.hpp"

namespace engram {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);
constexpr std::chrono::seconds kLine(5);
constexpr int kBarWidth = 24;

std::string bar(double fraction) {
  const auto full = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * kBarWidth));
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(kBarWidth - full), '.') + "]";
}

std::string wall_time(double seconds) {
  if (!(seconds >= 0) || seconds > 1e7) return "-";
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min {:02.0f} s", std::floor(seconds / 60), std::fmod(seconds, 60));
}

}  // namespace

ProgressDisplay::ProgressDisplay() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressDisplay::show(const Progress& progress) {
  const auto now = Clock::now();
  const bool new_phase = progress.phase != phase_;
  phase_ = progress.phase;
  if (new_phase) last_model_time_ = 0, last_wall_ = 0;
  const auto pause = terminal_ ? Clock::duration(kRedraw) : Clock::duration(kLine);
  if (shown_ && !new_phase && now - last_shown_ < pause) return;
  const std::string line = describe(progress);
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
  shown_ = true;
  last_shown_ = now;
}

void ProgressDisplay::clear() {
  if (terminal_ && shown_) std::fputs("\r\033[K", stderr);
}

std::string ProgressDisplay::describe(const Progress& progress) {
  const double memory = static_cast<double>(peak_resident_bytes()) / 1e9;
  if (progress.phase == Progress::Phase::kBuilding) {
    return fmt::format("building   {} {:3.0f} %  {:.2f} GB", bar(progress.fraction_built),
                       100 * progress.fraction_built, memory);
  }
  const double model_s = ms_from_ticks(progress.model_time) / 1000;
  const double end_s = ms_from_ticks(progress.end) / 1000;
  const double model_since = ms_from_ticks(progress.model_time - last_model_time_) / 1000;
  const double factor = model_since > 0 ? (progress.wall_seconds - last_wall_) / model_since : 0;
  last_model_time_ = progress.model_time;
  last_wall_ = progress.wall_seconds;
  return fmt::format(
      "simulating {} {:.2f} of {:.2f} s  real-time factor {:.2f}  {} left  {:.3g} spikes/s  {:.2f} "
      "GB",
      bar(model_s / end_s), model_s, end_s, factor, wall_time((end_s - model_s) * factor),
      model_s > 0 ? static_cast<double>(progress.spikes) / model_s : 0.0, memory);
}

}  // namespace engram
