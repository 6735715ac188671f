#pragma once

#include "core/support/exact_networks.hpp"

// One neuron at rest, and a volley that brings it to its threshold, or all but.

namespace engram::test {

/// Population 0 is the neuron; all inputs fall between 2 and 30 ms but for a weak one at 400 ms, so
/// that what happens in between happens between two inputs.
struct GrazingNetwork {
  Network network;
  bool fires = false;  ///< whether the threshold is reached, known from how it was made
};

/// A volley of 1 to 4 inputs, excitatory at first, scaled so that the highest peak of the potential
/// is (1 + margin) times the threshold relative to rest, up to a relative error of 1e-15 (weights
/// are doubles). A small positive margin makes two crossings between two inputs (kExp, kAlpha), a
/// negative one none. Not for relays.
GrazingNetwork grazing(Dice& dice, CellModel model, TimeConstants taus, double margin);

/// A volley that overshoots the threshold by a fifth, and a strong inhibitory input `gap` (ms)
/// after the potential crosses it: too late to keep the neuron from firing. For kExp and kAlpha.
GrazingNetwork inhibited_too_late(Dice& dice, CellModel model, double gap);

/// The same `gap` before the crossing. An exponential current keeps the neuron from firing.
GrazingNetwork inhibited_in_time(Dice& dice, double gap);

}  // namespace engram::test
