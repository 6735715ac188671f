#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/neuron/lif_group.hpp"
#include "core/neuron/lif_kernels.hpp"

namespace engram {
namespace {

/// Propagators of 0, 1, 2... steps; a neuron that slept for longer gets its own.
constexpr Step kTabulatedLeaps = 4096;

/// Part of the way from rest to threshold that is kept as a margin for rounding when a neuron is
/// let go.
constexpr double kMargin = 1e-4;

template <class Real>
class SleepingLif final : public NeuronGroup {
 public:
  explicit SleepingLif(const LifGroupSpec& spec)
      : model_(spec.model),
        rows_(spec.rows),
        step_ms_(ms_from_ticks(spec.step)),
        current_(static_cast<Real>(spec.model.membrane.I_e)),
        threshold_(static_cast<Real>(spec.model.threshold)),
        reset_(static_cast<Real>(spec.model.reset)),
        refractory_steps_(std::llround(spec.model.membrane.t_ref / step_ms_)),
        neurons_(spec.slice.count),
        last_(spec.slice.count, 0),
        awake_flag_(spec.slice.count, 0) {
    for (std::size_t r = 0; r < 2; ++r) {
      narrow_gain_[r] = static_cast<Real>(spec.narrow_unit[r] * model_.input_gain[r]);
      wide_gain_[r] = spec.wide_unit[r] * model_.input_gain[r];
    }
    for (Step k = 0; k < kTabulatedLeaps; ++k) leaps_.push_back(leap(k));
    const double steady = model_.membrane.I_e * model_.membrane.tau_m / model_.membrane.C_m;
    rest_ = std::max(steady, 0.0);
    release_below_ = model_.threshold - kMargin * std::abs(model_.threshold - steady);
    peak_I_ = model_.peak_from_I();
    peak_dI_ = model_.peak_from_dI();
    for (std::uint32_t i = 0; i < neurons_.size(); ++i) {
      neurons_[i].V = static_cast<Real>(spec.initial_V_m[i] - model_.membrane.E_L);
      if (!cannot_fire(neurons_[i])) wake(i);
    }
    newly_awake_ = 0;  // those of the start are still to move on at the first step
  }

  Step next_activity(Step now) const override {
    return awake_.empty() ? std::numeric_limits<Step>::max() : now + 1;
  }

  void touch(std::uint32_t neuron) override {
    if (awake_flag_[neuron] == 0) touched_.push_back(neuron);
  }

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
      if (i + kPrefetch < touched_.size()) prefetch(touched_[i + kPrefetch]);
      const std::uint32_t neuron = touched_[i];
      bring_forward(neuron, step);
      if (neurons_[neuron].V >= threshold_ || !cannot_fire(neurons_[neuron])) {
        wake(neuron);
        fire_if_above(awake_.back(), step, fired);
      }
    }
    const std::size_t woken = awake_.size() - newly_awake_;
    newly_awake_ = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < awake_.size(); ++i) {
      Awake& entry = awake_[i];
      const bool stays = i >= woken || stay_awake(entry, step, fired);
      if (stays) awake_[kept++] = entry;
    }
    awake_.resize(kept);
    touched_.clear();
  }

  double state(StateVariable variable, std::uint32_t neuron, Step step) const override {
    LifNeuron<Real> copy = neurons_[neuron];
    const bool held = awake_flag_[neuron] != 0;
    if (!held) update(model_.kind, leap_of(step - last_[neuron]), {0, 0}, current_, copy);
    switch (variable) {
      case StateVariable::kVm:
        return static_cast<double>(copy.V) + model_.membrane.E_L;
      case StateVariable::kIsyn:
        return static_cast<double>(copy.I[0]) + static_cast<double>(copy.I[1]);
      case StateVariable::kIsynEx:
        return static_cast<double>(copy.I[0]);
      default:
        return static_cast<double>(copy.I[1]);
    }
  }

 private:
  static constexpr std::size_t kPrefetch = 8;

  struct Awake {
    std::uint32_t neuron;
    Step refractory_until;  ///< the last step at which it is held at reset
  };

  LifPropagators<Real> leap(Step steps) const {
    return rounded<Real>(model_.propagators(static_cast<double>(steps) * step_ms_));
  }
  LifPropagators<Real> leap_of(Step steps) const {
    return steps < kTabulatedLeaps ? leaps_[static_cast<std::size_t>(steps)] : leap(steps);
  }

  void prefetch(std::uint32_t neuron) const {
    __builtin_prefetch(&neurons_[neuron], 1);
    __builtin_prefetch(&last_[neuron], 1);
  }

  std::array<Real, 2> take_input(std::uint32_t neuron) {
    std::array<Real, 2> input{};
    for (std::size_t r = 0; r < 2; ++r) {
      if (rows_.narrow[r] != nullptr) {
        input[r] = static_cast<Real>(rows_.narrow[r][neuron]) * narrow_gain_[r];
        rows_.narrow[r][neuron] = 0;
      }
      if (rows_.wide[r] != nullptr) {
        input[r] += static_cast<Real>(static_cast<double>(rows_.wide[r][neuron]) * wide_gain_[r]);
        rows_.wide[r][neuron] = 0;
      }
    }
    return input;
  }

  void bring_forward(std::uint32_t neuron, Step step) {
    const Step leap_steps = step - last_[neuron];
    const std::array<Real, 2> input = take_input(neuron);
    if (leap_steps < kTabulatedLeaps) {
      update(model_.kind, leaps_[static_cast<std::size_t>(leap_steps)], input, current_,
             neurons_[neuron]);
    } else {
      update(model_.kind, leap(leap_steps), input, current_, neurons_[neuron]);
    }
    last_[neuron] = step;
  }

  /// Whether the neuron provably stays below threshold without further input: its potential never
  /// exceeds the larger of now and rest by more than the peaks of what its currents can still
  /// cause.
  bool cannot_fire(const LifNeuron<Real>& n) const {
    double ceiling = std::max(static_cast<double>(n.V), rest_);
    for (std::size_t r = 0; r < 2; ++r) {
      ceiling += std::max(0.0, static_cast<double>(n.I[r])) * peak_I_[r];
      ceiling += std::max(0.0, static_cast<double>(n.dI[r])) * peak_dI_[r];
    }
    return ceiling < release_below_;
  }

  void wake(std::uint32_t neuron) {
    awake_.push_back({neuron, std::numeric_limits<Step>::min()});
    awake_flag_[neuron] = 1;
    ++newly_awake_;
  }

  /// One step of a neuron that is awake; false if it may rest again.
  bool stay_awake(Awake& entry, Step step, std::vector<std::uint32_t>& fired) {
    LifNeuron<Real>& neuron = neurons_[entry.neuron];
    bring_forward(entry.neuron, step);
    if (step <= entry.refractory_until) {
      neuron.V = reset_;
      return true;
    }
    fire_if_above(entry, step, fired);
    if (step <= entry.refractory_until || !cannot_fire(neuron)) return true;
    awake_flag_[entry.neuron] = 0;
    return false;
  }

  void fire_if_above(Awake& entry, Step step, std::vector<std::uint32_t>& fired) {
    LifNeuron<Real>& neuron = neurons_[entry.neuron];
    if (neuron.V < threshold_) return;
    neuron.V = reset_;
    entry.refractory_until = step + refractory_steps_;
    fired.push_back(entry.neuron);
  }

  LifModel model_;
  InputRows rows_;
  double step_ms_;
  Real current_;
  Real threshold_;
  Real reset_;
  Step refractory_steps_;
  std::array<Real, 2> narrow_gain_{};
  std::array<double, 2> wide_gain_{};
  double rest_ = 0;           ///< mV, where the potential may rise to by itself
  double release_below_ = 0;  ///< mV
  std::array<double, 2> peak_I_{};
  std::array<double, 2> peak_dI_{};
  std::vector<LifPropagators<Real>> leaps_;
  std::vector<LifNeuron<Real>> neurons_;
  std::vector<Step> last_;  ///< step that each neuron's state is of
  std::vector<std::uint8_t> awake_flag_;
  std::vector<std::uint32_t> touched_;
  std::vector<Awake> awake_;
  std::size_t newly_awake_ = 0;
};

}  // namespace

std::unique_ptr<NeuronGroup> make_sleeping_lif(const LifGroupSpec& spec) {
  if (spec.precision == Precision::kDouble) return std::make_unique<SleepingLif<double>>(spec);
  return std::make_unique<SleepingLif<float>>(spec);
}

}  // namespace engram
