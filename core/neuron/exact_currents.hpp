#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.hpp"
#include "core/state/state_visitor.hpp"

namespace engram {

/// The piecewise constant currents of the devices of a population, on the continuous clock.
class ExactCurrents {
 public:
  struct Device {
    std::uint32_t index = 0;         ///< in Network::devices
    std::vector<Tick> ticks;         ///< ascending
    std::vector<double> amplitudes;  ///< pA, from each of `ticks` on; 0 before
    std::uint64_t next = 0;          ///< change to come
    double amplitude = 0;            ///< pA, now
  };

  ExactCurrents() = default;
  explicit ExactCurrents(std::vector<Device> devices);

  /// When a current changes next; kNeverTime after the last change.
  Time next_change() const { return next_change_; }

  /// Takes the changes of that moment. Returns the total from then on (pA).
  double take_change();

  /// Of all devices now (pA).
  double total() const;

  void visit_state(StateVisitor& state);

  /// Sets the current of a device to `amplitude` (pA) until its next change. Returns the total
  /// (pA).
  double set(std::uint32_t device, double amplitude);

 private:
  void find_next_change();

  std::vector<Device> devices_;
  Time next_change_ = kNeverTime;
};

}  // namespace engram
