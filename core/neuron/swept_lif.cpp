#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "core/base/aligned_vector.hpp"
#include "core/base/given_time.hpp"
#include "core/neuron/lif_group.hpp"
#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_variables.hpp"
#include "core/neuron/own_lif_numbers.hpp"
#include "core/neuron/refractory_list.hpp"

namespace engram {
namespace {

/// Neurons whose drive is drawn and consumed in one go: small enough for the L1 cache.
constexpr std::uint32_t kTile = 512;

template <class Real>
class SweptLif final : public NeuronGroup {
 public:
  explicit SweptLif(const LifGroupSpec& spec)
      : slice_(spec.slice),
        drives_(spec.drives),
        currents_(spec.currents),
        E_L_(spec.model.membrane.E_L),
        I_e_(spec.own.empty() ? spec.model.membrane.I_e : 0),
        padded_((spec.slice.count + kSliceUnit - 1) / kSliceUnit * kSliceUnit),
        refractory_steps_(nearest_multiple(spec.model.membrane.t_ref, spec.step) / spec.step),
        refractory_(spec.slice.count) {
    constants_.kind = spec.model.kind;
    constants_.step = rounded<Real>(spec.model.propagators(ms_from_ticks(spec.step)));
    constants_.threshold = static_cast<Real>(spec.model.threshold);
    constants_.reset = static_cast<Real>(spec.model.reset);
    if (!spec.own.empty()) own_.emplace(spec.own, spec.differ_in, padded_, spec.step);
    for (std::size_t r = 0; r < 2; ++r) {
      const bool own_gain = own_ && spec.differ_in == LifOwn::kAll;
      const double gain = own_gain ? 1 : spec.model.input_gain[r];
      rows_[r] = spec.inputs[r].row;
      constants_.narrow_gain[r] = static_cast<Real>(spec.inputs[r].narrow_unit * gain);
      constants_.wide_gain[r] = spec.inputs[r].wide_unit * gain;
      constants_.drive_gain[r] = static_cast<Real>(gain);
      drive_[r].resize(kTile);
    }
    // The padding never fires: nothing makes a number of it.
    V_.assign(padded_, std::numeric_limits<Real>::quiet_NaN());
    for (std::uint32_t i = 0; i < spec.slice.count; ++i) {
      V_[i] = static_cast<Real>(spec.initial_V_m[i] - E_L(i));
    }
    for (std::size_t r = 0; r < currents_of(spec.model.kind); ++r) {
      I_[r].assign(padded_, 0);
      if (is_alpha(spec.model.kind)) dI_[r].assign(padded_, 0);
    }
  }

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    refractory_.release(step);
    double current = I_e_;
    for (const auto& input : currents_) current += input->amplitude(step);
    if (own_) own_->set_current(static_cast<Real>(current));
    const std::size_t before = fired.size();
    for (std::uint32_t first = 0; first < padded_; first += kTile) {
      sweep_tile(step, first, static_cast<Real>(current), fired);
    }
    hold_refractory();
    fire(step, before, fired);
  }

  double state(std::uint32_t variable, std::uint32_t neuron, Step) const override {
    const auto current = [&](std::size_t r) {
      return I_[r].empty() ? 0.0 : static_cast<double>(I_[r][neuron]);
    };
    switch (variable) {
      case kLifV_m:
        return static_cast<double>(V_[neuron]) + E_L(neuron);
      case kLifI_syn:
        return current(0) + current(1);
      case kLifI_syn_ex:
        return current(0);
      default:
        return current(1);
    }
  }

  void set_state(std::uint32_t variable, std::span<const double> values, Step now) override {
    if (variable != kLifV_m) {
      auto& currents = I_[variable == kLifI_syn_in ? 1 : 0];
      std::ranges::transform(values, currents.begin(),
                             [](double I) { return static_cast<Real>(I); });
      return;
    }
    refractory_.release(now + 1);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      if (!refractory_.contains(i)) V_[i] = static_cast<Real>(values[i] - E_L(i));
    }
  }

  void visit_state(StateVisitor& state) override {
    state.each("V_m", V_);
    for (std::size_t r = 0; r < 2; ++r) {
      const std::string receptor = std::to_string(r);
      if (!I_[r].empty()) state.each("I_syn" + receptor, I_[r]);
      if (!dI_[r].empty()) state.each("dI_syn" + receptor, dI_[r]);
    }
    refractory_.visit_state(state);
    for (const auto& drive : drives_) visit_device(*drive, state);
    for (const auto& current : currents_) visit_device(*current, state);
  }

  void change_device(std::uint32_t device, double value, Step now) override {
    for (const auto& drive : drives_) {
      if (drive->device() == device) drive->set_rate(value);
    }
    for (const auto& current : currents_) {
      if (current->device() == device) current->set_amplitude(value, now);
    }
  }

 private:
  void sweep_tile(Step step, std::uint32_t first, Real current, std::vector<std::uint32_t>& fired) {
    LifTile<Real> tile{.count = std::min(kTile, padded_ - first), .V = V_.data() + first};
    for (std::size_t r = 0; r < 2; ++r) {
      const InputRow row = rows_[r].from(first);
      tile.narrow[r] = row.narrow;
      tile.wide[r] = row.wide;
      if (!I_[r].empty()) tile.I[r] = I_[r].data() + first;
      if (!dI_[r].empty()) tile.dI[r] = dI_[r].data() + first;
    }
    for (const auto& drive : drives_) {
      if (!drive->active(step)) continue;
      const std::uint32_t r = drive->receptor();
      const std::span<Real> into(drive_[r].data(), tile.count);
      if (tile.drive[r] == nullptr) std::ranges::fill(into, Real{0});
      tile.drive[r] = into.data();
      drive->add(step, slice_.first + first, into);
    }
    const std::uint32_t n = own_ ? sweep_own(tile, constants_, own_->columns(first), above_.data())
                                 : sweep(tile, constants_, current, above_.data());
    for (std::uint32_t i = 0; i < n; ++i) fired.push_back(first + above_[i]);
  }

  /// Whatever the sweep did to them, refractory neurons stay at reset; their currents go on.
  void hold_refractory() {
    refractory_.for_each([&](std::uint32_t neuron) { V_[neuron] = reset(neuron); });
  }

  /// Keeps those of the neurons above threshold that may fire, and resets them.
  void fire(Step step, std::size_t before, std::vector<std::uint32_t>& fired) {
    const auto first = fired.begin() + static_cast<std::ptrdiff_t>(before);
    fired.erase(std::remove_if(first, fired.end(),
                               [&](std::uint32_t neuron) { return refractory_.contains(neuron); }),
                fired.end());
    for (std::size_t i = before; i < fired.size(); ++i) {
      V_[fired[i]] = reset(fired[i]);
      const Step held = own_ ? own_->refractory_steps(fired[i]) : refractory_steps_;
      if (held > 0) refractory_.add(fired[i], step + held);
    }
  }

  double E_L(std::uint32_t neuron) const { return own_ ? own_->E_L(neuron) : E_L_; }
  Real reset(std::uint32_t neuron) const { return own_ ? own_->reset(neuron) : constants_.reset; }

  Slice slice_;
  std::array<InputRow, 2> rows_;
  std::vector<std::shared_ptr<DriveInput>> drives_;
  std::vector<std::shared_ptr<CurrentInput>> currents_;
  double E_L_;
  double I_e_;
  std::uint32_t padded_;
  LifConstants<Real> constants_;
  std::optional<OwnLifNumbers<Real>> own_;  ///< where neurons differ
  AlignedVector<Real> V_;                   ///< relative to E_L
  std::array<AlignedVector<Real>, 2> I_;
  std::array<AlignedVector<Real>, 2> dI_;
  std::array<AlignedVector<Real>, 2> drive_;
  std::array<std::uint32_t, kTile> above_;
  Step refractory_steps_;  ///< where neurons are alike
  RefractoryList refractory_;
};

}  // namespace

std::unique_ptr<NeuronGroup> make_swept_lif(const LifGroupSpec& spec) {
  if (spec.precision == Precision::kDouble) return std::make_unique<SweptLif<double>>(spec);
  return std::make_unique<SweptLif<float>>(spec);
}

}  // namespace engram
