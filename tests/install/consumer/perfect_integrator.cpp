#include "perfect_integrator.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/neuron/group_request.hpp"

namespace consumer {
namespace {

using engram::ArrivalStream;
using engram::DriveInput;
using engram::ExactGroupRequest;
using engram::Flush;
using engram::GridGroupRequest;
using engram::ReceptorInput;
using engram::Step;
using engram::Tick;

/// The state of the neurons of a slice, on either clock.
class Integrators {
 public:
  explicit Integrators(const engram::GroupRequest& request)
      : V_th_(request.values("V_th")), V_m_(request.slice.count) {}

  std::uint32_t count() const { return static_cast<std::uint32_t>(V_m_.size()); }
  double V_m(std::uint32_t neuron) const { return V_m_[neuron]; }

  /// Takes all input (mV) of one instant. Returns whether the neuron fires.
  bool add(std::uint32_t neuron, double input) {
    V_m_[neuron] += input;
    const bool fires = V_m_[neuron] >= V_th_[neuron];
    if (fires) V_m_[neuron] = 0;
    return fires;
  }

  void visit_state(engram::StateVisitor& state) { state.each("V_m", V_m_); }

 private:
  std::vector<double> V_th_;  ///< mV, by neuron
  std::vector<double> V_m_;   ///< mV, by neuron
};

/// On the grid: all neurons are advanced at every step.
class GridIntegrators final : public engram::NeuronGroup {
 public:
  explicit GridIntegrators(const GridGroupRequest& request)
      : neurons_(request),
        first_(request.slice.first),
        synapses_(request.inputs.at(0)),
        drives_(request.drives) {}

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    input_.assign(neurons_.count(), 0);
    for (const auto& drive : drives_) {
      if (drive->active(step)) drive->add(step, first_, input_);
    }
    for (std::uint32_t i = 0; i < neurons_.count(); ++i) {
      if (neurons_.add(i, input_[i] + take(i))) fired.push_back(i);
    }
  }

  double state(std::uint32_t /*variable*/, std::uint32_t neuron, Step) const override {
    return neurons_.V_m(neuron);
  }

  void visit_state(engram::StateVisitor& state) override {
    neurons_.visit_state(state);
    for (const auto& drive : drives_) visit_device(*drive, state);
  }

  void change_device(std::uint32_t device, double hz, Step) override {
    for (const auto& drive : drives_) {
      if (drive->device() == device) drive->set_rate(hz);
    }
  }

 private:
  /// What has arrived through synapses (mV); the rows are zero afterwards.
  double take(std::uint32_t neuron) const {
    const auto& [row, narrow_unit, wide_unit] = synapses_;
    double sum = 0;
    if (row.narrow) sum += narrow_unit * std::exchange(row.narrow[neuron], 0);
    if (row.wide) sum += wide_unit * static_cast<double>(std::exchange(row.wide[neuron], 0));
    return sum;
  }

  Integrators neurons_;
  std::uint32_t first_;
  ReceptorInput synapses_;
  std::vector<std::shared_ptr<DriveInput>> drives_;
  std::vector<double> input_;  ///< mV, of drives at one step, by neuron
};

/// On the continuous clock: a neuron is advanced when something arrives at it.
class ExactIntegrators final : public engram::ExactGroup {
 public:
  explicit ExactIntegrators(ExactGroupRequest&& request)
      : neurons_(request), slot_(request.slice.slot), drives_(std::move(request.drives)) {}

  void start(Flush& flush) override {
    for (std::uint32_t i = 0; i < neurons_.count(); ++i) advance_one(flush, i);
  }

  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override {
    for (const std::uint32_t neuron : neurons) {
      advance_one(flush, neuron);
      if (flush.outgrows_memory()) return;
    }
  }

  double state(std::uint32_t /*variable*/, std::uint32_t neuron, engram::Time) const override {
    return neurons_.V_m(neuron);
  }

  void visit_state(engram::StateVisitor& state) override {
    neurons_.visit_state(state);
    for (const auto& drive : drives_) visit_device(*drive, state);
  }

  void change_device(std::uint32_t device, double hz, Flush& flush) override {
    for (const auto& drive : drives_) {
      if (drive->device() == device) drive->set_rate(hz, flush.last);
    }
    start(flush);  // wake-ups are at other times now
  }

 private:
  void advance_one(Flush& flush, std::uint32_t neuron) {
    inputs_.clear();
    flush.inputs.read(slot_ + neuron, inputs_);
    flush.wakes.push_back({take_drives(flush, neuron), neuron});
    std::ranges::sort(inputs_);
    double weight = 0;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      weight += inputs_[i].weight;
      if (i + 1 < inputs_.size() && inputs_[i + 1].offset == inputs_[i].offset) continue;
      if (neurons_.add(neuron, std::exchange(weight, 0))) {
        flush.fired.push_back({time_from(flush.base, inputs_[i].offset), neuron});
      }
    }
  }

  /// Appends what drives bring up to `flush.last`. Returns the tick of their next arrival.
  Tick take_drives(const Flush& flush, std::uint32_t neuron) {
    Tick next = engram::kNeverTime.tick;
    for (const auto& drive : drives_) {
      arrivals_.clear();
      next = std::min(next, drive->take(neuron, flush.base, flush.last, arrivals_));
      for (const std::int64_t offset : arrivals_) inputs_.push_back({offset, drive->weight()});
    }
    return next;
  }

  Integrators neurons_;
  std::uint32_t slot_;
  std::vector<std::unique_ptr<ArrivalStream>> drives_;
  std::vector<engram::TimedInput> inputs_;  ///< of one neuron
  std::vector<std::int64_t> arrivals_;      ///< of one neuron and drive, as offsets
};

class Descriptor final : public engram::DescriptorOf<PerfectIntegrator> {
 public:
  using DescriptorOf::DescriptorOf;

  bool integrates_input() const override { return true; }
  double bytes_of_groups(const engram::Population& population, engram::Housing) const override {
    return 3 * sizeof(double) * static_cast<double>(population.size);
  }
  std::unique_ptr<engram::NeuronGroup> make_grid_group(
      const GridGroupRequest& request) const override {
    return std::make_unique<GridIntegrators>(request);
  }
  std::unique_ptr<engram::ExactGroup> make_exact_group(ExactGroupRequest&& request) const override {
    return std::make_unique<ExactIntegrators>(std::move(request));
  }
};

}  // namespace

const engram::NeuronModelDescriptor& PerfectIntegrator::descriptor() {
  using enum engram::ParameterKind;
  static const Descriptor descriptor(
      {.name = "perfect_integrator",
       .summary = "integrate-and-fire neuron without a leak",
       .equations = "a spike of weight w: V_m += w\nV_m >= V_th: spike, V_m = 0",
       .reference = "Gerstein & Mandelbrot (1964) Biophys J 4:41-68",
       .parameters = {engram::describe<PerfectIntegrator>(
           &PerfectIntegrator::V_th, {"V_th", "mV", "threshold", kMagnitude, {.above = 0}})},
       .variables = {{"V_m", "mV", "membrane potential"}},
       .receptors = {{"input", "mV", "takes all weights"}}});
  return descriptor;
}

}  // namespace consumer
