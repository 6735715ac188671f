#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/network/description.hpp"
#include "core/network/network.hpp"
#include "core/network/place.hpp"

// The interface between a neuron model and the rest of the program. Validation, layout, running,
// recording, model files and listings use a model through it alone, so that a new model is one pair
// of files.

namespace engram {

class ExactGroup;
class NeuronGroup;
struct ExactGroupRequest;
struct GridGroupRequest;

/// A population in its network.
struct PopulationContext {
  const Network& network;
  PopulationIndex index = 0;

  const Population& population() const { return network.populations[index]; }
  const NeuronModel& model() const { return population().model; }
  const Clock& clock() const { return network.clock; }
  double size() const { return static_cast<double>(population().size); }
  double run_ms() const { return ms_from_ticks(network.warm_up + network.duration); }
};

/// Parameters that contradict each other.
struct Contradiction {
  std::vector<std::string> parameters;  ///< which; the first that was given is named in the error
  std::string what;                     ///< one line: what is wrong, and what is valid
};

/// To which receptor weights go by their sign.
struct ReceptorsBySign {
  std::uint8_t positive = 0;  ///< of weights >= 0
  std::uint8_t negative = 0;

  std::uint8_t of(double weight) const { return weight < 0 ? negative : positive; }
};

/// What is known of a population's spikes before it is simulated, as far as it fires by itself.
struct OwnActivity {
  double rate = 0;              ///< Hz, of one neuron, on average over the run or at its highest
  double peak = 0;              ///< spikes of all neurons where they are most, a ms
  double most_per_instant = 1;  ///< spikes of one neuron in one instant of the clock
  double volley = 0;            ///< spikes that every neuron fires at one and the same moment
};

/// A neuron in numbers, for the estimate of which populations fire at all.
struct MeanField {
  double rest = 0;       ///< mV, of the potential under the model's own current
  double threshold = 0;  ///< mV
  double per_pA = 0;     ///< mV that a constant current of 1 pA adds
};

/// Mean (mV) and variance (mV^2) of the potential that an input makes.
struct PotentialResponse {
  double mean = 0;
  double variance = 0;
};

/// How the neurons of a population are kept.
struct Housing {
  bool continuous = false;  ///< the clock
  bool sleeps = false;
};

/// All about the neuron models of one type. Has no state: one constant object a type.
class NeuronModelDescriptor {
 public:
  explicit NeuronModelDescriptor(Description description) : description_(std::move(description)) {}
  virtual ~NeuronModelDescriptor() = default;
  NeuronModelDescriptor(const NeuronModelDescriptor&) = delete;

  const Description& description() const { return description_; }
  const std::string& name() const { return description_.name; }
  /// A model with the default of every parameter.
  virtual NeuronModel defaults() const = 0;

  /// Index in `description().variables`; nothing where there is no such variable.
  std::optional<std::uint32_t> variable(std::string_view name) const;
  /// Why this model does not have that variable, though others of the type do; empty where it does.
  virtual std::string why_not_recordable(const NeuronModel& /*model*/,
                                         std::uint32_t /*variable*/) const {
    return {};
  }

  /// Input rows that a neuron has. Those of a model may be fewer than the type names, where several
  /// names mean the same.
  virtual std::uint32_t receptor_count(const NeuronModel& /*model*/) const {
    return static_cast<std::uint32_t>(description_.receptors.size());
  }
  /// The receptors of weights whose projection names none.
  virtual ReceptorsBySign receptors_by_sign(const NeuronModel& /*model*/) const { return {}; }
  /// The input row of a receptor of that name; nothing where there is no such receptor.
  std::optional<std::uint8_t> receptor(const NeuronModel& model, std::string_view name) const;

  /// Whether its neurons turn their input into a state, and so can take drives, too.
  virtual bool integrates_input() const { return false; }
  /// Whether a current can be put into its neurons.
  virtual bool takes_current() const { return false; }
  /// Whether its neurons repeat every spike that they receive at the moment of its arrival. They
  /// count what they receive, whatever its weight.
  virtual bool repeats_input() const { return false; }
  /// Why its neurons cannot sleep; empty where they can.
  virtual std::string why_never_asleep(const NeuronModel&) const {
    return "this model cannot sleep";
  }
  /// The parameter that potentials begin at in a population without `initial_V_m`; empty where
  /// neurons have no potential that could be given.
  virtual std::string resting_parameter() const { return {}; }
  /// The least time from one spike of a neuron to its next, ms.
  virtual double least_interval(const NeuronModel&) const { return 0; }

  /// Parameters that are valid one by one, but not together.
  virtual std::optional<Contradiction> contradiction(const NeuronModel&) const {
    return std::nullopt;
  }
  /// Checks beyond the ranges of parameters. Throws UserError by way of `place`.
  virtual void check(const PopulationContext&, const Place&) const {}
  /// The number of neurons, where the parameters fix it (one spike train a neuron).
  virtual std::optional<std::uint64_t> size_of(const NeuronModel&) const { return std::nullopt; }

  // What a caller may change while the network runs.

  /// Why a variable cannot be set, though it can be recorded; empty where it can.
  virtual std::string why_not_settable(const NeuronModel& /*model*/,
                                       std::uint32_t /*variable*/) const {
    return "it cannot be set";
  }
  /// Whether values (one a neuron of the population) may be set. Throws UserError by way of
  /// `place`.
  virtual void check_state(const PopulationContext&, std::uint32_t /*variable*/,
                           std::span<const double>, const Place&) const {}
  /// Whether its neurons fire at one rate (Hz) that can be set.
  virtual bool has_settable_rate() const { return false; }
  /// Whether it may be set so. Throws UserError by way of `place`.
  virtual void check_rate(const PopulationContext&, double /*rate*/, const Place&) const {}
  /// Whether its neurons fire the spikes that a caller sends.
  virtual bool is_input_port() const { return false; }

  /// What is known of its spikes without simulating.
  virtual OwnActivity own_activity(const PopulationContext&) const { return {}; }
  /// Nothing where there is no estimate, and the neurons are taken to be silent.
  virtual std::optional<MeanField> mean_field(const NeuronModel&) const { return std::nullopt; }
  /// The response to `rate` events a ms of the weight `weight`.
  virtual PotentialResponse response(const NeuronModel&, double /*rate*/, double /*weight*/) const {
    return {};
  }

  /// Bytes of the groups of a population while it runs, beside input and statistics.
  virtual double bytes_of_groups(const Population&, Housing) const { return 0; }
  /// Bytes that the model itself holds in the network.
  virtual double bytes_of_model(const Population&) const { return 0; }

  // The neurons of a slice of a valid network, on the grid and on the continuous clock. To be
  // overridden for the clocks of the model; by default std::logic_error.
  virtual std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const;
  virtual std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&& request) const;

 private:
  Description description_;
};

/// The descriptor of models that are a struct `Model`.
template <class Model>
class DescriptorOf : public NeuronModelDescriptor {
 public:
  using NeuronModelDescriptor::NeuronModelDescriptor;
  NeuronModel defaults() const override { return Model{}; }
};

/// Values of a parameter (of index `number` among the model's) of the neurons `first`, first + 1,
/// ... of a population: what each draws depends on seed, population, parameter and neuron alone.
std::vector<double> values_of(const Parameter& parameter, std::size_t number,
                              const Network& network, PopulationIndex population,
                              std::uint32_t first, std::uint32_t count);

/// The least and the greatest value of a parameter. Throws UserError where a law is not valid.
std::pair<double, double> bounds_of(const Parameter& parameter);

/// To which receptor of its target each synapse of a projection goes. The projection is valid.
class ReceptorChoice {
 public:
  ReceptorChoice(const Network& network, const Projection& projection);
  /// `name` is of a receptor, or empty where the sign of the weight picks it.
  ReceptorChoice(const NeuronModel& target, const std::string& name);

  /// Whether the weight matters.
  bool by_weight() const { return by_sign_.positive != by_sign_.negative; }
  std::uint8_t of(double weight) const { return by_sign_.of(weight); }
  std::uint8_t first() const { return by_sign_.positive; }

 private:
  ReceptorsBySign by_sign_;
};

/// Input rows of the neurons of a model; 0 for sources that take no input.
inline std::uint32_t receptor_count(const NeuronModel& model) {
  return model.descriptor().receptor_count(model);
}

}  // namespace engram
