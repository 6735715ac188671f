#pragma once

#include <array>
#include <cstdint>

#include "core/neuron/lif_propagators.hpp"

// The LIF update compiled for every instruction set that the processor may have, chosen at run
// time. All that have fused multiply-add give the same bits.

namespace engram {

/// Consecutive neurons to be swept over one step.
template <class Real>
struct LifTile {
  std::uint32_t count = 0;  ///< a multiple of 64
  Real* V = nullptr;        ///< mV, relative to E_L
  std::array<Real*, 2> I{};
  std::array<Real*, 2> dI{};
  std::array<std::int32_t*, 2> narrow{};  ///< input rows, read and zeroed; null if absent
  std::array<std::int64_t*, 2> wide{};
  std::array<const Real*, 2> drive{};  ///< null if absent
};

/// What all neurons of a population share.
template <class Real>
struct LifConstants {
  LifKind kind = LifKind::kDelta;
  LifPropagators<Real> step;
  Real threshold = 0;  ///< mV, relative to E_L
  Real reset = 0;
  std::array<Real, 2> narrow_gain{};  ///< input per unit of the row
  std::array<double, 2> wide_gain{};
  std::array<Real, 2> drive_gain{};
};

/// Moves the tile one step on under a constant current (pA) and writes the index within the tile of
/// every neuron at or above threshold to `above`, which has room for all. Returns their number.
template <class Real>
std::uint32_t sweep(const LifTile<Real>& tile, const LifConstants<Real>& constants, Real current,
                    std::uint32_t* above);

/// A number of each neuron of a tile, or one that all have.
template <class Real>
struct LifColumn {
  const Real* first = nullptr;  ///< of the tile; where all have one, a vector of it
  std::uint32_t mask = 0;       ///< of the index within the tile: all ones, or 0

  const Real* at(std::uint32_t i) const { return first + (i & mask); }
};

/// The numbers of neurons that differ, in place of those of LifConstants.
template <class Real>
struct LifColumns {
  LifOwn own = LifOwn::kAll;  ///< columns outside the set are not read
  LifColumn<Real> threshold;  ///< mV, relative to E_L
  LifColumn<Real> drift;      ///< mV a step, of all constant currents
  LifColumn<Real> V_decay;    ///< and so on, as in LifPropagators
  std::array<LifColumn<Real>, 2> V_from_I;
  std::array<LifColumn<Real>, 2> V_from_dI;
  std::array<LifColumn<Real>, 2> I_decay;
  std::array<LifColumn<Real>, 2> I_from_dI;
  std::array<LifColumn<Real>, 2> input_gain;  ///< alpha only; else 1
};

/// As `sweep`, for neurons that differ. Where the gain is a column, the gains of `constants` are
/// those of their input alone.
template <class Real>
std::uint32_t sweep_own(const LifTile<Real>& tile, const LifConstants<Real>& constants,
                        const LifColumns<Real>& columns, std::uint32_t* above);

/// State of one neuron; what the model does not have stays zero.
template <class Real>
struct LifNeuron {
  Real V = 0;
  std::array<Real, 2> I{};
  std::array<Real, 2> dI{};
};

/// Moves one neuron over the interval of `p`; `input` arrives at its end. The same code as `sweep`.
template <class Real>
void update(LifKind kind, const LifPropagators<Real>& p, const std::array<Real, 2>& input,
            Real current, LifNeuron<Real>& neuron);

}  // namespace engram
