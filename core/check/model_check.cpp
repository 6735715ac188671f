#include "core/check/model_check.hpp"

#include <algorithm>
#include <numeric>

#include "core/check/source_limits.hpp"
#include "core/device/rate_profile.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

constexpr double kMostEvents = 1e9;     // of all neurons of a population of given times
constexpr double kLargestPacket = 1e7;  // spikes of all neurons: they are drawn at once
constexpr double kLargestSd = 1e8;      // ms
constexpr double kLeastShape = 0.01;    // of gamma intervals
constexpr double kMostShape = 1e6;

class ModelCheck {
 public:
  ModelCheck(const Network& network, const Population& population, const Place& place)
      : network_(network), population_(population), place_(place) {}

  void operator()(const IafPscExp& m) const { check_synaptic(m); }
  void operator()(const IafPscAlpha& m) const { check_synaptic(m); }
  void operator()(const IafPscDelta& m) const { check_lif(m); }

  void operator()(const IntFire& m) const {
    never_sleeps();
    place_.require(network_.clock.continuous(),
                   "int_fire needs the continuous clock; valid here: iaf_psc_delta");
    place_.require_constant("tau", m.tau, "ms");
    place_.require_time("t_ref", m.t_ref, network_.clock);
  }

  void operator()(const Relay&) const { never_sleeps(); }
  void operator()(const Injected&) const { never_sleeps(); }

  void operator()(const PoissonPopulation& m) const {
    never_sleeps();
    check_source_rate(network_, population_, m.rate, 1, place_);
    check_span(network_.clock, m.start, m.stop, place_);
  }

  void operator()(const InhomogeneousPoissonPopulation& m) const {
    never_sleeps();
    check_rate_profile(network_.clock, m.rate, place_);
    check_source_rate(network_, population_, largest_rate(m.rate), 1, place_);
    check_span(network_.clock, m.start, m.stop, place_);
  }

  void operator()(const GammaPopulation& m) const {
    never_sleeps();
    check_span(network_.clock, m.start, m.stop, place_);
    place_.require(m.shape >= kLeastShape && m.shape <= kMostShape,
                   "the shape is " + number(m.shape) + "; it must be from " + number(kLeastShape) +
                       " to " + number(kMostShape));
    check_source_rate(network_, population_, m.rate, m.shape, place_);
  }

  void operator()(const PulsePackets& m) const {
    never_sleeps();
    for (const double t : m.times) place_.require_time("the time of a packet", t, network_.clock);
    place_.require(std::ranges::is_sorted(m.times), "the times of the packets must ascend");
    place_.require(m.spikes >= 1, "a packet has 0 spikes; it must have at least 1");
    place_.require(
        m.sd >= 0 && m.sd <= kLargestSd,
        "the sd is " + number(m.sd) + " ms; it must be from 0 to " + number(kLargestSd) + " ms");
    const double packet = static_cast<double>(m.spikes) * static_cast<double>(population_.size);
    place_.require(packet <= kLargestPacket, "a packet has " + number(packet) +
                                                 " spikes (spikes times size); at most " +
                                                 number(kLargestPacket) + " are possible");
    require_few(static_cast<double>(m.times.size()) * packet);
    check_packets_on_grid(network_, m, place_);
  }

  void operator()(const SpikeTrains& m) const {
    require_one_each(m.times);
    for (const std::vector<double>& train : m.times) {
      for (const double t : train) require_spike_time(t);
      place_.require(std::ranges::is_sorted(train), "the times of a spike train must ascend");
    }
  }

  void operator()(const Replay& m) const {
    require_one_each(m.times);
    const Tick step = network_.clock.step();
    for (const std::vector<Time>& train : m.times) {
      place_.require(std::ranges::is_sorted(train), "the times of a replayed train must ascend");
      place_.require(train.empty() || train.front() > Time{},
                     "a replayed spike is not later than 0");
      const bool fits =
          std::ranges::all_of(train, [&](Time t) { return t.fraction == 0 && t.tick % step == 0; });
      place_.require(network_.clock.continuous() || fits,
                     "a replayed spike lies off the grid; valid are multiples of the step of " +
                         number(ms_from_ticks(step)) + " ms, or the continuous clock");
    }
  }

 private:
  void check_lif(const LifParameters& lif) const {
    place_.require_constant("tau_m", lif.tau_m, "ms");
    place_.require_constant("C_m", lif.C_m, "pF");
    place_.require_time("t_ref", lif.t_ref, network_.clock);
    place_.require_magnitude("E_L", lif.E_L, "mV");
    place_.require_magnitude("V_th", lif.V_th, "mV");
    place_.require_magnitude("V_reset", lif.V_reset, "mV");
    place_.require_magnitude("I_e", lif.I_e, "pA");
    place_.require(lif.V_reset < lif.V_th, "V_reset is " + number(lif.V_reset) +
                                               " mV; it must lie below V_th, " + number(lif.V_th) +
                                               " mV");
    const auto index = static_cast<PopulationIndex>(&population_ - network_.populations.data());
    check_own_firing(network_, index, lif, place_);
    if (population_.sleep != Sleep::kAlways || network_.clock.continuous()) return;
    for (const Device& device : network_.devices) {
      const PopulationIndex target = std::visit([](const auto& d) { return d.target; }, device);
      place_.require(target != index,
                     "it takes a device's input at every step and cannot sleep; use AUTO or NEVER");
    }
  }

  template <class Model>
  void check_synaptic(const Model& model) const {
    check_lif(model);
    place_.require_constant("tau_syn_ex", model.tau_syn_ex, "ms");
    place_.require_constant("tau_syn_in", model.tau_syn_in, "ms");
  }

  void never_sleeps() const {
    place_.require(population_.sleep != Sleep::kAlways,
                   "only LIF models can sleep; use AUTO or NEVER");
  }

  template <class Train>
  void require_one_each(const std::vector<Train>& trains) const {
    never_sleeps();
    place_.require(trains.size() == population_.size,
                   "there are " + std::to_string(trains.size()) + " spike trains for " +
                       std::to_string(population_.size) + " neurons; each needs one");
    double events = 0;
    for (const Train& train : trains) events += static_cast<double>(train.size());
    require_few(events);
  }

  void require_few(double events) const {
    place_.require(events <= kMostEvents, "it would fire " + number(events) + " times; at most " +
                                              number(kMostEvents) + " spikes can be given");
  }

  void require_spike_time(double t) const {
    const Clock& clock = network_.clock;
    const bool in_range = t > 0 && t <= kLatestMs;
    const bool late_enough = clock.continuous() ? exact_time(t) > Time{} : clock.nearest(t) > 0;
    if (in_range && late_enough && clock.has_spike_at(t)) return;
    const std::string is = "a spike time is " + shortest_text(t) + " ms; ";
    place_.require(in_range,
                   is + "times must be above 0 and finite, at most " + number(kLatestMs) + " ms");
    place_.refuse(is + "valid are " + clock.valid_times(t, false));
  }

  const Network& network_;
  const Population& population_;
  const Place& place_;
};

class RateCheck {
 public:
  RateCheck(const Clock& clock, const Place& place) : clock_(clock), place_(place) {}

  void operator()(const RateTable& table) const {
    place_.require(table.times.size() == table.rates.size(),
                   "the table of rates has " + std::to_string(table.times.size()) + " times and " +
                       std::to_string(table.rates.size()) + " rates; each time needs one");
    place_.require(!table.times.empty(), "the table of rates is empty");
    for (const double t : table.times) place_.require_time("a time of the table", t, clock_);
    place_.require(std::ranges::is_sorted(table.times), "the times of the table must ascend");
    for (std::size_t i = 0; i < table.rates.size(); ++i) {
      require_rate("the rate from " + number(table.times[i]) + " ms on", table.rates[i]);
    }
  }

  void operator()(const RateSinusoid& s) const {
    require_rate("the mean", s.mean);
    require_rate("the amplitude", s.amplitude);
    require_rate("the frequency", s.frequency);
    place_.require(s.amplitude <= s.mean, "the amplitude is " + number(s.amplitude) +
                                              " Hz; it must not exceed the mean of " +
                                              number(s.mean) +
                                              " Hz, or the rate would be negative");
    place_.require_finite("the phase", s.phase);
  }

 private:
  void require_rate(const std::string& what, double rate) const {
    place_.require(
        rate >= 0 && rate <= kMaxRate,
        what + " is " + number(rate) + " Hz; it must be from 0 to " + number(kMaxRate) + " Hz");
  }

  const Clock& clock_;
  const Place& place_;
};

}  // namespace

void check_model(const Network& network, const Population& population, const Place& place) {
  std::visit(ModelCheck(network, population, place), population.model);
}

void check_poisson_rate(const Clock& clock, double rate, const Place& place) {
  place.require_finite("the rate", rate);
  place.require_not_negative("the rate", rate, "Hz");
  const double step = ms_from_ticks(clock.step());
  const double most = clock.continuous() ? kMaxRate : PoissonSampler::kLargestMean / step * 1000;
  place.require(rate <= most, "the rate is " + number(rate) + " Hz; it must be from 0 to " +
                                  number(most) + " Hz" +
                                  (clock.continuous() ? " on the continuous clock" : ""));
}

void check_rate_profile(const Clock& clock, const RateProfile& rate, const Place& place) {
  std::visit(RateCheck(clock, place), rate);
}

void check_span(const Clock& clock, double start, double stop, const Place& place) {
  place.require_time("start", start, clock);
  const std::string is = "stop is " + shortest_text(stop) + " ms; ";
  place.require(stop >= start, is + "it must not lie before start, " + shortest_text(start) +
                                   " ms; valid is inf, too");
  // What outlasts every run needs no place on the clock.
  place.require(stop > kLatestMs || clock.has(stop), is + "valid are " + clock.valid_times(stop));
}

}  // namespace engram
