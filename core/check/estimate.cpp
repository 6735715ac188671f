#include "core/check/estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <thread>

#include "core/check/activity_memory.hpp"
#include "core/check/neuron_memory.hpp"
#include "core/connection/expected_synapses.hpp"
#include "core/network/projection_ends.hpp"
#include "core/partitioning/partitioning.hpp"
#include "core/random/draw.hpp"
#include "core/synapse/draw_range.hpp"
#include "core/synapse/incoming_builder.hpp"
#include "core/synapse/plastic_block.hpp"
#include "core/synapse/synapse_classes.hpp"
#include "core/synapse/synapse_stream.hpp"

namespace engram {
namespace {

constexpr double kBytesOfProgram = 11e6;
constexpr double kBytesPerThread = 0.3e6;

/// What kAuto will choose, unless projections of very different weights share a target.
WeightStorage storage_of(const Projection& projection) {
  if (projection.storage != WeightStorage::kAuto) return projection.storage;
  if (std::holds_alternative<ExplicitList>(projection.rule)) return WeightStorage::kF64;
  if (projection.plastic) return WeightStorage::kF32;
  if (projection.weight.is_constant()) return WeightStorage::kConst;
  const Sampler weights(projection.weight);
  return suits_w16(weights.max_magnitude(), weights.median_magnitude()) ? WeightStorage::kW16
                                                                        : WeightStorage::kF32;
}

/// Number of keys of delays (DelayPlan) that the synapses of one source spread over.
double delays_of(const Projection& projection, bool own, double step) {
  if (own) return 1;
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    std::set<double> delays;
    for (const ExplicitList::Connection& c : list->connections) delays.insert(c.delay);
    return std::max<double>(1, static_cast<double>(delays.size()));
  }
  if (projection.delay.is_constant()) return 1;
  const Sampler delays(projection.delay);
  return std::max(1.0, (delays.max_value() - std::max(delays.min_value(), step)) / step);
}

/// What runs take beside their synapses, which are spread over `places` at random: `each` bytes,
/// and, where an odd number of halves was to be stored, another half.
double bytes_of_runs(double synapses, double places, double each, bool odd_synapses) {
  const double empty = std::exp(-synapses / places);
  const double odd_runs = (1 + empty) / 2;  // of a Poisson count, given that it is not 0
  return places * (1 - empty) * (each + (odd_synapses ? 2 * odd_runs : 0));
}

/// Counters that the synapses of one source population need in each partition that they reach.
struct Counters {
  double sources = 0;
  double first_delay = std::numeric_limits<double>::infinity();  ///< steps
  double last_delay = 0;
  std::set<std::pair<WeightStorage, bool>> storages;  ///< and whether plastic

  void include(const Projection& projection, bool own, double step) {
    storages.emplace(storage_of(projection), projection.plastic.has_value());
    if (own) return;
    const auto may_have = [&](double delay) {
      first_delay = std::min(first_delay, std::max(1.0, delay / step));
      last_delay = std::max(last_delay, delay / step);
    };
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) may_have(c.delay);
    } else {
      const Sampler delays(projection.delay);
      may_have(delays.min_value());
      may_have(delays.max_value());
    }
  }
  double number() const {
    return sources * std::max(1.0, last_delay - first_delay + 1) *
           static_cast<double>(storages.size());
  }
};

/// What is swept, or what sleeps, and the partitions that hold it.
struct Kind {
  TargetWidth width;
  double max_slots;
  double neurons = 0;
  double synapses = 0;
  std::map<PopulationIndex, Counters> counters{};          ///< by source
  std::map<PopulationIndex, double> synapses_of_source{};  ///< of one neuron

  double partitions(double wanted) const {
    return neurons == 0 ? 0 : std::max(wanted, std::ceil(neurons / max_slots));
  }

  /// What `threads` partitions that are built at once take for it.
  double layout_bytes(double wanted, double threads) const {
    if (neurons == 0) return 0;
    const double each = synapses / partitions(wanted);
    double number = 0;
    for (const auto& [source, c] : counters) number += c.number();
    const double bytes =
        suits_counting(number, each) ? kBytesPerCounter * number : kBytesPerRecord * each;
    return bytes * std::min(threads, partitions(wanted));
  }

  /// Of the partitions, how many a spike of a neuron of `source` goes to.
  double reached_by(PopulationIndex source, double wanted) const {
    const auto found = synapses_of_source.find(source);
    if (found == synapses_of_source.end()) return 0;
    return partitions(wanted) * -std::expm1(-found->second / partitions(wanted));
  }
};

double bytes_of_synapses(const Network& network, const Projection& projection, bool own,
                         const Kind& kind, double partitions) {
  const double synapses = expected_synapses(network, projection);
  const double sources = static_cast<double>(ends_of(network, projection).sources);
  const double delays = delays_of(projection, own, ms_from_ticks(network.clock.step()));
  SynapseClass c{.storage = storage_of(projection), .own_delay = own};
  double in_block = 0;  // words of a synapse
  double of_run = 1;    // words of its header, and of what a block has once
  if (projection.plastic) {
    c.plastic = 1;
    c.time_words = network.clock.continuous() ? kTimeWords : kStepWords;
    in_block = weight_words(c.storage) + (own ? c.time_words : 0);
    of_run += words_before_synapses(c) + (own ? 0 : c.time_words);
  }
  const std::uint32_t halves = halves_per_synapse(c, kind.width);
  return synapses * (2 * halves + 4 * in_block) +
         bytes_of_runs(synapses, sources * partitions * delays, 4 * of_run, halves % 2 != 0);
}

/// What the rule of a projection keeps for its drawing.
double bytes_of_rule(const Network& network, const Projection& projection) {
  const double targets = static_cast<double>(network.populations[projection.target].size);
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    // Sorted by target, which takes half as much again.
    return 1.5 * static_cast<double>(list->connections.size() * sizeof(list->connections[0])) +
           8 * targets;
  }
  const bool by_chance = std::holds_alternative<PairwiseBernoulli>(projection.rule) ||
                         std::holds_alternative<FixedTotalNumber>(projection.rule);
  return by_chance ? 4 * targets : 0;
}

/// What is drawn at a time, for one partition.
double bytes_of_draw(const Network& network, const Projection& projection) {
  const ProjectionEnds ends = ends_of(network, projection);
  const double sources = static_cast<double>(ends.sources);
  const double targets = static_cast<double>(ends.targets);
  const double in_degree = expected_synapses(network, projection) / targets;
  const double range = std::min<double>(targets, targets_at_once(network, projection.target));
  const bool by_source = std::holds_alternative<FixedOutDegree>(projection.rule);
  constexpr double kBytesPerDrawn = 36;  // of one target: weights, delays, places
  return range * in_degree * (by_source ? 8 : 4) + (by_source ? 8 * sources : 0) +
         kBytesPerDrawn * in_degree;
}

/// What the keys of delays count in, ms. On the continuous clock they are ranks: as many as there
/// are constants, more or less.
double delay_unit(const Network& network) {
  return network.clock.continuous() ? 1 : ms_from_ticks(network.clock.step());
}

/// Adds up what the parts of one network take.
class Estimator {
 public:
  Estimator(const Network& network, const SimulationOptions& options) : network_(network) {
    threads_ = threads_of(options);
    at_once_ = std::min<double>(threads_, cores());
    wanted_ = options.partitions != 0 ? options.partitions : at_once_;
    const std::vector<bool> sleeps = sleeping_populations(network);
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      kind_of_.push_back(sleeps[p] ? 1 : 0);
      kinds_[sleeps[p]].neurons += static_cast<double>(network.populations[p].size);
      neurons_ += network.populations[p].size;
      neuron_bytes_ += bytes_of_neurons(network, p, sleeps[p]);
    }
    add_projections();
  }

  Estimate result() const {
    Estimate result{.neurons = neurons_, .synapses = kinds_[0].synapses + kinds_[1].synapses};
    const std::vector<double> rates = peak_rates(network_);
    const double fixed = kBytesOfProgram + kBytesPerThread * threads_ + bytes_of_lists(network_) +
                         synapse_bytes_ + bytes_of_index();
    result.bytes = fixed + neuron_bytes_ + bytes_of_drives(network_) +
                   bytes_of_spikes(network_, rates, reached()) + bytes_of_inputs(network_, rates);
    result.building_bytes = std::max(result.bytes, fixed + building_bytes());
    result.recording_bytes = bytes_of_recording(network_, rates);
    return result;
  }

 private:
  void add_projections() {
    const DelayPlan delays(network_);
    for (std::size_t i = 0; i < network_.projections.size(); ++i) {
      const Projection& p = network_.projections[i];
      Kind& kind = kinds_[kind_of_[p.target]];
      const double synapses = expected_synapses(network_, p);
      const double sources = static_cast<double>(network_.populations[p.source].size);
      kind.synapses += synapses;
      kind.synapses_of_source[p.source] += synapses / sources;
      synapse_bytes_ +=
          bytes_of_synapses(network_, p, delays.own(i), kind, kind.partitions(wanted_));
      Counters& counters = kind.counters[p.source];
      counters.sources = sources;
      counters.include(p, delays.own(i), delay_unit(network_));
      rule_bytes_ += bytes_of_rule(network_, p);
      draw_bytes_ = std::max(draw_bytes_, bytes_of_draw(network_, p));
    }
  }

  double partitions() const {
    return kinds_[0].partitions(wanted_) + kinds_[1].partitions(wanted_);
  }

  /// Where the synapses of a source begin, in each partition that it reaches.
  double bytes_of_index() const {
    double bytes = 0;
    for (const Kind& kind : kinds_) {
      for (const auto& [source, synapses] : kind.synapses_of_source) {
        bytes += kBytesPerIndexed * static_cast<double>(network_.populations[source].size) *
                 kind.reached_by(source, wanted_);
      }
    }
    return bytes;
  }

  std::vector<double> reached() const {
    std::vector<double> reached;
    for (PopulationIndex p = 0; p < network_.populations.size(); ++p) {
      reached.push_back(kinds_[0].reached_by(p, wanted_) + kinds_[1].reached_by(p, wanted_));
    }
    return reached;
  }

  /// Beside the synapses themselves.
  double building_bytes() const {
    if (network_.projections.empty()) return 0;
    const double at_once = std::min(at_once_, partitions());
    const double layout = std::max(kinds_[0].layout_bytes(wanted_, at_once),
                                   kinds_[1].layout_bytes(wanted_, at_once));
    return rule_bytes_ + layout +
           at_once * (draw_bytes_ + 4 * static_cast<double>(neurons_));  // places of sources
  }

  /// A place in the index, and the mark at the end of a source's synapses.
  static constexpr double kBytesPerIndexed = 9;

  const Network& network_;
  double threads_;
  double at_once_;  ///< threads that run at a time
  double wanted_;   ///< partitions of either kind
  std::array<Kind, 2> kinds_ = {Kind{TargetWidth::k16, kMaxSweptSlots},
                                Kind{TargetWidth::k32, kMaxSleepingSlots}};
  std::vector<std::size_t> kind_of_;  ///< by population
  std::uint64_t neurons_ = 0;
  double neuron_bytes_ = 0;
  double synapse_bytes_ = 0;
  double rule_bytes_ = 0;
  double draw_bytes_ = 0;  ///< of the projection that takes most
};

}  // namespace

Estimate estimate(const Network& network, const SimulationOptions& options) {
  return Estimator(network, options).result();
}

}  // namespace engram
