#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/time.hpp"
#include "core/network/connection_rule.hpp"
#include "core/network/device.hpp"
#include "core/network/neuron_model.hpp"
#include "core/network/population_index.hpp"
#include "core/random/distribution.hpp"

// A network as its user describes it: plain values, checked by `validate`, turned into something
// that runs by `Simulation`. Units: ms, mV, pA, pF, Hz.
//
// Times in ms are multiples of the clock's step, which on the continuous clock is a picosecond, and
// at most 4e9 ms. Only given spikes, and delays that are drawn, may lie between.

namespace engram {

/// Whether neurons that can sleep do so until a volley reaches them; kAuto decides by the model
/// alone.
enum class Sleep { kAuto, kNever, kAlways };
/// Of the state of neurons on the grid; on the continuous clock it is always double.
enum class Precision { kSingle, kDouble };

/// Neurons of one model.
struct Population {
  std::string name;
  std::uint64_t size = 0;
  NeuronModel model;
  std::optional<Distribution> initial_V_m{};  ///< mV; without one, as in the model
  Sleep sleep = Sleep::kAuto;
  Precision precision = Precision::kSingle;
  double published_rate = std::numeric_limits<double>::quiet_NaN();  ///< Hz, for comparison only
  double published_cv = std::numeric_limits<double>::quiet_NaN();    ///< mean ISI CV
  double published_correlation = std::numeric_limits<double>::quiet_NaN();
  std::string origin{};  ///< "file:line:column" where it was written; errors begin with it
};

/// How weights are kept; kAuto picks CONST for a constant, else 16 bits where its resolution is
/// within 0.1 % of the median weight, else F32; explicit lists are kept in F64.
enum class WeightStorage { kAuto, kConst, kW16, kF32, kF64 };

/// What the weights of plastic synapses may become, in the unit of the receptor.
struct WeightBounds {
  double w_min = 0;
  double w_max = 0;

  bool includes(double weight) const { return weight >= w_min && weight <= w_max; }
};

/// A connection rule, a weight and a delay law from one population to another.
struct Projection {
  PopulationIndex source = 0;
  PopulationIndex target = 0;
  ConnectionRule rule;  ///< of the chosen neurons, numbered from 0, where some are chosen
  Distribution weight{Constant{1}};  ///< in the unit of the receptor; ignored by explicit lists
  /// ms; draws are rounded to the step, to one at least, and stay within min and max and within
  /// the ends of a uniform law. Ignored by explicit lists.
  Distribution delay{Constant{1}};
  WeightStorage storage = WeightStorage::kAuto;
  std::string receptor{};  ///< of the target's model; where empty, the sign of a weight picks it
  std::vector<std::uint32_t>
      source_neurons{};  ///< those that it starts from, ascending; empty: all
  std::vector<std::uint32_t> target_neurons{};  ///< those that it ends on
  /// Of synapses whose weights may change; without it they are constant. Weights are drawn within
  /// the bounds; where the sign of a weight picks the receptor, they lie on one side of 0.
  std::optional<WeightBounds> plastic{};
  std::string name{};    ///< unlike all others; empty: made from source and target
  std::string origin{};  ///< as of a population
};

/// Which neurons of a population are recorded; empty means all.
struct NeuronSelection {
  PopulationIndex population = 0;
  std::vector<std::uint32_t> neurons{};  ///< ascending indices within the population
  std::string origin{};                  ///< of the recorder, as of a population
};

/// Records spikes. A network without one has every spike of every population recorded.
struct SpikeRecorder {
  NeuronSelection selection;
};

/// Samples state variables every `interval` (ms), first at `interval`.
struct StateRecorder {
  NeuronSelection selection;
  std::vector<std::string> variables;  ///< names, as the model of the population has them
  double interval = 1;                 ///< ms
};

/// A network and how to run it. `validate` checks it.
struct Network {
  std::string name;
  Clock clock;
  std::uint64_t seed = 1;
  Tick warm_up = 0;   ///< simulated first and left out of rates and times
  Tick duration = 0;  ///< `run` simulates it after the warm-up; with it, at most 4e9 ms
  std::vector<Population> populations;
  std::vector<Projection> projections;
  std::vector<Device> devices;
  std::vector<SpikeRecorder> spike_recorders;
  std::vector<StateRecorder> state_recorders;
};

}  // namespace engram
