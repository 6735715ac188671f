#include "core/engine/plastic_synapses.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "core/base/error.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/state/state_bytes.hpp"
#include "core/synapse/plastic_block.hpp"

// In a SimulationState plastic synapses stand in columns of the population that they start from: a
// column of weights for each projection, and one with the last spike of each neuron that is not in
// flight any more. Spikes and delays give the last arrivals, which differ by delay.

namespace engram {
namespace {

std::string weight_column_of(std::size_t projection) {
  return "projection" + std::to_string(projection) + ".weight";
}

constexpr const char* kLastSpike = "last_spike_to_plastic";

[[noreturn]] void refuse(const std::string& column, const std::string& what) {
  throw UserError("the state is not of this network: its column \"" + column + "\" " + what);
}

/// The column of kind kSome with elements of `bytes` bytes.
const StateColumn& find_column(const PopulationState& population, const std::string& name,
                               std::size_t bytes) {
  const auto found = population.columns.find(name);
  if (found == population.columns.end()) refuse(name, "is missing");
  const StateColumn& column = found->second;
  if (column.kind != StateColumn::Kind::kSome || column.element_bytes != bytes ||
      column.values.size() != column.neurons.size() * bytes) {
    refuse(name, "has another form");
  }
  return column;
}

std::uint32_t bytes_of_weight(const SynapseClass& c) {
  return weight_words(c.storage) * static_cast<std::uint32_t>(sizeof(std::uint32_t));
}

void store_element(double weight, std::size_t bytes, std::byte* to) {
  if (bytes == sizeof(float)) {
    StateBytes<float>::store(static_cast<float>(weight), to);
  } else {
    StateBytes<double>::store(weight, to);
  }
}

double load_element(const std::byte* from, std::size_t bytes) {
  float single = 0;
  double weight = 0;
  if (bytes == sizeof weight) {
    StateBytes<double>::load(weight, from);
    return weight;
  }
  StateBytes<float>::load(single, from);
  return static_cast<double>(single);
}

/// Bounds as the storage of a class rounds them.
class StoredBounds {
 public:
  StoredBounds(const WeightBounds& bounds, const SynapseClass& c)
      : rounds_(c.storage == WeightStorage::kF32),
        bounds_{stored(bounds.w_min), stored(bounds.w_max)} {}

  /// Whether a weight is within them when it is stored.
  bool include(double weight) const { return bounds_.includes(stored(weight)); }

 private:
  double stored(double weight) const {
    return rounds_ ? static_cast<double>(static_cast<float>(weight)) : weight;
  }

  bool rounds_;
  WeightBounds bounds_;
};

}  // namespace

/// A plastic synapse in its block.
struct PlasticSynapses::Synapse {
  const SynapseClass* of_class;
  std::uint32_t target;  ///< id
  Tick delay;            ///< steps of the clock
  std::uint32_t* block;
  std::uint32_t run_length;
  std::uint32_t number;  ///< in its run

  double weight() const { return load_plastic_weight(*of_class, weights(), number); }
  void set_weight(double weight) { store_plastic_weight(*of_class, weights(), number, weight); }

  /// Whether its last arrival is kept elsewhere: with the first synapse of the run.
  bool shares_arrival() const { return !of_class->own_delay && number != 0; }

  /// Of the last arrival: 0 where there was none.
  Time last_arrival(const Clock& clock, Tick now) const {
    const std::uint32_t* const at = block + std::size_t{number} * of_class->time_words;
    if (clock.continuous()) return load_time(at);
    if (*at == 0) return {};
    const Tick step = now / clock.step();
    const auto steps_ago = static_cast<std::uint32_t>(step) - *at;
    return {(step - Tick{steps_ago}) * clock.step(), 0};
  }
  void set_last_arrival(const Clock& clock, Time time) {
    std::uint32_t* const at = block + std::size_t{number} * of_class->time_words;
    if (clock.continuous()) return store_time(at, time);
    *at = static_cast<std::uint32_t>(time.tick / clock.step());
  }

 private:
  std::uint32_t* weights() const { return block + words_before_weights(*of_class, run_length); }
};

PlasticSynapses::PlasticSynapses(const BuiltNetwork& built, PlasticStores stores)
    : built_(built), stores_(std::move(stores)) {
  const Partitioning& partitioning = built.connectome().partitioning;
  for (const PartitionLayout& layout : partitioning.partitions) {
    ids_.emplace_back(layout, partitioning);
  }
  for (auto& store : stores_.of_partition) blocks_.push_back(store.data());
}

PlasticSynapses::PlasticSynapses(const BuiltNetwork& built, unsigned threads)
    : PlasticSynapses(built, built.plastic_stores(threads)) {}

PlasticSynapses::PlasticSynapses(const BuiltNetwork& built, const SimulationState& state)
    : PlasticSynapses(built, built.unset_plastic_stores()) {
  for (const PopulationIndex source : sources()) {
    restore_weights(source, state.populations[source]);
    restore_arrivals(source, state);
  }
}

const SynapseClass& PlasticSynapses::class_of(std::size_t projection) const {
  const Network& network = built_.network();
  const ReceptorChoice choice(network, network.projections[projection]);
  const SynapseClasses& classes = built_.connectome().classes;
  return classes.classes[classes.of_projection[projection][choice.first()]];
}

template <class Visit>
void PlasticSynapses::for_each_of(std::uint32_t source, Visit&& visit) const {
  const Connectome& connectome = built_.connectome();
  for (std::size_t i = 0; i < connectome.incoming.size(); ++i) {
    auto s = connectome.incoming[i].synapses_of(source, connectome.classes.classes);
    while (s.next()) {
      const SynapseClass& c = s.run_class();
      if (c.plastic == 0) continue;
      const Tick delay = c.own_delay ? s.own_delay() : connectome.classes.delays.steps(s.delay());
      visit(Synapse{&c, ids_[i][s.target()], delay, blocks_[i] + s.block(), s.run_length(),
                    s.number()});
    }
  }
}

template <class Visit>
void PlasticSynapses::for_each_synapse(PopulationIndex source, std::optional<std::size_t> only,
                                       Visit&& visit) const {
  const Network& network = built_.network();
  const Connectome& connectome = built_.connectome();
  const Partitioning& partitioning = connectome.partitioning;
  // A class and a target population have one plastic projection from the source, at most.
  const std::size_t populations = network.populations.size();
  std::vector<std::size_t> projection_of(connectome.classes.classes.size() * populations);
  const auto key = [&](const SynapseClass& c, PopulationIndex target) {
    return static_cast<std::size_t>(&c - connectome.classes.classes.data()) * populations + target;
  };
  for (std::size_t i = 0; i < network.projections.size(); ++i) {
    const Projection& p = network.projections[i];
    if (p.plastic && p.source == source) projection_of[key(class_of(i), p.target)] = i;
  }
  std::vector<std::pair<std::size_t, Synapse>> synapses;
  for (std::uint32_t neuron = 0; neuron < network.populations[source].size; ++neuron) {
    synapses.clear();
    for_each_of(partitioning.first_id[source] + neuron, [&](const Synapse& s) {
      const std::size_t p = projection_of[key(*s.of_class, partitioning.population_of(s.target))];
      if (only.value_or(p) == p) synapses.emplace_back(p, s);
    });
    std::ranges::stable_sort(synapses, {}, [](const auto& found) {
      return std::tuple(found.first, found.second.target, found.second.delay);
    });
    for (auto& [projection, s] : synapses) visit(projection, neuron, s);
  }
}

template <class Visit>
void PlasticSynapses::for_each_synapse(std::size_t projection, Visit&& visit) const {
  for_each_synapse(built_.network().projections[projection].source, projection,
                   [&](std::size_t, std::uint32_t, Synapse& s) { visit(s); });
}

std::vector<PopulationIndex> PlasticSynapses::sources() const {
  std::vector<PopulationIndex> sources;
  for (const Projection& p : built_.network().projections) {
    if (p.plastic) sources.push_back(p.source);
  }
  std::ranges::sort(sources);
  const auto repeated = std::ranges::unique(sources);
  sources.erase(repeated.begin(), repeated.end());
  return sources;
}

std::size_t PlasticSynapses::size(std::size_t projection) const {
  return built_.connectome().synapses_of_projection[projection];
}

std::size_t PlasticSynapses::first_beyond_bounds(std::size_t projection,
                                                 std::span<const double> weights) const {
  const StoredBounds bounds(*built_.network().projections[projection].plastic,
                            class_of(projection));
  const auto found =
      std::ranges::find_if(weights, [&](double weight) { return !bounds.include(weight); });
  return static_cast<std::size_t>(found - weights.begin());
}

std::vector<double> PlasticSynapses::weights(std::size_t projection) const {
  std::vector<double> weights;
  weights.reserve(size(projection));
  for_each_synapse(projection, [&](const Synapse& s) { weights.push_back(s.weight()); });
  return weights;
}

void PlasticSynapses::set_weights(std::size_t projection, std::span<const double> weights) {
  std::size_t next = 0;
  for_each_synapse(projection, [&](Synapse& s) { s.set_weight(weights[next++]); });
}

void PlasticSynapses::clear_arrivals() {
  const Connectome& connectome = built_.connectome();
  for (const PopulationIndex population : sources()) {
    const std::uint32_t first = connectome.partitioning.first_id[population];
    const std::uint64_t end = first + built_.network().populations[population].size;
    for (std::size_t i = 0; i < connectome.incoming.size(); ++i) {
      for (std::uint32_t id = first; id < end; ++id) {
        auto s = connectome.incoming[i].synapses_of(id, connectome.classes.classes);
        while (s.next_run()) {
          const SynapseClass& c = s.run_class();
          if (c.plastic == 0) continue;
          std::fill_n(blocks_[i] + s.block(), words_before_weights(c, s.run_length()), 0u);
        }
      }
    }
  }
}

void PlasticSynapses::save(SimulationState& state) const {
  for (const PopulationIndex source : sources()) {
    save_weights(source, state.populations[source]);
    state.populations[source].columns[kLastSpike] = last_spike_column(source, state);
  }
}

void PlasticSynapses::save_weights(PopulationIndex source, PopulationState& state) const {
  const auto& projections = built_.network().projections;
  std::vector<StateColumn*> column_of(projections.size());
  for (std::size_t i = 0; i < projections.size(); ++i) {
    if (!projections[i].plastic || projections[i].source != source) continue;
    column_of[i] = &state.columns[weight_column_of(i)];
    *column_of[i] = {StateColumn::Kind::kSome, bytes_of_weight(class_of(i))};
  }
  for_each_synapse(source, {}, [&](std::size_t p, std::uint32_t neuron, const Synapse& s) {
    StateColumn& column = *column_of[p];
    const std::size_t end = column.values.size();
    column.neurons.push_back(neuron);
    column.values.resize(end + column.element_bytes);
    store_element(s.weight(), column.element_bytes, column.values.data() + end);
  });
}

void PlasticSynapses::restore_weights(PopulationIndex source, const PopulationState& state) {
  struct Saved {
    std::string name;
    const StateColumn* column;
    StoredBounds bounds;
    std::size_t next = 0;
  };
  const auto& projections = built_.network().projections;
  std::vector<std::optional<Saved>> saved(projections.size());
  for (std::size_t i = 0; i < projections.size(); ++i) {
    if (!projections[i].plastic || projections[i].source != source) continue;
    const SynapseClass& c = class_of(i);
    const std::string name = weight_column_of(i);
    saved[i] = {name, &find_column(state, name, bytes_of_weight(c)),
                StoredBounds(*projections[i].plastic, c)};
  }
  for_each_synapse(source, {}, [&](std::size_t p, std::uint32_t neuron, Synapse& s) {
    auto& [name, column, bounds, next] = *saved[p];
    if (next == column->neurons.size() || column->neurons[next] != neuron) {
      refuse(name, "is of other synapses");
    }
    const std::size_t bytes = column->element_bytes;
    const double weight = load_element(column->values.data() + next * bytes, bytes);
    if (!bounds.include(weight)) refuse(name, "has a weight beyond the bounds");
    s.set_weight(weight);
    ++next;
  });
  for (const auto& of_projection : saved) {
    if (of_projection && of_projection->next != of_projection->column->neurons.size()) {
      refuse(of_projection->name, "is of other synapses");
    }
  }
}

StateColumn PlasticSynapses::last_spike_column(PopulationIndex source,
                                               const SimulationState& state) const {
  const Network& network = built_.network();
  const std::uint32_t first = built_.connectome().partitioning.first_id[source];
  const Tick longest = built_.connectome().longest_delay() * network.clock.step();
  StateColumn column{StateColumn::Kind::kSome, StateBytes<Time>::kSize};
  for (std::uint32_t i = 0; i < network.populations[source].size; ++i) {
    Time last;
    bool any = false;
    for_each_of(first + i, [&](const Synapse& s) {
      if (s.shares_arrival()) return;
      const Time arrival = s.last_arrival(network.clock, state.time);
      if (arrival == Time{}) return;
      const Time spike = arrival + -(s.delay * network.clock.step());
      if (spike.tick + longest > state.time) return;  // in flight
      last = std::max(last, spike);
      any = true;
    });
    if (!any) continue;
    column.neurons.push_back(i);
    column.values.resize(column.values.size() + StateBytes<Time>::kSize);
    StateBytes<Time>::store(last,
                            column.values.data() + column.values.size() - StateBytes<Time>::kSize);
  }
  return column;
}

void PlasticSynapses::restore_arrivals(PopulationIndex source, const SimulationState& state) {
  const Network& network = built_.network();
  const std::uint32_t first = built_.connectome().partitioning.first_id[source];
  const std::uint64_t size = network.populations[source].size;
  std::vector<std::vector<Time>> spikes(size);
  for (const Spike& spike : state.in_flight) {
    if (spike.source >= first && spike.source - first < size) {
      spikes[spike.source - first].push_back(spike.time);
    }
  }
  const StateColumn& column =
      find_column(state.populations[source], kLastSpike, StateBytes<Time>::kSize);
  for (std::size_t k = 0; k < column.neurons.size(); ++k) {
    Time spike;
    StateBytes<Time>::load(spike, column.values.data() + k * StateBytes<Time>::kSize);
    const bool possible = column.neurons[k] < size && spike.tick >= 0 && spike.tick <= state.time &&
                          spike.tick % network.clock.step() == 0;
    if (!possible) refuse(kLastSpike, "has an impossible spike");
    spikes[column.neurons[k]].push_back(spike);
  }
  for (std::uint32_t i = 0; i < size; ++i) {
    if (spikes[i].empty()) continue;
    for_each_of(first + i, [&](Synapse s) {
      Time last;
      for (const Time spike : spikes[i]) {
        const Time arrival = spike + s.delay * network.clock.step();
        if (arrival.tick <= state.time) last = std::max(last, arrival);
      }
      if (!s.shares_arrival()) s.set_last_arrival(network.clock, last);
    });
  }
}

}  // namespace engram
