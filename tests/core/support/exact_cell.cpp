#include "core/support/exact_cell.hpp"

#include <algorithm>
#include <cassert>

namespace engram::test {
namespace {

/// No neuron fires before.
Real first_moment() { return real_ms(Time{0, 1}); }

}  // namespace

void ExactMargins::note_distance(const Real& distance) {
  if (distance == 0) {
    ++equalities;
  } else {
    closest = std::min(closest, Real(abs(distance)));
  }
}

void ExactMargins::note_moments(const Real& a, bool a_is_exact, const Real& b, bool b_is_exact) {
  const Real distance = abs(a - b);
  if ((a_is_exact && b_is_exact) || distance <= same_instant()) return;
  nearest_tie = std::min(nearest_tie, distance);
}

void ExactCell::start(const Real& end, ExactMargins& margins) {
  end_ = end;
  if (kind == Kind::kRelay) return;
  if (reaches_threshold()) {
    fires_ = Moment{first_moment(), true};
  } else {
    look_ahead(margins);
  }
}

std::optional<Real> ExactCell::next() const {
  std::optional<Real> result;
  const auto consider = [&](const Real& time) {
    if (!result || time < *result) result = time;
  };
  if (!inbox_.empty()) consider(inbox_.begin()->first);
  if (fires_) consider(fires_->time);
  if (is_refractory()) consider(fired_->time + t_ref);
  return result;
}

std::optional<ExactFiring> ExactCell::step(ExactMargins& margins) {
  const Real time = next().value();
  membrane.state = state_at(time);
  now_ = time;
  if (!inbox_.empty() && inbox_.begin()->first <= time + same_instant()) {
    return take_input(time, margins);
  }
  if (fires_ && fires_->time <= time) {
    const Moment at = *fires_;
    if (arrived_) margins.note_moments(at.time, at.exact, arrived_->time, arrived_->exact);
    return fire(at, slope_, margins);
  }
  look_ahead(margins);
  return std::nullopt;
}

ExactState ExactCell::state_at(const Real& time) const {
  const Real dt = time - now_;
  assert(dt >= 0);
  return is_refractory() ? membrane.held(dt) : membrane.after(dt);
}

bool ExactCell::loses_input(const Real& time) const {
  return fired_ && time < fired_->time + t_ref - same_instant();
}

bool ExactCell::reaches_threshold() const {
  const Real& u = membrane.state.u;
  return kind == Kind::kIntFire ? u > membrane.threshold : u >= membrane.threshold;
}

void ExactCell::apply(const ExactInput& input, Gathered& sum) {
  sum.exact = sum.exact && input.exact;
  if (input.kind == ExactInput::Kind::kCurrentChange) {
    membrane.I_constant += input.amount;
    return;
  }
  ++sum.spikes;
  const std::size_t receptor = input.amount < 0 ? 1 : 0;
  if (kind == Kind::kExp) {
    membrane.state.I[receptor] += input.amount;
  } else if (kind == Kind::kAlpha) {
    membrane.state.dI[receptor] += input.amount * exp(Real(1)) / membrane.tau_syn[receptor];
  } else {
    sum.jump += input.amount;
  }
}

ExactCell::Gathered ExactCell::gather(const Real& time) {
  Gathered sum;
  const auto end = inbox_.upper_bound(time + same_instant());
  for (auto input = inbox_.begin(); input != end; ++input) apply(input->second, sum);
  inbox_.erase(inbox_.begin(), end);
  return sum;
}

std::optional<ExactFiring> ExactCell::take_input(const Real& time, ExactMargins& margins) {
  const bool rising = kind != Kind::kRelay && membrane.slope(membrane.state) > 0;
  const Gathered sum = gather(time);
  const Moment arrival{time, sum.exact};
  if (kind == Kind::kRelay) return ExactFiring{time, 0, sum.exact, sum.spikes};

  note_ties(arrival, margins);
  arrived_ = arrival;
  if (loses_input(time)) {
    look_ahead(margins);
    return std::nullopt;
  }
  const Real before = membrane.state.u - membrane.threshold;
  membrane.state.u += sum.jump;
  const bool turns = rising && (sum.jump < 0 || membrane.slope(membrane.state) <= 0);
  if (turns) margins.note_distance(before);
  if (sum.jump != 0) margins.note_distance(membrane.state.u - membrane.threshold);
  if (reaches_threshold()) {
    return fire({std::max(time, first_moment()), arrival.exact}, 0, margins);
  }
  look_ahead(margins);
  return std::nullopt;
}

void ExactCell::note_ties(const Moment& arrival, ExactMargins& margins) const {
  const auto note = [&](const Real& time, bool exact) {
    margins.note_moments(arrival.time, arrival.exact, time, exact);
  };
  if (fired_) note(fired_->time, fired_->exact);
  if (!jumps()) return;
  if (fired_) note(fired_->time + t_ref, fired_->exact);
  if (arrived_) note(arrived_->time, arrived_->exact);
}

ExactFiring ExactCell::fire(const Moment& at, const Real& slope, ExactMargins& margins) {
  membrane.state.u = u_reset;
  fired_ = at;
  look_ahead(margins);
  return {at.time, slope, at.exact, 1};
}

void ExactCell::look_ahead(ExactMargins& margins) {
  fires_.reset();
  const Real until = inbox_.empty() ? end_ : std::min(end_, inbox_.begin()->first);
  if (is_refractory() || until <= now_) return;
  const ExactMembrane::Outlook outlook = membrane.look_ahead(until - now_);
  margins.closest = std::min(margins.closest, outlook.closest);
  if (!outlook.crossing) return;
  fires_ = Moment{now_ + *outlook.crossing + crossing_shift, false};
  slope_ = outlook.slope;
}

}  // namespace engram::test
