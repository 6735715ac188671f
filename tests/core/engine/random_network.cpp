#include "core/engine/random_network.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "core/engine/runaway_watch.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/plastic_choice.hpp"

namespace engram::test {
namespace {

/// Random choices that are the same with every standard library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// On [least, most].
  std::uint64_t whole(std::uint64_t least, std::uint64_t most) {
    return least + engine_() % (most - least + 1);
  }
  /// On [low, high).
  double real(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }
  bool one_in(std::uint64_t n) { return engine_() % n == 0; }

 private:
  std::mt19937_64 engine_;
};

bool takes_current(const NeuronModel& model) {
  return receptor_count(model) != 0 && !model.holds<Relay>() && !model.holds<IntFire>();
}

class Drawing {
 public:
  Drawing(std::uint64_t seed, bool continuous) : dice_(seed), continuous_(continuous) {
    network_.name = "random " + std::to_string(seed);
    network_.seed = dice_.whole(0, 1u << 20);
    network_.clock = Clock::grid(dice_.one_in(4) ? kTicksPerMs / 4 : kTicksPerMs / 10);
    step_ = ms_from_ticks(network_.clock.step());
    network_.warm_up = static_cast<Tick>(dice_.whole(0, 100)) * network_.clock.step();
    network_.duration = static_cast<Tick>(dice_.whole(200, 600)) * network_.clock.step();
  }

  Network draw() {
    add_population(PoissonPopulation{.rate = dice_.real(5, 60)});
    const std::uint64_t populations = dice_.whole(2, 5);
    while (network_.populations.size() <= populations) {
      add_population(continuous_ && dice_.one_in(3) ? model_of_continuous_clock() : random_model());
    }
    // Some population must take input.
    if (std::ranges::none_of(network_.populations, takes_current, &Population::model)) {
      add_population(synaptic<IafPscExp>());
    }
    for (PopulationIndex p = 0; p < network_.populations.size(); ++p) {
      if (takes_current(network_.populations[p].model)) add_devices(p);
      choose_sleep(network_.populations[p]);
    }
    for (std::uint64_t n = dice_.whole(2, 9); n > 0; --n) add_projection();
    for (std::uint64_t n = dice_.whole(0, 2); n > 0; --n) add_state_recorder();
    // Delays and trains stay on the grid they were drawn on: many events fall on one instant.
    if (continuous_) network_.clock = Clock::any_time();
    bound_activity();
    return network_;
  }

 private:
  /// Gives a refractory time to neurons that could excite themselves without end, or a run would
  /// take minutes.
  void bound_activity() {
    const std::vector<bool> unbounded = unbounded_populations(network_);
    for (std::size_t p = 0; p < unbounded.size(); ++p) {
      if (!unbounded[p]) continue;
      NeuronModel& model = network_.populations[p].model;
      const auto set = [&](auto* neurons) {
        if (neurons != nullptr) neurons->t_ref = 1;
      };
      set(model.get_if<IafPscExp>());
      set(model.get_if<IafPscAlpha>());
      set(model.get_if<IafPscDelta>());
      set(model.get_if<IntFire>());
    }
  }

  /// A time of whole steps, ms.
  double grid_time(std::uint64_t least, std::uint64_t most) {
    return static_cast<double>(dice_.whole(least, most)) * step_;
  }

  template <class Model>
  Model synaptic() {
    Model model;
    fill(model);
    model.tau_syn_ex = dice_.real(0.3, 4);
    model.tau_syn_in = dice_.one_in(2) ? model.tau_syn_ex.value() : dice_.real(0.3, 8);
    model.separate_currents = dice_.one_in(3);
    return model;
  }
  void fill(LifParameters& lif) {
    lif.tau_m = dice_.real(5, 20);
    lif.t_ref = grid_time(0, 30);
    lif.I_e = dice_.one_in(3) ? 15.2 * lif.C_m / lif.tau_m : 0;
    lif.V_reset = lif.E_L + dice_.real(-3, 3);
    if (dice_.one_in(5)) lif.V_th = Distribution{Normal{-55, 1}, -60};
    if (dice_.one_in(9)) lif.tau_m = Distribution{Uniform{8, 22}};
  }

  NeuronModel random_model() {
    switch (dice_.whole(0, 6)) {
      case 0:
      case 1:
        return synaptic<IafPscExp>();
      case 2:
      case 3:
        return synaptic<IafPscAlpha>();
      case 4: {
        IafPscDelta delta;
        fill(delta);
        return delta;
      }
      case 5:
        return Relay{};
      default:
        return SpikeTrains{};
    }
  }

  NeuronModel model_of_continuous_clock() {
    switch (dice_.whole(0, 3)) {
      case 0:
        return GammaPopulation{.rate = dice_.real(5, 60), .shape = dice_.real(0.3, 20)};
      case 1:
        return InhomogeneousPoissonPopulation{.rate = random_rate(60)};
      case 2:
        return PulsePackets{.times = {grid_time(10, 100), grid_time(101, 200)},
                            .spikes = static_cast<std::uint32_t>(dice_.whole(1, 3)),
                            .sd = dice_.real(0, 2)};
      default:
        return IntFire{.tau = dice_.real(5, 20), .t_ref = grid_time(0, 30)};
    }
  }

  RateProfile random_rate(double mean) {
    if (dice_.one_in(2)) return RateSinusoid{mean, mean / 2, dice_.real(5, 100), 30};
    return RateTable{{0, grid_time(1, 200)}, {dice_.real(0, mean), dice_.real(0, mean)}};
  }

  void add_population(NeuronModel model) {
    Population population;
    population.name = "P" + std::to_string(network_.populations.size());
    population.size = dice_.one_in(5) ? dice_.whole(1, 64) : dice_.whole(65, 640);
    population.model = std::move(model);
    population.precision = dice_.one_in(2) ? Precision::kSingle : Precision::kDouble;
    population.initial_V_m = Distribution{Uniform{-72, -54.5}};
    if (auto* trains = population.model.get_if<SpikeTrains>()) {
      trains->times.resize(population.size);
      for (auto& train : trains->times) {
        for (std::uint64_t n = dice_.whole(0, 4); n > 0; --n) train.push_back(grid_time(1, 900));
        std::ranges::sort(train);
      }
    }
    network_.populations.push_back(std::move(population));
  }

  void add_devices(PopulationIndex p) {
    const bool delta = network_.populations[p].model.holds<IafPscDelta>();
    const double strength = delta ? 0.3 : 60;
    for (const double sign : {1.0, -0.5}) {
      if (!dice_.one_in(3)) continue;
      PoissonDrive drive{.target = p, .rate = dice_.real(100, 9000), .weight = sign * strength};
      if (dice_.one_in(3)) drive.start = grid_time(0, 300);
      if (dice_.one_in(3)) drive.stop = drive.start + grid_time(0, 300);
      network_.devices.push_back(drive);
    }
    if (continuous_ && dice_.one_in(4)) {
      network_.devices.push_back(
          InhomogeneousPoissonDrive{.target = p, .rate = random_rate(2000), .weight = strength});
    }
    if (dice_.one_in(4)) {
      network_.devices.push_back(StepCurrent{
          .target = p, .times = {grid_time(0, 50), grid_time(51, 300)}, .amplitudes = {450, -80}});
    }
  }

  static bool differ(const Population& population) {
    return !population.model.descriptor().why_never_asleep(population.model).empty();
  }

  void choose_sleep(Population& population) {
    if (!takes_current(population.model)) return;
    const auto p = static_cast<PopulationIndex>(&population - network_.populations.data());
    const bool driven = std::ranges::any_of(
        network_.devices, [p](const Device& device) { return device.target() == p; });
    population.sleep = dice_.one_in(3)                                   ? Sleep::kAuto
                       : driven || dice_.one_in(2) || differ(population) ? Sleep::kNever
                                                                         : Sleep::kAlways;
  }

  void add_projection() {
    Projection projection;
    const auto last = network_.populations.size() - 1;
    do {
      projection.source = static_cast<PopulationIndex>(dice_.whole(0, last));
      projection.target = static_cast<PopulationIndex>(dice_.whole(0, last));
    } while (!may_project(projection));
    const bool autapses = dice_.one_in(2);
    const bool multapses = dice_.one_in(2);
    projection.rule = random_rule(projection, autapses, multapses);
    const NeuronModel& target = network_.populations[projection.target].model;
    projection.weight = random_weight(target.holds<IntFire>()       ? 0.1
                                      : target.holds<IafPscDelta>() ? 1.5
                                                                    : 180);
    projection.delay = random_delay();
    projection.storage = projection.weight.is_constant() && dice_.one_in(2) ? WeightStorage::kConst
                         : dice_.one_in(2)                                  ? WeightStorage::kAuto
                         : dice_.one_in(2)                                  ? WeightStorage::kF32
                                                                            : WeightStorage::kF64;
    if (std::holds_alternative<ExplicitList>(projection.rule)) {
      projection.storage = WeightStorage::kAuto;
    }
    if (dice_.one_in(3)) make_plastic(network_, projection);
    network_.projections.push_back(std::move(projection));
  }

  /// Relays receive from earlier populations only: a loop of them would explode.
  bool may_project(const Projection& projection) const {
    const NeuronModel& target = network_.populations[projection.target].model;
    if (receptor_count(target) == 0) return false;
    return !target.holds<Relay>() || projection.source < projection.target;
  }

  ConnectionRule random_rule(const Projection& projection, bool autapses, bool multapses) {
    const std::uint64_t sources = network_.populations[projection.source].size;
    const std::uint64_t targets = network_.populations[projection.target].size;
    const std::uint64_t free_sources = sources > 1 ? sources - 1 : 1;
    const std::uint64_t free_targets = targets > 1 ? targets - 1 : 1;
    if (sources == 1 || targets == 1) autapses = true;
    // A relay passes on all that it gets: a few inputs are many.
    const bool relay = network_.populations[projection.target].model.holds<Relay>();
    switch (relay ? 6 : dice_.whole(0, 6)) {
      case 0:
        if (sources == targets) return OneToOne{};
        return AllToAll{autapses};
      case 1:
        return PairwiseBernoulli{dice_.real(0, 0.1), autapses};
      case 2:
        return FixedInDegree{dice_.whole(0, std::min<std::uint64_t>(40, free_sources)), autapses,
                             multapses};
      case 3:
        return FixedOutDegree{dice_.whole(0, std::min<std::uint64_t>(40, free_targets)), autapses,
                              multapses};
      case 4:
        return FixedTotalNumber{
            dice_.whole(0, std::min<std::uint64_t>(20'000, free_sources * free_targets / 2)),
            autapses, multapses};
      case 5: {
        ExplicitList list;
        for (std::uint64_t n = dice_.whole(0, 2000); n > 0; --n) {
          list.connections.push_back({static_cast<std::uint32_t>(dice_.whole(0, sources - 1)),
                                      static_cast<std::uint32_t>(dice_.whole(0, targets - 1)),
                                      dice_.real(-1, 1.5), grid_time(1, 300)});
        }
        return list;
      }
      default:
        return FixedInDegree{dice_.whole(1, 3), true, true};
    }
  }

  Distribution random_weight(double size) {
    const double w = dice_.one_in(3) ? -size : size;
    switch (dice_.whole(0, 3)) {
      case 0:
        return {Constant{w}};
      case 1:
        return {Uniform{std::min(w / 2, w), std::max(w / 2, w)}};
      case 2:
        // Of both signs: one projection, two receptors.
        return {Normal{w, size}, -3 * size, 3 * size, OutOfRange::kClip};
      default:
        return {Lognormal{std::log(size), 0.5}, 0, 4 * size, OutOfRange::kRedraw};
    }
  }

  Distribution random_delay() {
    switch (dice_.whole(0, 5)) {
      case 0:
        return {Constant{step_}};
      case 1:
        return {Constant{grid_time(2, 300)}};
      case 2:
        return {Normal{1.5, 0.75}, step_, 50, OutOfRange::kRedraw};
      case 3:
        return {Uniform{step_, grid_time(2, 400)}};
      case 4:
        return {Lognormal{0.5, 1}, 0, 60, OutOfRange::kClip};
      default:
        // Longer than the wait that one header can hold.
        return {Uniform{1000 * step_, 1100 * step_}};
    }
  }

  void add_state_recorder() {
    const auto p = static_cast<PopulationIndex>(dice_.whole(0, network_.populations.size() - 1));
    const Population& population = network_.populations[p];
    if (!takes_current(population.model)) return;
    StateRecorder recorder;
    recorder.selection.population = p;
    for (std::uint32_t i = 0; i < population.size; i += 37) {
      recorder.selection.neurons.push_back(i);
    }
    if (dice_.one_in(4)) recorder.selection.neurons.clear();
    recorder.variables = {"V_m"};
    if (!population.model.holds<IafPscDelta>()) {
      recorder.variables.push_back("I_syn");
    }
    recorder.interval = grid_time(1, 40);
    network_.state_recorders.push_back(std::move(recorder));
  }

  Dice dice_;
  bool continuous_;
  Network network_;
  double step_;
};

}  // namespace

Network random_network(std::uint64_t seed) { return Drawing(seed, false).draw(); }
Network random_continuous_network(std::uint64_t seed) { return Drawing(seed, true).draw(); }

}  // namespace engram::test
