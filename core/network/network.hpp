#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/time.hpp"
#include "core/network/connection_rule.hpp"
#include "core/random/distribution.hpp"

// A network as its user describes it: plain values, checked by `validate`, turned into something
// that runs by `Simulation`. Units: ms, mV, pA, pF, Hz.
//
// Times in ms are multiples of the clock's step, which on the continuous clock is a picosecond, and
// at most 4e9 ms. Only given spikes, and delays that are drawn, may lie between.

namespace engram {

/// Index of a population in `Network::populations`.
using PopulationIndex = std::uint32_t;

/// Parameters shared by the leaky integrate-and-fire models; defaults are NEST's.
struct LifParameters {
  double tau_m = 10;     ///< membrane time constant, ms
  double C_m = 250;      ///< membrane capacitance, pF
  double t_ref = 2;      ///< refractory time, ms
  double E_L = -70;      ///< leak reversal potential, mV
  double V_th = -55;     ///< threshold, mV
  double V_reset = -70;  ///< reset potential, mV
  double I_e = 0;        ///< constant input current, pA
};

/// LIF with exponential currents (NEST iaf_psc_exp; Rotter & Diesmann 1999). A positive weight (pA)
/// goes to the excitatory current, a negative one to the inhibitory.
///
/// Where both time constants are equal, the two currents are kept as one sum (same equations, less
/// work), unless `separate_currents` asks for two, say to record them.
struct IafPscExp : LifParameters {
  double tau_syn_ex = 2;  ///< ms
  double tau_syn_in = 2;  ///< ms
  bool separate_currents = false;
};

/// LIF with alpha-shaped currents (NEST iaf_psc_alpha); the weight (pA) is the current's peak.
struct IafPscAlpha : LifParameters {
  double tau_syn_ex = 2;           ///< ms
  double tau_syn_in = 2;           ///< ms
  bool separate_currents = false;  ///< as for IafPscExp
};

/// LIF whose membrane jumps by the weight (mV) (NEST iaf_psc_delta).
struct IafPscDelta : LifParameters {};

/// A leaky unit without units (NEURON's artificial cell IntFire1): m decays to 0 with `tau`, every
/// input adds its weight, and m > 1 fires. Then m is 0, and inputs are lost, for `t_ref`.
/// Continuous clock only.
struct IntFire {
  double tau = 10;   ///< ms
  double t_ref = 5;  ///< ms
};

/// Repeats each spike that it receives at the moment of its arrival (NEST parrot_neuron).
struct Relay {};

/// Sources that fire as independent Poisson processes; on the grid several spikes may share a step.
struct PoissonPopulation {
  double rate = 0;                                        ///< Hz
  double start = 0;                                       ///< ms; spikes fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms
};

/// A rate that is piecewise constant: `rates[i]` during [times[i], times[i+1]); zero before the
/// first time.
struct RateTable {
  std::vector<double> times;  ///< ms, ascending, each >= 0
  std::vector<double> rates;  ///< Hz, each >= 0
};

/// mean + amplitude sin(2 pi (frequency t + phase / 360)) at the time t in seconds.
struct RateSinusoid {
  double mean = 0;       ///< Hz
  double amplitude = 0;  ///< Hz, 0 <= amplitude <= mean
  double frequency = 0;  ///< Hz
  double phase = 0;      ///< degrees
};

/// A rate (Hz) that changes in time.
using RateProfile = std::variant<RateTable, RateSinusoid>;

/// Sources that fire as independent Poisson processes of a rate that changes in time, in (start,
/// stop].
struct InhomogeneousPoissonPopulation {
  RateProfile rate;
  double start = 0;                                       ///< ms
  double stop = std::numeric_limits<double>::infinity();  ///< ms
};

/// Sources that fire as independent renewal processes with gamma-distributed intervals (an ISI CV
/// of 1/sqrt(shape)), in equilibrium from the start on, in (start, stop].
struct GammaPopulation {
  double rate = 0;                                        ///< Hz
  double shape = 1;                                       ///< of the intervals, >= 0.01
  double start = 0;                                       ///< ms
  double stop = std::numeric_limits<double>::infinity();  ///< ms
};

/// Sources that fire in volleys: about each of `times` every neuron fires `spikes` times, at
/// independent normally distributed moments (NEST pulsepacket_generator). Those at or before 0 are
/// left out.
struct PulsePackets {
  std::vector<double> times;  ///< ms, centres of the packets, ascending
  std::uint32_t spikes = 1;   ///< a neuron and packet
  double sd = 1;              ///< ms
};

/// Sources that fire at given times (ms, each > 0, ascending; on the grid multiples of the step, on
/// the continuous clock any, to 2^-32 of a tick).
struct SpikeTrains {
  std::vector<std::vector<double>> times;  ///< one list a neuron
};

/// Sources that fire at exact times, such as a recording holds (each later than 0, ascending; on
/// the grid multiples of the step).
struct Replay {
  std::vector<std::vector<Time>> times;  ///< one list a neuron
};

/// An input port: sources that fire what the caller sends while the network runs
/// (Simulation::inject). One neuron fires at most once in an instant.
struct Injected {};

/// What the neurons of a population are.
using NeuronModel = std::variant<IafPscExp, IafPscAlpha, IafPscDelta, Relay, PoissonPopulation,
                                 SpikeTrains, IntFire, InhomogeneousPoissonPopulation,
                                 GammaPopulation, PulsePackets, Replay, Injected>;

/// Whether LIF neurons sleep until a volley reaches them; kAuto decides by the model alone.
enum class Sleep { kAuto, kNever, kAlways };
/// Of the state of LIF neurons on the grid; on the continuous clock it is always double.
enum class Precision { kSingle, kDouble };

/// Neurons of one model.
struct Population {
  std::string name;
  std::uint64_t size = 0;
  NeuronModel model;
  std::optional<Distribution> initial_V_m{};  ///< mV; LIF models only; without one, E_L
  Sleep sleep = Sleep::kAuto;
  Precision precision = Precision::kSingle;
  double published_rate = std::numeric_limits<double>::quiet_NaN();  ///< Hz, for comparison only
  double published_cv = std::numeric_limits<double>::quiet_NaN();    ///< mean ISI CV
  double published_correlation = std::numeric_limits<double>::quiet_NaN();
  std::string origin{};  ///< "file:line:column" where it was written; complaints begin with it
};

/// How weights are kept; kAuto picks CONST for a constant, else 16 bits where its resolution is
/// within 0.1 % of the median weight, else F32; explicit lists are kept in F64.
enum class WeightStorage { kAuto, kConst, kW16, kF32, kF64 };

/// A connection rule, a weight and a delay law from one population to another.
struct Projection {
  PopulationIndex source = 0;
  PopulationIndex target = 0;
  ConnectionRule rule;
  Distribution weight{Constant{1}};  ///< pA (mV for delta models); ignored by explicit lists
  /// ms; draws are rounded to the step, to one at least, and stay within min and max and within
  /// the ends of a uniform law. Ignored by explicit lists.
  Distribution delay{Constant{1}};
  WeightStorage storage = WeightStorage::kAuto;
  std::string origin{};  ///< as of a population
};

/// Poisson input to every neuron of a population: an independent count per neuron and step.
struct PoissonDrive {
  PopulationIndex target = 0;
  double rate = 0;    ///< Hz, summed over all sources of one neuron
  double weight = 0;  ///< pA (mV for delta models)
  double start = 0;   ///< ms; arrivals fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms
  std::string origin{};                                   ///< as of a population
};

/// Poisson input of a rate that changes in time, to every neuron of a population independently.
/// Continuous clock only.
struct InhomogeneousPoissonDrive {
  PopulationIndex target = 0;
  RateProfile rate;                                       ///< summed over all sources of one neuron
  double weight = 0;                                      ///< pA (mV for delta models)
  double start = 0;                                       ///< ms; arrivals fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms
  std::string origin{};                                   ///< as of a population
};

/// A current into every neuron of a population, piecewise constant: `amplitudes[i]` flows during
/// [times[i], times[i+1]); zero before the first time. DC is one step.
struct StepCurrent {
  PopulationIndex target = 0;
  std::vector<double> times;       ///< ms, ascending
  std::vector<double> amplitudes;  ///< pA
  std::string origin{};            ///< as of a population
};

/// What acts on the neurons of a population beside its projections.
using Device = std::variant<PoissonDrive, StepCurrent, InhomogeneousPoissonDrive>;

/// Which neurons of a population are recorded; empty means all.
struct NeuronSelection {
  PopulationIndex population = 0;
  std::vector<std::uint32_t> neurons;  ///< ascending indices within the population
  std::string origin{};                ///< of the recorder, as of a population
};

/// Records spikes. A network without one has every spike of every population recorded.
struct SpikeRecorder {
  NeuronSelection selection;
};

/// kVm of an IntFire is its m. kIsyn is the sum of the synaptic currents; its two parts are kept
/// apart only where the time constants differ or `separate_currents` is set.
enum class StateVariable { kVm, kIsyn, kIsynEx, kIsynIn };

/// Samples state variables every `interval` (ms), first at `interval`.
struct StateRecorder {
  NeuronSelection selection;
  std::vector<StateVariable> variables;
  double interval = 1;  ///< ms
};

/// A network and how to run it. `validate` says what is wrong with one.
struct Network {
  std::string name;
  Clock clock;
  std::uint64_t seed = 1;
  Tick warm_up = 0;   ///< simulated first and left out of rates and times
  Tick duration = 0;  ///< simulated after the warm-up; with it, at most 4e9 ms
  std::vector<Population> populations;
  std::vector<Projection> projections;
  std::vector<Device> devices;
  std::vector<SpikeRecorder> spike_recorders;
  std::vector<StateRecorder> state_recorders;
};

}  // namespace engram
