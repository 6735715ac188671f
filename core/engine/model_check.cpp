#include "core/engine/model_check.hpp"

#include <algorithm>
#include <numeric>

#include "core/device/rate_profile.hpp"
#include "core/engine/source_limits.hpp"
#include "core/random/poisson.hpp"

namespace engram {
namespace {

constexpr double kMostEvents = 1e9;     // of all neurons of a population of given times
constexpr double kLargestPacket = 1e7;  // spikes of all neurons: they are drawn at once
constexpr double kLargestSd = 1e8;      // ms
constexpr double kLatest = 4e9;         // ms
constexpr double kLeastShape = 0.01;    // of gamma intervals
constexpr double kMostShape = 1e6;
constexpr double kGridTolerance = 1e-6;  // of a step

class ModelCheck {
 public:
  ModelCheck(const Network& network, const Population& population, const Place& place)
      : network_(network), population_(population), place_(place) {}

  void operator()(const IafPscExp& m) const { check_synaptic(m); }
  void operator()(const IafPscAlpha& m) const { check_synaptic(m); }
  void operator()(const IafPscDelta& m) const { check_lif(m); }

  void operator()(const IntFire& m) const {
    never_sleeps();
    place_.require(network_.clock.continuous,
                   "int_fire needs the continuous clock; valid here: iaf_psc_delta");
    place_.require_constant("tau", m.tau, "ms");
    place_.require_not_negative("t_ref", m.t_ref, "ms");
    place_.require(m.t_ref <= kLatest, "t_ref is " + number(m.t_ref) + " ms; it must be at most " +
                                           number(kLatest) + " ms");
  }

  void operator()(const Relay&) const { never_sleeps(); }

  void operator()(const PoissonPopulation& m) const {
    never_sleeps();
    check_source_rate(network_, population_, m.rate, 1, place_);
    check_span(m.start, m.stop, place_);
  }

  void operator()(const InhomogeneousPoissonPopulation& m) const {
    never_sleeps();
    check_rate_profile(m.rate, place_);
    check_source_rate(network_, population_, largest_rate(m.rate), 1, place_);
    check_span(m.start, m.stop, place_);
  }

  void operator()(const GammaPopulation& m) const {
    never_sleeps();
    check_span(m.start, m.stop, place_);
    place_.require(m.shape >= kLeastShape && m.shape <= kMostShape,
                   "the shape is " + number(m.shape) + "; it must be from " + number(kLeastShape) +
                       " to " + number(kMostShape));
    check_source_rate(network_, population_, m.rate, m.shape, place_);
  }

  void operator()(const PulsePackets& m) const {
    never_sleeps();
    place_.require(std::ranges::is_sorted(m.times), "the times of the packets must ascend");
    for (const double t : m.times) {
      place_.require(
          t >= 0 && t <= kLatest,
          "a packet is at " + number(t) + " ms; it must be from 0 to " + number(kLatest) + " ms");
    }
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
      place_.require(std::ranges::is_sorted(train), "the times of a spike train must ascend");
      for (const double t : train) {
        place_.require(t > 0 && t < 9e6 * 1000,
                       "a spike time is " + number(t) + " ms; times must be above 0 and finite");
        require_on_grid("a spike time", t, "times");
      }
    }
  }

  void operator()(const Replay& m) const {
    require_one_each(m.times);
    const Tick step = network_.clock.step;
    for (const std::vector<Time>& train : m.times) {
      place_.require(std::ranges::is_sorted(train), "the times of a replayed train must ascend");
      place_.require(train.empty() || train.front() > Time{},
                     "a replayed spike is not later than 0");
      const bool fits =
          std::ranges::all_of(train, [&](Time t) { return t.fraction == 0 && t.tick % step == 0; });
      place_.require(network_.clock.continuous || fits,
                     "a replayed spike lies off the grid; valid are multiples of the step of " +
                         number(ms_from_ticks(step)) + " ms, or the continuous clock");
    }
  }

 private:
  void check_lif(const LifParameters& lif) const {
    place_.require_constant("tau_m", lif.tau_m, "ms");
    place_.require_constant("C_m", lif.C_m, "pF");
    place_.require_not_negative("t_ref", lif.t_ref, "ms");
    place_.require(lif.t_ref <= kLatest, "t_ref is " + number(lif.t_ref) +
                                             " ms; it must be at most " + number(kLatest) + " ms");
    require_on_grid("t_ref", lif.t_ref, "it");
    place_.require_magnitude("E_L", lif.E_L, "mV");
    place_.require_magnitude("V_th", lif.V_th, "mV");
    place_.require_magnitude("V_reset", lif.V_reset, "mV");
    place_.require_magnitude("I_e", lif.I_e, "pA");
    place_.require(lif.V_reset < lif.V_th, "V_reset is " + number(lif.V_reset) +
                                               " mV; it must lie below V_th, " + number(lif.V_th) +
                                               " mV");
    const auto index = static_cast<PopulationIndex>(&population_ - network_.populations.data());
    check_own_firing(network_, index, lif, place_);
    if (population_.sleep != Sleep::kAlways || network_.clock.continuous) return;
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

  void require_on_grid(const std::string& what, double ms, const std::string& pronoun) const {
    const double step = ms_from_ticks(network_.clock.step);
    const double off = std::abs(ms / step - std::round(ms / step));
    place_.require(network_.clock.continuous || off <= kGridTolerance,
                   what + " is " + number(ms) + " ms; on the grid " + pronoun +
                       (pronoun == "it" ? " must be a multiple" : " must be multiples") +
                       " of the step of " + number(step) + " ms");
  }

  const Network& network_;
  const Population& population_;
  const Place& place_;
};

class RateCheck {
 public:
  explicit RateCheck(const Place& place) : place_(place) {}

  void operator()(const RateTable& table) const {
    place_.require(table.times.size() == table.rates.size(),
                   "the table of rates has " + std::to_string(table.times.size()) + " times and " +
                       std::to_string(table.rates.size()) + " rates; each time needs one");
    place_.require(!table.times.empty(), "the table of rates is empty");
    place_.require(std::ranges::is_sorted(table.times), "the times of the table must ascend");
    for (const double t : table.times) {
      place_.require(t >= 0 && t <= kLatest, "a time of the table is " + number(t) +
                                                 " ms; it must be from 0 to " + number(kLatest) +
                                                 " ms");
    }
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

  const Place& place_;
};

}  // namespace

void check_model(const Network& network, const Population& population, const Place& place) {
  std::visit(ModelCheck(network, population, place), population.model);
}

void check_poisson_rate(const Clock& clock, double rate, const Place& place) {
  place.require_finite("the rate", rate);
  place.require_not_negative("the rate", rate, "Hz");
  const double step = ms_from_ticks(clock.step);
  const double most = clock.continuous ? kMaxRate : PoissonSampler::kLargestMean / step * 1000;
  place.require(rate <= most, "the rate is " + number(rate) + " Hz; it must be from 0 to " +
                                  number(most) + " Hz" +
                                  (clock.continuous ? " on the continuous clock" : ""));
}

void check_rate_profile(const RateProfile& rate, const Place& place) {
  std::visit(RateCheck(place), rate);
}

void check_span(double start, double stop, const Place& place) {
  place.require_not_negative("start", start, "ms");
  place.require(start <= kLatest,
                "start is " + number(start) + " ms; it must be at most " + number(kLatest) + " ms");
  place.require(stop >= start,
                "stop, " + number(stop) + " ms, lies before start, " + number(start) + " ms");
}

}  // namespace engram
