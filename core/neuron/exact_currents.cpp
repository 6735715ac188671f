#include "core/neuron/exact_currents.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace engram {

ExactCurrents::ExactCurrents(std::vector<Device> devices) : devices_(std::move(devices)) {
  find_next_change();
}

double ExactCurrents::take_change() {
  for (Device& device : devices_) {
    while (device.next < device.ticks.size() && device.ticks[device.next] <= next_change_.tick) {
      device.amplitude = device.amplitudes[device.next++];
    }
  }
  find_next_change();
  return total();
}

double ExactCurrents::set(std::uint32_t device, double amplitude) {
  for (Device& d : devices_) {
    if (d.index == device) d.amplitude = amplitude;
  }
  return total();
}

void ExactCurrents::visit_state(StateVisitor& state) {
  for (Device& device : devices_) {
    StateVisitor own = state.within("device" + std::to_string(device.index));
    own.shared("changes", device.next);
    own.shared("amplitude", device.amplitude);
    own.require(device.next <= device.ticks.size(), "changes");
  }
  find_next_change();
}

double ExactCurrents::total() const {
  double sum = 0;
  for (const Device& device : devices_) sum += device.amplitude;
  return sum;
}

void ExactCurrents::find_next_change() {
  Tick next = kNeverTime.tick;
  for (const Device& device : devices_) {
    if (device.next < device.ticks.size()) next = std::min(next, device.ticks[device.next]);
  }
  next_change_ = next == kNeverTime.tick ? kNeverTime : Time{next, 0};
}

}  // namespace engram
