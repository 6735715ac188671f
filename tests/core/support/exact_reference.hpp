#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/network/network.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/exact_real.hpp"

namespace engram::test {

/// A spike as the reference found it.
struct ExactSpike {
  Real time = 0;  ///< ms since the start of the simulation, the warm-up included
  std::uint32_t neuron = 0;
  /// dV/dt (mV / ms) where the threshold was crossed between inputs: an error e of V moves the
  /// spike by e / slope. 0 where the spike was given, repeated, or made by the jump of an input.
  Real slope = 0;
  /// No crossing between inputs lies behind this spike: its time is a sum of given times and
  /// delays, so a simulator must find the same.
  bool exact = false;
};

/// Where to look at the state of a neuron; LIF models and IntFire only.
struct ExactProbe {
  PopulationIndex population = 0;
  std::uint32_t neuron = 0;
  Real time = 0;  ///< ms, >= 0 and not behind the end
};

/// After all that happens at its moment.
struct ExactSample {
  Real V_m = 0;   ///< mV; m of an IntFire
  Real I_ex = 0;  ///< pA
  Real I_in = 0;  ///< pA
};

/// A disturbance that ought not to matter. Where a perturbed run leaves the unperturbed one
/// (`agreement`), a simulator's rounding may have the same effect and a comparison must end.
struct Perturbation {
  struct Potential {
    PopulationIndex population = 0;
    std::uint32_t neuron = 0;
    Real amount = 0;  ///< mV
  };
  Real arrival_shift = 0;    ///< ms later than it should, every input of a synapse
  Real arrival_stretch = 0;  ///< the same relative to the moment of the arrival
  /// ms later than it should, every crossing of a threshold between inputs. Unlike the two above
  /// it leaves arrivals at exact moments alone, such as one at the very end of the refractory time.
  Real crossing_shift = 0;
  std::optional<Potential> initial_potential;
};

struct ExactOptions {
  Perturbation perturbation;
  std::vector<ExactProbe> probes;  ///< in any order
};

struct ExactRun {
  std::vector<std::vector<ExactSpike>> spikes;  ///< by population; by time, then neuron
  std::vector<ExactSample> samples;             ///< one a probe
  /// The least distance from the threshold, in mV (m for an IntFire), at which a potential turned
  /// away from it or was left by an input; peaks that a spike or an unforeseen input forestalled
  /// count too. At most 0.001, beyond which nothing is looked into. A network where it is within
  /// the rounding of a simulator is ambiguous. Exact equality is counted below instead.
  Real closest = 0;
  /// The least time, in ms, at most 1, between two moments at one neuron whose order matters and of
  /// which one at least hangs on a crossing: a firing and an arrival; for models that jump also the
  /// end of the refractory time and an arrival, and two arrivals. What coincides by construction
  /// (within 1e-35 ms) is one moment and does not count.
  Real nearest_tie = 0;
  /// How often an input left a potential on the threshold to all 50 digits, as 3 jumps of 5 mV do
  /// from 15 mV below: IntFire then does not fire, IafPscDelta does.
  std::uint64_t equalities = 0;
};

/// Simulates a network exactly, on the continuous clock: spikes come at any time, there is no step,
/// and nothing is rounded but to 50 digits. It shares nothing with the simulator but the
/// description of the network, whose doubles are taken at their exact values; delays, refractory
/// times and the times of spike trains and of step currents are first rounded to whole ticks.
///
/// Populations: IafPscExp, IafPscAlpha, IafPscDelta (constant initial V_m), IntFire, Relay,
/// SpikeTrains, Replay. Projections: ExplicitList, delays of a tick or more. Devices: StepCurrent
/// into LIF populations. All else is a UserError. Clock, seed and recorders are ignored; the run
/// lasts for warm-up and duration, the last moment included.
///
/// A potential at or above V_th (IntFire: above 1) fires at once, between inputs as well as after
/// all inputs of one instant; one that starts there fires at 2^-32 ticks. From the spike to its
/// moment + t_ref, that moment included, the potential stays at V_reset; currents go on, inputs
/// that would make the potential jump are lost.
ExactRun run_exactly(const Network& network, const ExactOptions& options = {});

/// The earliest time (ms) of a spike in one run for which the other has none of the same neuron,
/// the same place in its train and a time within `tolerance` (ms); infinity if there is none.
Real agreement(const ExactRun& a, const ExactRun& b, const Real& tolerance);

}  // namespace engram::test
