#include <fmt/format.h>

#include <optional>

#include "core/neuron/lif_propagators.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"

namespace engram {
namespace {

/// Parameters that are not given keep the values they have.
template <class Message>
void read_lif(const Message& message, LifParameters& lif, const SourceMap& map) {
  if (message.has_tau_m()) lif.tau_m = message.tau_m();
  if (message.has_c_m()) lif.C_m = message.c_m();
  if (message.has_t_ref()) lif.t_ref = message.t_ref();
  if (message.has_e_l()) lif.E_L = message.e_l();
  if (message.has_v_th()) lif.V_th = message.v_th();
  if (message.has_v_reset()) lif.V_reset = message.v_reset();
  if (message.has_i_e()) lif.I_e = message.i_e();
  if (lif.V_reset < lif.V_th) return;
  const int at = message.has_v_reset() ? Message::kVResetFieldNumber : Message::kVThFieldNumber;
  map.fail(message, at,
           fmt::format("V_reset, {} mV, is not below V_th, {} mV", lif.V_reset, lif.V_th));
}

template <class Model, class Message>
Model read_synaptic_lif(const Message& message, const SourceMap& map) {
  Model model;
  read_lif(message, model, map);
  if (message.has_tau_syn_ex()) model.tau_syn_ex = message.tau_syn_ex();
  if (message.has_tau_syn_in()) model.tau_syn_in = message.tau_syn_in();
  if (message.has_separate_currents()) model.separate_currents = message.separate_currents();
  return model;
}

IntFire read_int_fire(const v1::IntFire& said) {
  IntFire model;
  if (said.has_tau()) model.tau = said.tau();
  if (said.has_t_ref()) model.t_ref = said.t_ref();
  return model;
}

NeuronModel read_model(const v1::Population& population, const SourceMap& map, SourceFiles& files) {
  switch (population.model_case()) {
    case v1::Population::kIafPscExp:
      return read_synaptic_lif<IafPscExp>(population.iaf_psc_exp(), map);
    case v1::Population::kIafPscAlpha:
      return read_synaptic_lif<IafPscAlpha>(population.iaf_psc_alpha(), map);
    case v1::Population::kIafPscDelta: {
      IafPscDelta model;
      read_lif(population.iaf_psc_delta(), model, map);
      return model;
    }
    case v1::Population::kIntFire:
      return read_int_fire(population.int_fire());
    case v1::Population::kRelay:
      return Relay{};
    default:
      return convert_source(population, map, files);
  }
}

/// How many spike trains a model has, or nothing where it has no trains.
std::optional<std::uint64_t> train_count(const NeuronModel& model) {
  if (const auto* trains = std::get_if<SpikeTrains>(&model)) return trains->times.size();
  if (const auto* replay = std::get_if<Replay>(&model)) return replay->times.size();
  return std::nullopt;
}

std::uint64_t read_size(const v1::Population& population, const NeuronModel& model,
                        const SourceMap& map) {
  const std::optional<std::uint64_t> trains = train_count(model);
  if (!trains) {
    if (!population.has_size())
      map.fail(population, "'size' is missing; valid: a number of neurons, at least 1");
    return population.size();
  }
  if (population.has_size() && population.size() != *trains) {
    map.fail(population, v1::Population::kSizeFieldNumber,
             fmt::format("{} neurons for {} spike trains; valid: {}, or leave the size out",
                         population.size(), *trains, *trains));
  }
  return *trains;
}

std::uint64_t known_size(const v1::Population& population, const PopulationSizes& sizes,
                         const SourceMap& map) {
  const auto found = sizes.find(population.name());
  if (found == sizes.end()) map.fail(population, "its spikes are in a file that is not opened");
  return found->second;
}

Sleep read_sleep(const v1::Population& population) {
  switch (population.sleep()) {
    case v1::Population::NEVER:
      return Sleep::kNever;
    case v1::Population::ALWAYS:
      return Sleep::kAlways;
    default:
      return Sleep::kAuto;
  }
}

}  // namespace

Population convert_population(const v1::Population& population, const SourceMap& map,
                              SourceFiles& files) {
  Population result;
  result.name = population.name();
  result.origin = map.place_of(population);
  if (files.sizes && needs_file(population)) {
    result.model = Relay{};
    result.size = known_size(population, *files.sizes, map);
  } else {
    result.model = read_model(population, map, files);
    result.size = read_size(population, result.model, map);
  }
  if (population.has_initial_v_m()) {
    if (!is_lif(result.model)) {
      map.fail(population, v1::Population::kInitialVMFieldNumber,
               "only LIF models have a membrane potential");
    }
    result.initial_V_m = convert_distribution(population.initial_v_m(), map);
  }
  result.sleep = read_sleep(population);
  if (result.sleep == Sleep::kAlways && !is_lif(result.model)) {
    map.fail(population, v1::Population::kSleepFieldNumber,
             "only LIF models can sleep; valid: AUTO, NEVER");
  }
  result.precision =
      population.precision() == v1::Population::DOUBLE ? Precision::kDouble : Precision::kSingle;
  const v1::Published& published = population.published();
  if (published.has_rate()) result.published_rate = published.rate();
  if (published.has_cv()) result.published_cv = published.cv();
  if (published.has_correlation()) result.published_correlation = published.correlation();
  return result;
}

}  // namespace engram
