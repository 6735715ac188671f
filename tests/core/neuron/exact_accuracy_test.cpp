#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/neuron/exact_cases.hpp"
#include "core/neuron/plain_lif.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/visit_model.hpp"

// The closed forms of the continuous clock against the differential equations.

namespace engram::test {
namespace {

constexpr double kUnreachable = 1e12;  // mV

/// One current and a threshold out of reach. Time constants in ms.
ExactLifModel quiet_model(bool alpha, double tau_m, double tau_syn) {
  const auto filled = [&](auto model) {
    model.tau_m = tau_m;
    model.tau_syn_ex = model.tau_syn_in = tau_syn;
    model.V_th = kUnreachable;
    return exact_model_of(model);
  };
  return alpha ? filled(IafPscAlpha{}) : filled(IafPscExp{});
}

/// The greatest error of V, I and dI after `ms`, relative to the exact values.
double relative_error(const ExactLifModel& model, const ExactLifState& start, double ms) {
  const Time end = after_ms(start.time(), ms);
  const ExactLifState found = carried(model, start, end);
  const PlainLif::State exact =
      PlainLif(model).after(PlainLif::state_of(start), exact_ms(start.time(), end));
  const PlainLif::State given = PlainLif::state_of(found);
  long double worst = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    // What is left of it is below the range of a double.
    if (exact[i] == 0 || std::abs(exact[i]) < 1e-290L) continue;
    worst = std::max(worst, std::abs(given[i] / exact[i] - 1));
  }
  return static_cast<double>(worst);
}

/// States of one variable alone: all that comes of it has one sign, so nothing cancels.
std::vector<ExactLifState> unit_states(bool alpha) {
  std::vector<ExactLifState> states(alpha ? 3 : 2);
  states[0].V = 1;
  states[1].I[0] = 1;
  if (alpha) states[2].dI[0] = 1;
  for (ExactLifState& s : states) s.set_time({12345, 0x89abcdef});
  return states;
}

/// From equal to each other up to the last bit, to four orders of magnitude apart.
std::vector<double> ratios_of_time_constants() {
  std::vector<double> ratios{1};
  for (double far = 0x1p-52; far < 1e4; far *= 7.3) {
    ratios.push_back(1 + far);
    ratios.push_back(far < 1 ? 1 - far : 1 / far);
  }
  ratios.push_back(1 - 0x1p-53);
  return ratios;
}

/// A neuron with both currents, under a constant one, that starts anywhere below its threshold.
ExactLifState random_start(Dice& dice, const ExactLifModel& m) {
  ExactLifState state;
  state.set_time({dice.whole(0, kTicksPerMs), static_cast<std::uint32_t>(dice.whole(0, 1 << 30))});
  const double size = std::abs(m.threshold - m.reset);
  state.V = m.threshold - dice.real(1e-3, 2) * size;
  const double strength = dice.one_of({1.0, 3.0, 30.0});
  for (std::size_t r = 0; r < currents_of(m.kind); ++r) {
    state.I[r] = dice.real(-1, 1) * strength * size;
    const bool alpha = m.kind == LifKind::kAlpha1 || m.kind == LifKind::kAlpha2;
    if (alpha) state.dI[r] = dice.real(-1, 1) * strength * size / m.currents[r].tau;
  }
  return state;
}

/// The first spike of a neuron without input, up to `end`; kNeverTime if there is none.
Time first_spike(const ExactLifModel& model, const ExactLifState& state, Time end) {
  ExactLifBatch batch;
  batch.base = {state.tick, 0};
  batch.last = end;
  for (std::uint32_t lane = 0; lane < ExactLifBatch::kLanes; ++lane) batch.set_lane(lane, state);
  carry(model, batch);
  Time first = kNeverTime;
  for (const ExactLifBatch::Spike& spike : batch.spikes) first = std::min(first, spike.time);
  return first;
}

}  // namespace

TEST_CASE(
    "states on the continuous clock obey their differential equations, however close the "
    "time constants are") {
  const bool alpha = GENERATE(false, true);
  const double tau_m = GENERATE(0.3, 10.0);
  double worst = 0;
  for (const double ratio : ratios_of_time_constants()) {
    const ExactLifModel model = quiet_model(alpha, tau_m, tau_m * ratio);
    const double slower = std::max(tau_m, tau_m * ratio);
    const double faster = std::min(tau_m, tau_m * ratio);
    for (const double ms : {1e-9, 1e-4 * faster, 0.06 * faster, 0.4 * faster, faster, 3 * faster,
                            30 * faster, std::min(10 * slower, 3000 * faster)}) {
      for (const ExactLifState& start : unit_states(alpha)) {
        const double error = relative_error(model, start, ms);
        INFO("ratio " << ratio << ", " << ms << " ms");
        if (error > 1e-12) CHECK(error < 1e-12);
        worst = std::max(worst, error);
      }
    }
  }
  CHECK(worst < 1e-12);
}

TEST_CASE("a delta neuron and an IntFire unit decay with their time constant") {
  IafPscDelta delta;
  delta.V_th = kUnreachable;
  delta.tau_m = 7;
  ExactLifState start;
  start.V = 1;
  for (const double ms : {1e-9, 0.1, 3.0, 100.0}) {
    CHECK(relative_error(exact_model_of(delta), start, ms) < 1e-13);
    start.V = 0.9;
    CHECK(relative_error(exact_model_of(IntFire{3, 1}), start, ms) < 1e-13);
  }
}

TEST_CASE("a constant current alone makes a neuron fire at the time that the logarithm gives") {
  Dice dice(3);
  double worst = 0;
  for (int n = 0; n < 2000; ++n) {
    IafPscExp neuron;
    neuron.tau_m = log_uniform(dice, 0.05, 1);
    neuron.I_e = rheobase(neuron) * (1 + log_uniform(dice, 1e-3, 100));
    const ExactLifModel m = exact_model_of(neuron);
    ExactLifState state;
    state.V = m.reset;
    const auto ratio = static_cast<long double>(m.reset) / m.threshold;
    const auto ms = static_cast<double>(m.tau_m * std::log(ratio));
    if (ms > 2) continue;
    const Time spike = first_spike(m, state, {2 * kTicksPerMs, 0});
    // V has a rounding error of some 1e-16 of the steady state, which makes up for in time.
    const double slope = -m.threshold / m.tau_m;
    const double tolerance = 1e-15 * ms + 4e-16 * std::abs(m.reset) / slope + 1e-18;
    worst = std::max(worst, std::abs(ms_between({}, spike) - ms) / tolerance);
  }
  CHECK(worst < 4);
}

TEST_CASE("a neuron fires when it first reaches its threshold, and not before") {
  Dice dice(11);
  int fired = 0;
  int silent = 0;
  for (int n = 0; n < 3000; ++n) {
    const ExactLifModel m = exact_model_of(random_exact_lif(dice));
    const ExactLifState start = random_start(dice, m);
    const Time end = start.time() + 2 * kTicksPerMs;
    const Time spike = first_spike(m, start, end);
    (spike == kNeverTime ? silent : fired)++;
    const PlainLif plain(m);
    PlainLif::State state = PlainLif::state_of(start);
    long double scale = std::abs(m.threshold);
    for (const long double x : state) scale = std::max(scale, std::abs(x));
    const long double span = exact_ms(start.time(), std::min(spike, end));
    constexpr int kLooks = 100;
    long double highest = state[0];
    for (int i = 1; i < kLooks; ++i) {
      state = plain.after(state, span / kLooks);
      highest = std::max(highest, state[0]);
    }
    CAPTURE(n, static_cast<double>(span));
    if (highest > m.threshold + 1e-12L * scale) CHECK(highest <= m.threshold);
    state = plain.after(state, span / kLooks);
    const auto miss = static_cast<double>((state[0] - m.threshold) / scale);
    if (spike != kNeverTime && std::abs(miss) > 1e-12) CHECK(miss == 0);
    if (spike == kNeverTime && miss > 1e-12) CHECK(miss <= 0);
  }
  CHECK(fired > 500);
  CHECK(silent > 500);
}

TEST_CASE("a potential that only just reaches the threshold makes a spike") {
  // One jump of an exponential current lifts the potential to a peak, known in closed form.
  IafPscExp neuron;
  neuron.tau_m = 0.5;
  neuron.tau_syn_ex = neuron.tau_syn_in = 0.2;
  const ExactLifModel m = exact_model_of(neuron);
  const double a = neuron.tau_syn_ex / neuron.tau_m;
  const double peak = std::pow(a, 1 / (1 - a));  // of V for I = 1
  for (const double beyond : {1e-3, 1e-6, 1e-9, 1e-12}) {
    ExactLifState state;
    state.I[0] = m.threshold / peak * (1 + beyond);
    CAPTURE(beyond);
    CHECK(first_spike(m, state, {2 * kTicksPerMs, 0}) != kNeverTime);
    state.I[0] = m.threshold / peak * (1 - beyond);
    CHECK(first_spike(m, state, {2 * kTicksPerMs, 0}) == kNeverTime);
  }
}

}  // namespace engram::test
