#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/neuron/exact_currents.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/exact_lif.hpp"

namespace engram {

/// LIF and IntFire neurons on the continuous clock.
class ExactLifGroup final : public ExactGroup {
 public:
  struct Spec {
    NeuronModel model;
    Slice slice;
    std::span<const double> initial_V_m;  ///< mV, one a neuron
    std::vector<std::unique_ptr<ArrivalStream>> drives;
    ExactCurrents currents;
  };

  explicit ExactLifGroup(Spec spec);

  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override;
  void start(Flush& flush) override;
  Time next_control() const override { return currents_.next_change(); }
  void control(Flush& flush) override;
  double state(StateVariable variable, std::uint32_t neuron, Time time) const override;
  void set_state(StateVariable variable, std::span<const double> values, Flush& flush) override;
  void change_device(std::uint32_t device, double value, Flush& flush) override;

 private:
  void advance_batch(Flush& flush, std::span<const std::uint32_t> neurons);
  Tick stage(const Flush& flush, std::uint32_t neuron, std::uint32_t lane);
  template <std::size_t kReceptors>
  std::uint32_t merge(std::uint32_t lane);
  void prefetch_neuron(const Flush& flush, std::uint32_t neuron) const;
  Tick take_drives(const Flush& flush, std::uint32_t neuron);
  void advance_all(Flush& flush);
  void change_current(double current, Time now);
  Flush::Wake rest(std::uint32_t neuron, std::uint32_t lane, Tick next_drive) const;
  double steady() const;

  NeuronModel of_;
  Slice slice_;
  ExactLifModel model_;
  bool two_receptors_;
  double rest_ = 0;       ///< E_L, mV
  double threshold_ = 0;  ///< above rest, mV
  double pA_of_mV_ = 1;   ///< current that holds a potential of 1 mV
  AlignedVector<ExactLifState> states_;
  std::vector<std::unique_ptr<ArrivalStream>> drives_;
  ExactCurrents currents_;
  ExactLifBatch batch_;
  std::vector<TimedInput> inputs_;      ///< scratch
  std::vector<std::int64_t> arrivals_;  ///< scratch, of a single drive
};

}  // namespace engram
