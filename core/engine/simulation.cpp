#include "core/engine/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"
#include "core/engine/control_point.hpp"
#include "core/engine/execution.hpp"
#include "core/engine/kept_spikes.hpp"
#include "core/engine/recording_collector.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kReportSeconds = 0.1;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

}  // namespace

class Simulation::Impl {
 public:
  Impl(std::shared_ptr<const BuiltNetwork> built, SimulationOptions options,
       std::optional<std::uint64_t> seed)
      : built_(std::move(built)),
        options_(std::move(options)),
        kept_(built_->connectome().partitioning) {
    start_anew(seed.value_or(network().seed));
  }

  ~Impl() { salvage_recording(); }

  const std::shared_ptr<const BuiltNetwork>& built() const { return built_; }
  const Network& network() const { return built_->network(); }
  Tick time() const { return now_; }

  RunResult run(RecordingSink* sink, const std::stop_token& stop) {
    const Tick end = network().warm_up + network().duration;
    if (now_ >= end) {
      throw std::logic_error(
          "a Simulation runs over the duration of its network once, if it has one; use advance_to "
          "to go on, or reset_state to begin again");
    }
    if (sink != nullptr) record(*sink);
    planned_ = end;
    advance_to(end, stop);
    return finish();
  }

  void record(RecordingSink& sink) {
    if (collector_) throw std::logic_error("there is one recording at a time; finish the last");
    collector_ = std::make_unique<RecordingCollector>(network(), built_->connectome().partitioning,
                                                      execution_->partitions(), now_, sink,
                                                      execution_->notifier());
    sink_ = &sink;
    collector_->start();
  }

  bool advance_to(Tick time, const std::stop_token& stop) {
    require_time(time);
    planned_ = std::max(planned_, time);
    if (!begin_) begin_ = SteadyClock::now();
    kept_.begin_span();
    try {
      completed_ = advance(std::min(time, network().warm_up), stop);
      const auto measured_from = SteadyClock::now();
      if (completed_ && time > network().warm_up) {
        completed_ = advance(time, stop);
        simulate_seconds_ += seconds_since(measured_from);
      }
      if (collector_ && collector_->failure().stop_requested()) {
        collector_->finish(now_);  // throws what the sink has thrown
      }
    } catch (...) {
      salvage_recording();
      throw;
    }
    kept_.end_span(now_);
    return completed_;
  }

  RunResult result() const {
    RunResult result;
    result.completed = completed_;
    result.model_time = now_;
    result.restored_at = restored_at_;
    result.simulate_seconds = simulate_seconds_;
    result.min_spikes_for_cv = options_.min_spikes_for_cv;
    count_spikes(network(), execution_->partitions(), result);
    return result;
  }

  RunResult finish() {
    const RunResult last = result();
    if (!collector_) return last;
    try {
      collector_->finish(now_, [this] { report(); });
      sink_->finish(now_, last.spikes, last.spike_hash);
    } catch (...) {
      salvage_recording();
      throw;
    }
    collector_.reset();
    return last;
  }

  void reset_state(std::uint64_t seed) {
    if (collector_) throw std::logic_error("finish the recording before resetting the state");
    PlasticSynapses plastic = std::move(execution_->plastic());
    execution_.reset();
    plastic.clear_arrivals();
    begin_anew();
    execution_.emplace(*built_, options_, seed, std::move(plastic));
    kept_.attach(execution_->partitions());
  }

  SimulationState state() { return execution_->state(); }

  void restore(SimulationState state) {
    if (collector_) throw std::logic_error("finish the recording before restoring a state");
    require_of_network(state);
    const Tick time = state.time;
    execution_.reset();
    begin_anew();
    try {
      execution_.emplace(*built_, options_, std::move(state));
    } catch (...) {
      start_anew(network().seed);
      throw;
    }
    now_ = planned_ = restored_at_ = time;
    kept_.attach(execution_->partitions());
  }

  void keep_spikes(PopulationIndex population) {
    population_of(network(), population);
    kept_.keep(population, execution_->partitions(), now_);
  }

  SpikeColumns spikes(PopulationIndex population) const {
    const std::string& name = population_of(network(), population).name;
    if (kept_.keeps(population)) return kept_.of(population);
    throw UserError("the spikes of population \"" + name +
                    "\" are not kept; call keep_spikes before the span");
  }

  ControlPoint control_point() {
    return {network(), execution_->partitions(), execution_->plastic(), now_};
  }

 private:
  void begin_anew() {
    now_ = planned_ = restored_at_ = 0;
    begin_.reset();
    next_report_ = 0;
    simulate_seconds_ = 0;
    completed_ = true;
  }

  void start_anew(std::uint64_t seed) {
    begin_anew();
    try {
      execution_.emplace(*built_, options_, seed);
    } catch (const std::bad_alloc&) {
      throw UserError("the network does not fit in memory");
    }
    kept_.attach(execution_->partitions());
  }

  void require_of_network(const SimulationState& state) const {
    const Clock& clock = network().clock;
    const bool possible =
        state.time >= 0 && state.time <= ticks_from_ms(kLatestMs) && state.time % clock.step() == 0;
    if (!possible) throw UserError("the time of the state is not one of this network's clock");
    const std::size_t populations = network().populations.size();
    if (state.populations.size() != populations) {
      throw UserError("the state is of " + std::to_string(state.populations.size()) +
                      " populations; the network has " + std::to_string(populations));
    }
    const auto possible_spike = [&](const Spike& spike) {
      return spike.source < built_->connectome().partitioning.neurons && spike.time.tick >= 0 &&
             spike.time.tick <= state.time && spike.time.tick % clock.step() == 0;
    };
    if (!std::ranges::all_of(state.in_flight, possible_spike)) {
      throw UserError("the state has spikes that are not of this network");
    }
  }

  void require_time(Tick time) const {
    const Clock& clock = network().clock;
    const std::string is =
        "the time to advance to is " + shortest_text(ms_from_ticks(time)) + " ms; ";
    if (time < now_) {
      throw UserError(is + "it must not be before now, " + shortest_text(ms_from_ticks(now_)) +
                      " ms");
    }
    if (time > ticks_from_ms(kLatestMs)) {
      throw UserError(is + "it must be at most " + shortest_text(kLatestMs) + " ms");
    }
    if (time % clock.step() != 0) {
      throw UserError(is + "valid are " + clock.valid_times(ms_from_ticks(time)));
    }
  }

  bool advance(Tick time, const std::stop_token& stop) {
    const Tick step = network().clock.step();
    const std::stop_token failure = collector_ ? collector_->failure() : std::stop_token{};
    const bool reached = execution_->advance_to(time / step, stop, failure, [this] { report(); });
    now_ = execution_->reached() * step;
    return reached;
  }

  /// Now and then, while partitions run.
  void report() {
    const double wall = seconds_since(*begin_);
    if (wall < next_report_) return;
    next_report_ = wall + kReportSeconds;
    const Tick reached = execution_->reached() * network().clock.step();
    kept_.collect(reached);
    if (!options_.on_progress) return;
    Progress progress{.phase = Progress::Phase::kRunning, .fraction_built = 1};
    progress.model_time = reached;
    progress.end = planned_;
    for (const auto& partition : execution_->partitions()) {
      progress.spikes += partition->account.spikes();
    }
    progress.wall_seconds = wall;
    options_.on_progress(progress);
  }

  /// Hands over what has been recorded. The sink is not used after this.
  void salvage_recording() noexcept {
    try {
      if (collector_) collector_->salvage();
    } catch (...) {
      // The caller must get the error that ended the run.
    }
    collector_.reset();
  }

  std::shared_ptr<const BuiltNetwork> built_;
  SimulationOptions options_;
  Tick now_ = 0;
  Tick planned_ = 0;  ///< end of the run, as far as it is known
  Tick restored_at_ = 0;
  bool completed_ = true;        ///< the last span reached its end
  double simulate_seconds_ = 0;  ///< after the warm-up
  KeptSpikes kept_;
  std::optional<Execution> execution_;
  std::unique_ptr<RecordingCollector> collector_;  ///< of the partitions of execution_
  RecordingSink* sink_ = nullptr;
  std::optional<SteadyClock::time_point> begin_;  ///< of the first span
  double next_report_ = 0;                        ///< seconds after begin_
};

Simulation::Simulation(Network network, SimulationOptions options)
    : Simulation(std::make_shared<const BuiltNetwork>(std::move(network), options), options) {}
Simulation::Simulation(std::shared_ptr<const BuiltNetwork> built, SimulationOptions options,
                       std::optional<std::uint64_t> seed)
    : impl_(std::make_unique<Impl>(std::move(built), std::move(options), seed)) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

Simulation::Impl& Simulation::impl() const {
  if (impl_) return *impl_;
  throw std::logic_error("the Simulation has been moved from; use the one it was moved to");
}

const Network& Simulation::network() const { return impl().network(); }
const Connectome& Simulation::connectome() const { return impl().built()->connectome(); }
std::shared_ptr<const BuiltNetwork> Simulation::built() const { return impl().built(); }
std::uint64_t Simulation::synapse_count() const { return impl().built()->synapse_count(); }
double Simulation::build_seconds() const { return impl().built()->build_seconds(); }

RunResult Simulation::run(RecordingSink* sink, std::stop_token stop) {
  return impl().run(sink, stop);
}
void Simulation::record(RecordingSink& sink) { impl().record(sink); }
bool Simulation::advance_to(Tick time, std::stop_token stop) {
  return impl().advance_to(time, stop);
}
Tick Simulation::time() const { return impl().time(); }
RunResult Simulation::result() const { return impl().result(); }
RunResult Simulation::finish() { return impl().finish(); }
void Simulation::reset_state(std::uint64_t seed) { impl().reset_state(seed); }
SimulationState Simulation::state() { return impl().state(); }
void Simulation::restore(SimulationState state) { impl().restore(std::move(state)); }
void Simulation::keep_spikes(PopulationIndex population) { impl().keep_spikes(population); }
SpikeColumns Simulation::spikes(PopulationIndex population) const {
  return impl().spikes(population);
}

void Simulation::read_state(PopulationIndex population, std::string_view variable,
                            std::span<double> values) {
  impl().control_point().read_state(population, variable, values);
}
void Simulation::set_state(PopulationIndex population, std::string_view variable,
                           std::span<const double> values) {
  impl().control_point().set_state(population, variable, values);
}
void Simulation::set_source_rate(PopulationIndex population, double rate) {
  impl().control_point().set_source_rate(population, rate);
}
void Simulation::set_drive_rate(std::uint32_t device, double rate) {
  impl().control_point().set_drive_rate(device, rate);
}
void Simulation::set_current(std::uint32_t device, double amplitude) {
  impl().control_point().set_current(device, amplitude);
}
void Simulation::inject(PopulationIndex port, std::span<const RecordedSpike> spikes) {
  impl().control_point().inject(port, spikes);
}
std::vector<double> Simulation::weights(std::size_t projection) {
  return impl().control_point().weights(projection);
}
void Simulation::set_weights(std::size_t projection, std::span<const double> weights) {
  impl().control_point().set_weights(projection, weights);
}

}  // namespace engram
