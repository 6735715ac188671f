#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/given_time.hpp"
#include "core/base/huge_array.hpp"
#include "core/base/prefetch.hpp"
#include "core/neuron/leap_table.hpp"
#include "core/neuron/lif_group.hpp"
#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_variables.hpp"

namespace engram {
namespace {

/// Part of the way from rest to threshold that is kept as a margin for rounding when a neuron goes
/// to sleep.
constexpr double kMargin = 1e-4;

/// All that a volley touches of a neuron: one cache line in single precision; two in double, of
/// which an arrival needs the first.
template <class Real>
struct alignas(64) Sleeper {
  std::array<std::int64_t, 2> wide;    ///< input of the coming instant, by receptor
  std::array<std::int32_t, 2> narrow;  ///< the same, of 16-bit weights
  Step last;                           ///< that the state is of
  bool awake;
  bool touched;  ///< is in the list of those that something has reached
  LifNeuron<Real> state;
};
static_assert(sizeof(Sleeper<float>) == 64);

template <class Real>
class SleepingLif final : public NeuronGroup {
 public:
  explicit SleepingLif(const LifGroupSpec& spec)
      : model_(spec.model),
        leaps_(spec.model, ms_from_ticks(spec.step)),
        current_(static_cast<Real>(spec.model.membrane.I_e)),
        threshold_(static_cast<Real>(spec.model.threshold)),
        reset_(static_cast<Real>(spec.model.reset)),
        refractory_steps_(nearest_multiple(spec.model.membrane.t_ref, spec.step) / spec.step),
        neurons_(spec.slice.count) {
    for (std::size_t r = 0; r < 2; ++r) {
      narrow_gain_[r] = static_cast<Real>(spec.inputs[r].narrow_unit * model_.input_gain[r]);
      wide_gain_[r] = spec.inputs[r].wide_unit * model_.input_gain[r];
    }
    const double steady = model_.membrane.I_e * model_.membrane.tau_m / model_.membrane.C_m;
    rest_ = std::max(steady, 0.0);
    release_below_ = model_.threshold - kMargin * std::abs(model_.threshold - steady);
    peak_I_ = model_.peak_from_I();
    peak_dI_ = model_.peak_from_dI();
    for (std::uint32_t i = 0; i < neurons_.size(); ++i) {
      neurons_[i].state.V = static_cast<Real>(spec.initial_V_m[i] - model_.membrane.E_L);
      if (!cannot_fire(neurons_[i].state)) wake(i);
    }
    newly_awake_ = 0;  // those of the start are still to move on at the first step
  }

  Step next_activity(Step now) const override {
    return awake_.empty() ? std::numeric_limits<Step>::max() : now + 1;
  }

  void receive(std::span<const Arrival> arrivals) override {
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
      if (i + kPrefetch < arrivals.size()) prefetch(&neurons_[arrivals[i + kPrefetch].neuron]);
      const Arrival& arrival = arrivals[i];
      Sleeper<Real>& neuron = neurons_[arrival.neuron];
      if (arrival.narrow) {
        neuron.narrow[arrival.receptor] += static_cast<std::int32_t>(arrival.units);
      } else {
        neuron.wide[arrival.receptor] += arrival.units;
      }
      if (neuron.awake || neuron.touched) continue;
      neuron.touched = true;
      touched_.push_back(arrival.neuron);
    }
  }

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    for (const std::uint32_t i : touched_) {
      Sleeper<Real>& neuron = neurons_[i];
      neuron.touched = false;
      bring_forward(neuron, step);
      if (neuron.state.V >= threshold_ || !cannot_fire(neuron.state)) {
        wake(i);
        fire_if_above(awake_.back(), step, fired);
      }
    }
    touched_.clear();
    const std::size_t woken = awake_.size() - newly_awake_;
    newly_awake_ = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < awake_.size(); ++i) {
      Awake& entry = awake_[i];
      const bool stays = i >= woken || stay_awake(entry, step, fired);
      if (stays) awake_[kept++] = entry;
    }
    awake_.resize(kept);
  }

  double state(std::uint32_t variable, std::uint32_t neuron, Step step) const override {
    LifNeuron<Real> copy = neurons_[neuron].state;
    if (!neurons_[neuron].awake) leaps_.move(copy, step - neurons_[neuron].last, {}, current_);
    switch (variable) {
      case kLifV_m:
        return static_cast<double>(copy.V) + model_.membrane.E_L;
      case kLifI_syn:
        return static_cast<double>(copy.I[0]) + static_cast<double>(copy.I[1]);
      case kLifI_syn_ex:
        return static_cast<double>(copy.I[0]);
      default:
        return static_cast<double>(copy.I[1]);
    }
  }

  void visit_state(StateVisitor& state) override {
    state.each_at("V_m", [&](std::uint32_t i) -> Real& { return neurons_[i].state.V; });
    state.each_at(
        "I_syn", [&](std::uint32_t i) -> auto& { return neurons_[i].state.I; });
    state.each_at(
        "dI_syn", [&](std::uint32_t i) -> auto& { return neurons_[i].state.dI; });
    state.each_at("step", [&](std::uint32_t i) -> Step& { return neurons_[i].last; });
    std::vector<std::pair<std::uint32_t, Step>> awake;
    for (const Awake& entry : awake_) awake.emplace_back(entry.neuron, entry.refractory_until);
    state.some("awake_refractory_until", awake);
    if (!state.restores()) return;
    for (std::uint32_t i = 0; i < neurons_.size(); ++i) {
      state.require(neurons_[i].last >= -1 && neurons_[i].last <= state.now(), "step");
    }
    for (const Awake& entry : awake_) neurons_[entry.neuron].awake = false;
    awake_.clear();
    for (const auto& [neuron, refractory_until] : awake) {
      wake(neuron);
      awake_.back().refractory_until = refractory_until;
    }
    newly_awake_ = 0;  // all of them are still to move on at the next step
  }

  void set_state(std::uint32_t variable, std::span<const double> values, Step now) override {
    std::vector<bool> refractory(neurons_.size(), false);
    for (const Awake& entry : awake_) refractory[entry.neuron] = entry.refractory_until > now;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      Sleeper<Real>& neuron = neurons_[i];
      leaps_.move(neuron.state, now - neuron.last, {}, current_);
      neuron.last = now;
      if (variable != kLifV_m) {
        neuron.state.I[variable == kLifI_syn_in ? 1 : 0] = static_cast<Real>(values[i]);
      } else if (!refractory[i]) {
        neuron.state.V = static_cast<Real>(values[i] - model_.membrane.E_L);
      }
      if (!neuron.awake && !cannot_fire(neuron.state)) wake(i);
    }
    newly_awake_ = 0;  // all of them are still to move on at the next step
  }

 private:
  static constexpr std::size_t kPrefetch = 16;

  struct Awake {
    std::uint32_t neuron;
    Step refractory_until;  ///< the last step at which it is held at reset
  };

  std::array<Real, 2> take_input(Sleeper<Real>& neuron) const {
    std::array<Real, 2> input{};
    for (std::size_t r = 0; r < 2; ++r) {
      input[r] = static_cast<Real>(neuron.narrow[r]) * narrow_gain_[r] +
                 static_cast<Real>(static_cast<double>(neuron.wide[r]) * wide_gain_[r]);
      neuron.narrow[r] = 0;
      neuron.wide[r] = 0;
    }
    return input;
  }

  void bring_forward(Sleeper<Real>& neuron, Step step) const {
    leaps_.move(neuron.state, step - neuron.last, take_input(neuron), current_);
    neuron.last = step;
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
    neurons_[neuron].awake = true;
    ++newly_awake_;
  }

  /// One step of a neuron that is awake; false if it may sleep again.
  bool stay_awake(Awake& entry, Step step, std::vector<std::uint32_t>& fired) {
    Sleeper<Real>& neuron = neurons_[entry.neuron];
    bring_forward(neuron, step);
    if (step <= entry.refractory_until) {
      neuron.state.V = reset_;
      return true;
    }
    fire_if_above(entry, step, fired);
    neuron.awake = step <= entry.refractory_until || !cannot_fire(neuron.state);
    return neuron.awake;
  }

  void fire_if_above(Awake& entry, Step step, std::vector<std::uint32_t>& fired) {
    LifNeuron<Real>& neuron = neurons_[entry.neuron].state;
    if (neuron.V < threshold_) return;
    neuron.V = reset_;
    entry.refractory_until = step + refractory_steps_;
    fired.push_back(entry.neuron);
  }

  LifModel model_;
  LeapTable<Real> leaps_;
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
  HugeArray<Sleeper<Real>> neurons_;
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
