#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/support/exact_membrane.hpp"

namespace engram::test {

/// Moments less apart than this, in ms, are one and the same: equal times that were summed in a
/// different order differ by less.
inline Real same_instant() { return Real("1e-35"); }

/// How near a simulation came to another result.
struct ExactMargins {
  Real closest = ExactMembrane::kFar;
  Real nearest_tie = 1;
  std::uint64_t equalities = 0;

  void note_distance(const Real& distance);
  /// Two moments; exact ones can be compared without error and do not count.
  void note_moments(const Real& a, bool a_is_exact, const Real& b, bool b_is_exact);
};

/// What reaches a neuron.
struct ExactInput {
  enum class Kind { kSpike, kCurrentChange };
  Kind kind = Kind::kSpike;
  Real amount = 0;    ///< weight, or change of the injected current (pA)
  bool exact = true;  ///< whether no threshold crossing decided when
};

struct ExactFiring {
  Real time = 0;
  Real slope = 0;  ///< u' (mV / ms) where the threshold was crossed between inputs, else 0
  bool exact = true;
  std::uint64_t count = 1;
};

/// One neuron, with the input that is under way to it. A source is a relay whose input was given
/// to it before the start.
class ExactCell {
 public:
  enum class Kind { kRelay, kExp, kAlpha, kDelta, kIntFire };

  Kind kind = Kind::kRelay;
  ExactMembrane membrane;   ///< for kIntFire: C_m 1, threshold 1
  Real u_reset = 0;         ///< mV above E_L
  Real t_ref = 0;           ///< ms
  Real crossing_shift = 0;  ///< perturbation: added to the moment of every crossing, ms

  /// Begins at time 0; no moment behind `end` (ms) matters.
  void start(const Real& end, ExactMargins& margins);
  void receive(const Real& time, const ExactInput& input) { inbox_.emplace(time, input); }
  /// The next moment at which something happens here, unless something arrives before.
  std::optional<Real> next() const;
  /// Does what happens at `next()`.
  std::optional<ExactFiring> step(ExactMargins& margins);
  /// The state at `time`, which lies between the last step and the next.
  ExactState state_at(const Real& time) const;

 private:
  struct Moment {
    Real time = 0;
    bool exact = true;
  };
  struct Gathered {
    std::uint64_t spikes = 0;
    Real jump = 0;
    bool exact = true;
  };

  bool jumps() const { return kind == Kind::kDelta || kind == Kind::kIntFire; }
  bool is_refractory() const { return fired_ && now_ < fired_->time + t_ref; }
  bool loses_input(const Real& time) const;
  bool reaches_threshold() const;
  Gathered gather(const Real& time);
  void apply(const ExactInput& input, Gathered& sum);
  std::optional<ExactFiring> take_input(const Real& time, ExactMargins& margins);
  void note_ties(const Moment& arrival, ExactMargins& margins) const;
  ExactFiring fire(const Moment& at, const Real& slope, ExactMargins& margins);
  void look_ahead(ExactMargins& margins);

  std::multimap<Real, ExactInput> inbox_;
  Real now_ = 0;
  Real end_ = 0;
  std::optional<Moment> fires_;  ///< when, if nothing arrives before
  Real slope_ = 0;               ///< u' at that moment
  std::optional<Moment> fired_;
  std::optional<Moment> arrived_;
};

}  // namespace engram::test
