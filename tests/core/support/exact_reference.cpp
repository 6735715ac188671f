#include "core/support/exact_reference.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/exact_cell.hpp"
#include "core/support/visit_model.hpp"

namespace engram::test {
namespace {

struct Synapse {
  std::size_t target = 0;  ///< index of the cell
  Real weight = 0;
  Real delay = 0;  ///< ms
};

struct Placed {
  ExactCell cell;
  PopulationIndex population = 0;
  std::uint32_t neuron = 0;
  Real E_L = 0;
  std::vector<Synapse> synapses{};
};

/// A run ends with its last tick, all fractions of it included.
Time last_moment(const Network& network) {
  return {network.warm_up + network.duration, std::numeric_limits<std::uint32_t>::max()};
}

Real rounded_ms(double ms) { return real_ms(ticks_from_ms(ms)); }

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw UserError(where + ": the exact reference " + what);
}

/// Cells of each model.
struct MakeCell {
  const Population& population;
  std::size_t neuron;

  ExactCell operator()(const IafPscExp& m) const { return synaptic(m, ExactCell::Kind::kExp); }
  ExactCell operator()(const IafPscAlpha& m) const { return synaptic(m, ExactCell::Kind::kAlpha); }
  ExactCell operator()(const IafPscDelta& m) const { return lif(m, ExactCell::Kind::kDelta); }
  ExactCell operator()(const IntFire& m) const {
    ExactCell cell;
    cell.kind = ExactCell::Kind::kIntFire;
    cell.membrane.tau_m = m.tau.value();
    cell.t_ref = rounded_ms(m.t_ref);
    return cell;
  }
  ExactCell operator()(const Relay&) const { return {}; }
  ExactCell operator()(const SpikeTrains& m) const {
    return source(m.times.at(neuron), [](double ms) { return real_ms(exact_time(ms)); });
  }
  ExactCell operator()(const Replay& m) const {
    return source(m.times.at(neuron), [](Time time) { return real_ms(time); });
  }
  template <class Model>
  ExactCell operator()(const Model&) const {
    refuse(
        population.name,
        "knows IafPscExp, IafPscAlpha, IafPscDelta, IntFire, Relay, SpikeTrains and Replay only");
  }

 private:
  ExactCell lif(const LifParameters& parameters, ExactCell::Kind kind) const {
    const LifMembrane m = numbers_of(parameters);
    if (population.initial_V_m && !population.initial_V_m->is_constant()) {
      refuse(population.name, "needs a constant initial_V_m");
    }
    if (!(m.V_reset < m.V_th)) refuse(population.name, "needs V_reset below V_th");
    ExactCell cell;
    cell.kind = kind;
    cell.membrane.tau_m = m.tau_m;
    cell.membrane.C_m = m.C_m;
    cell.membrane.threshold = Real(m.V_th) - m.E_L;
    cell.membrane.I_constant = m.I_e;
    if (population.initial_V_m) {
      cell.membrane.state.u = Real(std::get<Constant>(population.initial_V_m->law).value) - m.E_L;
    }
    cell.u_reset = Real(m.V_reset) - m.E_L;
    cell.t_ref = rounded_ms(m.t_ref);
    return cell;
  }
  template <class Model>
  ExactCell synaptic(const Model& m, ExactCell::Kind kind) const {
    ExactCell cell = lif(m, kind);
    cell.membrane.tau_syn = {m.tau_syn_ex.value(), m.tau_syn_in.value()};
    return cell;
  }
  template <class Times, class ToMs>
  ExactCell source(const Times& times, const ToMs& to_ms) const {
    ExactCell cell;
    for (const auto& time : times) cell.receive(to_ms(time), {});
    return cell;
  }
};

class ExactSimulation {
 public:
  ExactSimulation(const Network& network, const ExactOptions& options)
      : network_(network),
        perturbation_(options.perturbation),
        end_(real_ms(last_moment(network))) {
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) add_population(p);
    for (const Projection& projection : network.projections) add_projection(projection);
    for (const Device& device : network.devices) add_device(device);
    if (const auto& disturbed = perturbation_.initial_potential) {
      at(disturbed->population, disturbed->neuron).cell.membrane.state.u += disturbed->amount;
    }
    add_probes(options.probes);
    run_.spikes.resize(network.populations.size());
  }

  ExactRun run() {
    for (Placed& placed : cells_) placed.cell.start(end_, margins_);
    for (;;) {
      const auto [time, index] = next_moment();
      take_samples(time);
      if (!(time <= end_)) break;
      if (const auto firing = cells_[index].cell.step(margins_)) emit(cells_[index], *firing);
    }
    for (auto& spikes : run_.spikes) {
      std::ranges::sort(spikes, {}, [](const ExactSpike& s) { return std::tie(s.time, s.neuron); });
    }
    run_.closest = margins_.closest;
    run_.nearest_tie = margins_.nearest_tie;
    run_.equalities = margins_.equalities;
    return std::move(run_);
  }

 private:
  Placed& at(PopulationIndex population, std::uint64_t neuron) {
    return cells_.at(index_of(population, neuron));
  }
  std::size_t index_of(PopulationIndex population, std::uint64_t neuron) const {
    if (population >= first_.size() || neuron >= network_.populations[population].size) {
      refuse("neuron " + std::to_string(neuron) + " of population " + std::to_string(population),
             "finds no such neuron in the network");
    }
    return first_[population] + neuron;
  }

  void add_population(PopulationIndex p) {
    const Population& population = network_.populations[p];
    first_.push_back(cells_.size());
    const Real E_L = visit_model(
        [](const auto& m) -> Real {
          if constexpr (requires { m.E_L; }) return Real(m.E_L.value());
          return 0;
        },
        population.model);
    for (std::uint32_t neuron = 0; neuron < population.size; ++neuron) {
      ExactCell cell = visit_model(MakeCell{population, neuron}, population.model);
      cell.crossing_shift = perturbation_.crossing_shift;
      cells_.push_back({std::move(cell), p, neuron, E_L});
    }
  }

  void add_projection(const Projection& projection) {
    const auto* list = std::get_if<ExplicitList>(&projection.rule);
    if (!list) refuse("a projection", "knows explicit lists only");
    for (const auto& connection : list->connections) {
      const Tick delay = ticks_from_ms(connection.delay);
      if (delay < 1) refuse("a projection", "needs delays of a tick or more");
      at(projection.source, connection.source)
          .synapses.push_back(
              {index_of(projection.target, connection.target), connection.weight, real_ms(delay)});
    }
  }

  void add_device(const Device& device) {
    const auto* step = device.get_if<StepCurrent>();
    if (!step) refuse("a device", "knows step currents only");
    const Population& population = network_.populations.at(step->target);
    for (std::uint64_t neuron = 0; neuron < population.size; ++neuron) {
      ExactCell& cell = at(step->target, neuron).cell;
      if (cell.kind == ExactCell::Kind::kRelay || cell.kind == ExactCell::Kind::kIntFire) {
        refuse(population.name, "knows step currents into LIF neurons only");
      }
      Real flowing = 0;
      for (std::size_t i = 0; i < step->times.size(); ++i) {
        const Real change = step->amplitudes.at(i) - flowing;
        flowing = step->amplitudes[i];
        cell.receive(rounded_ms(step->times[i]), {ExactInput::Kind::kCurrentChange, change});
      }
    }
  }

  void add_probes(const std::vector<ExactProbe>& probes) {
    run_.samples.resize(probes.size());
    for (std::size_t i = 0; i < probes.size(); ++i) {
      const std::size_t cell = index_of(probes[i].population, probes[i].neuron);
      if (cells_[cell].cell.kind == ExactCell::Kind::kRelay || probes[i].time > end_) {
        refuse("a probe", "needs a neuron with a potential and a time within the run");
      }
      probes_.emplace(probes[i].time, std::pair{i, cell});
    }
  }

  /// The event to come, and its cell; infinity where there is none.
  std::pair<Real, std::size_t> next_moment() const {
    std::pair<Real, std::size_t> first{std::numeric_limits<Real>::infinity(), 0};
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto time = cells_[i].cell.next();
      if (time && *time < first.first) first = {*time, i};
    }
    return first;
  }

  /// Reads the probes before `time`: all that happens at theirs has happened.
  void take_samples(const Real& time) {
    while (!probes_.empty() && probes_.begin()->first < time - same_instant()) {
      const auto [moment, place] = *probes_.begin();
      probes_.erase(probes_.begin());
      const Placed& placed = cells_[place.second];
      const ExactState state = placed.cell.state_at(moment);
      run_.samples[place.first] = {state.u + placed.E_L, state.I[0], state.I[1]};
    }
  }

  void emit(const Placed& from, const ExactFiring& firing) {
    const ExactSpike spike{firing.time, from.neuron, firing.slope, firing.exact};
    for (std::uint64_t n = 0; n < firing.count; ++n) {
      run_.spikes[from.population].push_back(spike);
      for (const Synapse& synapse : from.synapses) {
        const Real arrival = (firing.time + synapse.delay) * (1 + perturbation_.arrival_stretch) +
                             perturbation_.arrival_shift;
        if (arrival > end_) continue;
        cells_[synapse.target].cell.receive(
            arrival, {ExactInput::Kind::kSpike, synapse.weight, firing.exact});
      }
    }
  }

  const Network& network_;
  Perturbation perturbation_;
  Real end_;
  std::vector<Placed> cells_;
  std::vector<std::size_t> first_;                                   ///< cell of each population
  std::multimap<Real, std::pair<std::size_t, std::size_t>> probes_;  ///< to (place, cell)
  ExactMargins margins_;
  ExactRun run_;
};

/// Trains of one population by neuron.
std::map<std::uint32_t, std::vector<Real>> trains(const std::vector<ExactSpike>& spikes) {
  std::map<std::uint32_t, std::vector<Real>> result;
  for (const ExactSpike& spike : spikes) result[spike.neuron].push_back(spike.time);
  return result;
}

/// Where two trains part.
Real agreement_of(const std::vector<Real>& a, const std::vector<Real>& b, const Real& tolerance) {
  const auto [x, y] = std::ranges::mismatch(
      a, b, [&](const Real& s, const Real& t) { return abs(s - t) <= tolerance; });
  Real result = std::numeric_limits<Real>::infinity();
  if (x != a.end()) result = *x;
  if (y != b.end()) result = std::min(result, *y);
  return result;
}

}  // namespace

ExactRun run_exactly(const Network& network, const ExactOptions& options) {
  return ExactSimulation(network, options).run();
}

Real agreement(const ExactRun& a, const ExactRun& b, const Real& tolerance) {
  Real result = std::numeric_limits<Real>::infinity();
  for (std::size_t p = 0; p < std::min(a.spikes.size(), b.spikes.size()); ++p) {
    auto in_a = trains(a.spikes[p]);
    auto in_b = trains(b.spikes[p]);
    for (const auto& [neuron, train] : in_a) in_b.try_emplace(neuron);
    for (const auto& [neuron, train] : in_b) {
      result = std::min(result, agreement_of(in_a[neuron], train, tolerance));
    }
  }
  return result;
}

}  // namespace engram::test
