#include "core/support/exact_membrane.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/support/twin_networks.hpp"

// The exact membrane against its differential equation, against closed forms and against a search
// by brute force.

namespace engram::test {
namespace {

bool near(const Real& a, const Real& b, double tolerance) { return abs(a - b) <= tolerance; }

/// A membrane in the middle of things: random currents of both signs and kinds.
ExactMembrane random_membrane(Dice& dice) {
  ExactMembrane m;
  m.tau_m = dice.real(2, 30);
  m.C_m = dice.real(50, 400);
  m.threshold = dice.real(5, 20);
  const bool alpha = dice.one_in(2);
  for (std::size_t k = 0; k < 2; ++k) {
    m.tau_syn[k] = dice.real(0.3, 40);
    if (dice.one_in(4)) m.tau_syn[k] = m.tau_m;
    if (dice.one_in(4)) m.tau_syn[k] = m.tau_m * (1 + std::pow(10, dice.real(-15, -4)));
    const double sign = k == 0 ? 1 : -1;
    m.state.I[k] = dice.one_in(4) ? 0 : sign * dice.real(0, 2500);
    if (alpha) m.state.dI[k] = dice.one_in(4) ? 0 : sign * dice.real(0, 2500);
  }
  if (dice.one_in(3))
    m.I_constant = dice.real(-1, 1.2) * m.threshold.convert_to<double>() *
                   m.C_m.convert_to<double>() / m.tau_m.convert_to<double>();
  m.state.u = m.threshold * dice.real(-0.5, 0.999);
  return m;
}

TEST_CASE("exact membrane: its future states solve its equation") {
  Dice dice(1);
  for (int n = 0; n < 200; ++n) {
    const ExactMembrane m = random_membrane(dice);
    const Real t = dice.real(0.01, 40);
    const Real h = 1e-12;
    const ExactState at = m.after(t);
    const ExactState before = m.after(t - h);
    const ExactState behind = m.after(t + h);
    CHECK(near((behind.u - before.u) / (2 * h), m.slope(at), 1e-19));
    for (std::size_t k = 0; k < 2; ++k) {
      const Real dI = at.dI[k] - at.I[k] / m.tau_syn[k];
      CHECK(near((behind.I[k] - before.I[k]) / (2 * h), dI, 1e-17));
      CHECK(m.held(t).I[k] == at.I[k]);
    }
    CHECK(near(m.after(0).u, m.state.u, 1e-45));
    CHECK(m.held(t).u == m.state.u);

    ExactMembrane halfway = m;
    halfway.state = m.after(t / 2);
    CHECK(near(halfway.after(t / 2).u, at.u, 1e-43));
  }
}

TEST_CASE("exact membrane: nearly equal time constants are no special case") {
  ExactMembrane m;
  m.state.I[0] = 3;
  m.state.dI[0] = 2;
  m.tau_syn[0] = m.tau_m;
  const Real at_equal = m.after(7).u;
  const double digits = GENERATE(4, 8, 15, 20);
  m.tau_syn[0] = m.tau_m * (1 + pow(Real(10), -digits));
  const Real above = m.after(7).u;
  m.tau_syn[0] = m.tau_m * (1 - pow(Real(10), -digits));
  const Real below = m.after(7).u;
  // The mean of both differs in the second order only.
  CHECK(abs(above - at_equal) > std::pow(10, -digits - 1));
  CHECK(abs((above + below) / 2 - at_equal) < 100 * std::pow(10, -2 * digits));
}

TEST_CASE("exact membrane: between its extrema the potential is monotone, and they alternate") {
  Dice dice(2);
  std::size_t most = 0;
  for (int n = 0; n < 120; ++n) {
    const ExactMembrane m = random_membrane(dice);
    const double horizon = dice.one_of({1.0, 20.0, 150.0});
    const std::vector<Real> extrema = m.extrema(horizon);
    most = std::max(most, extrema.size());
    std::size_t passed = 0;
    bool rises = m.slope(m.after(1e-6)) > 0;
    for (int i = 1; i <= 300; ++i) {
      const Real t = horizon * i / 300;
      for (; passed < extrema.size() && extrema[passed] < t; ++passed) {
        CHECK(near(m.slope(m.after(extrema[passed])), 0, 1e-40));
        if (extrema[passed] > 1e-6) rises = !rises;
      }
      const Real slope = m.slope(m.after(t));
      CHECK((abs(slope) < 1e-40 || (slope > 0) == rises));
    }
    CHECK(passed == extrema.size());
  }
  CHECK(most >= 2);
}

TEST_CASE("exact membrane: finds the first crossing, and no other") {
  Dice dice(3);
  int crossings = 0;
  for (int n = 0; n < 200; ++n) {
    const ExactMembrane m = random_membrane(dice);
    const double horizon = dice.one_of({0.5, 5.0, 100.0});
    const ExactMembrane::Outlook outlook = m.look_ahead(horizon);
    const Real until = outlook.crossing.value_or(horizon);
    CHECK(until <= horizon);
    for (int i = 1; i < 200; ++i) CHECK(m.after(until * i / 200).u < m.threshold);
    if (!outlook.crossing) continue;
    ++crossings;
    CHECK(near(m.after(until).u, m.threshold, 1e-43));
    CHECK(outlook.slope == m.slope(m.after(until)));
    CHECK(outlook.slope > 0);
  }
  CHECK(crossings > 20);
  CHECK(crossings < 180);
}

TEST_CASE("exact membrane: finds all four extrema that two alpha currents can make") {
  ExactMembrane m;
  m.tau_m = 2;
  m.threshold = 1e6;
  m.tau_syn = {3, 30};
  m.state.I = {-2.0823366273485244, -3.9283642912845576};
  m.state.dI = {2.9123335765849125, 0.2418742733928747};
  int sign_changes = 0;
  bool rises = m.slope(m.state) > 0;
  for (int i = 1; i <= 3000; ++i) {
    const bool rises_now = m.slope(m.after(Real(i) / 10)) > 0;
    if (rises_now != rises) ++sign_changes;
    rises = rises_now;
  }
  CHECK(sign_changes == 4);
  CHECK(m.extrema(300).size() == 4);
}

}  // namespace
}  // namespace engram::test
