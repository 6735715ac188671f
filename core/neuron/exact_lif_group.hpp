#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/neuron/exact_currents.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/exact_lif.hpp"

namespace engram {

/// The numbers of a neuron on the continuous clock.
struct ExactCell {
  ExactLifModel model;
  std::optional<LifModel> lif{};  ///< that it is made from; a unit without potentials has none
};

/// Neurons on the continuous clock that are updated as LIF neurons are.
class ExactLifGroup final : public ExactGroup {
 public:
  struct Spec {
    std::vector<ExactCell> cells;  ///< one that all neurons are, or one a neuron
    bool two_receptors = false;    ///< the second takes weights below zero
    Slice slice;
    std::span<const double> initial_V_m;  ///< mV, one a neuron
    std::vector<std::unique_ptr<ArrivalStream>> drives;
    ExactCurrents currents;  ///< of the devices
  };

  explicit ExactLifGroup(Spec spec);

  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override;
  void start(Flush& flush) override;
  void visit_state(StateVisitor& state) override;
  Time next_control() const override { return currents_.next_change(); }
  void control(Flush& flush) override;
  double state(std::uint32_t variable, std::uint32_t neuron, Time time) const override;
  void set_state(std::uint32_t variable, std::span<const double> values, Flush& flush) override;
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

  struct Cell {
    explicit Cell(const ExactCell& cell);

    double steady() const { return threshold - model.threshold; }

    std::optional<LifModel> lif;
    ExactLifModel model;   ///< under the present current
    double rest = 0;       ///< E_L, mV
    double threshold = 1;  ///< above rest, mV
    double pA_of_mV = 1;   ///< current that holds a potential of 1 mV
  };

  bool differ() const { return cells_.size() > 1; }
  const Cell& cell(std::uint32_t neuron) const { return cells_[differ() ? neuron : 0]; }

  std::vector<Cell> cells_;   ///< one, or one a neuron
  bool side_by_side_ = true;  ///< whether cells differ in their levels at most
  Slice slice_;
  bool two_receptors_;
  AlignedVector<ExactLifState> states_;
  std::vector<std::unique_ptr<ArrivalStream>> drives_;
  ExactCurrents currents_;
  ExactLifBatch batch_;
  std::vector<TimedInput> inputs_;      ///< scratch
  std::vector<std::int64_t> arrivals_;  ///< scratch, of a single drive
};

}  // namespace engram
