#include "core/check/parameter_check.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/network/rate_limit.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

/// Checks the value of one parameter, which is visited.
class ValueCheck {
 public:
  ValueCheck(const ParameterDescriptor& parameter, const ParameterContext& context)
      : parameter_(parameter),
        context_(context),
        place_(context.place),
        name_(parameter.kind == ParameterKind::kNumber ? "the " + parameter.name : parameter.name) {
  }

  void operator()(const Parameter& value) const {
    if (value.is_one()) return check_number(value.value());
    if (const Distribution* law = value.law()) {
      place_.require_accepted(name_ + ": ", [&] { Sampler{*law}; });
      const Sampler sampler(*law);
      check_bound(sampler.min_value());
      check_bound(sampler.max_value());
      return;
    }
    const std::vector<double>& table = *value.table();
    place_.require(!context_.neurons || table.size() == *context_.neurons,
                   "the table of " + name_ + " has " + std::to_string(table.size()) +
                       " values for " + std::to_string(context_.neurons.value_or(0)) +
                       " neurons; each needs one");
    for (const double x : table) check_number(x);
  }
  void operator()(bool) const {}
  void operator()(std::uint32_t value) const { check_range(value); }
  void operator()(const std::vector<double>& times) const { check_times(times); }
  void operator()(const StepTable& table) const {
    place_.require(table.times.size() == table.values.size(),
                   "there are " + std::to_string(table.times.size()) + " times and " +
                       std::to_string(table.values.size()) + " " + parameter_.value_name +
                       "s; each time needs one");
    check_times(table.times);
    for (const double value : table.values) {
      place_.require_magnitude("an " + parameter_.value_name, value, parameter_.unit);
    }
  }
  void operator()(const RateProfile& rate) const {
    std::visit([this](const auto& profile) { check_profile(profile); }, rate);
  }
  void operator()(const GivenTrains&) const {
  }  // checked by the model: its neurons and clock matter

 private:
  /// Of what is drawn; a time is then rounded to one of the clock.
  void check_bound(double x) const {
    if (parameter_.kind != ParameterKind::kTime) return check_number(x);
    place_.require_finite(name_, x);
    check_range(x);
  }

  void check_number(double x) const {
    switch (parameter_.kind) {
      case ParameterKind::kConstant:
        place_.require_constant(name_, x, parameter_.unit);
        break;
      case ParameterKind::kTime:
        place_.require_time(name_, x, context_.clock);
        break;
      case ParameterKind::kEnd:
        // What outlasts every run needs no place on the clock.
        if (x > kLatestMs) return;
        place_.require(
            context_.clock.has(x),
            name_ + " is " + shortest_text(x) + " ms; valid are " + context_.clock.valid_times(x));
        return;
      case ParameterKind::kMagnitude:
        place_.require_magnitude(name_, x, parameter_.unit);
        break;
      default:
        place_.require_finite(name_, x);
        break;
    }
    check_range(x);
  }

  void check_range(double x) const {
    const ValidRange& range = parameter_.range;
    const std::string unit = parameter_.unit.empty() ? "" : " " + parameter_.unit;
    if (range.at_least == 0) place_.require_not_negative(name_, x, parameter_.unit);
    const std::string is = name_ + " is " + number(x) + unit + "; it must be ";
    place_.require(x > range.above, is + "above " + number(range.above) + unit);
    place_.require(x >= range.at_least, is + "at least " + number(range.at_least) + unit);
    // The limit of all times has been checked, with what is valid on the clock.
    const bool any_time = parameter_.kind == ParameterKind::kTime && range.at_most >= kLatestMs;
    place_.require(any_time || x <= range.at_most, is + "at most " + number(range.at_most) + unit);
  }

  void check_times(const std::vector<double>& times) const {
    for (const double t : times) place_.require_time("a time", t, context_.clock);
    place_.require(std::ranges::is_sorted(times), "the times must ascend");
  }

  void check_profile(const RateTable& table) const {
    place_.require(table.times.size() == table.rates.size(),
                   "the table of rates has " + std::to_string(table.times.size()) + " times and " +
                       std::to_string(table.rates.size()) + " rates; each time needs one");
    place_.require(!table.times.empty(), "the table of rates is empty");
    for (const double t : table.times) {
      place_.require_time("a time of the table", t, context_.clock);
    }
    place_.require(std::ranges::is_sorted(table.times), "the times of the table must ascend");
    for (std::size_t i = 0; i < table.rates.size(); ++i) {
      require_rate("the rate from " + number(table.times[i]) + " ms on", table.rates[i]);
    }
  }

  void check_profile(const RateSinusoid& s) const {
    require_rate("the mean", s.mean);
    require_rate("the amplitude", s.amplitude);
    require_rate("the frequency", s.frequency);
    place_.require(s.amplitude <= s.mean, "the amplitude is " + number(s.amplitude) +
                                              " Hz; it must not exceed the mean of " +
                                              number(s.mean) +
                                              " Hz, or the rate would be negative");
    place_.require_finite("the phase", s.phase);
  }

  void require_rate(const std::string& what, double rate) const {
    place_.require(
        rate >= 0 && rate <= kMaxRate,
        what + " is " + number(rate) + " Hz; it must be from 0 to " + number(kMaxRate) + " Hz");
  }

  const ParameterDescriptor& parameter_;
  const ParameterContext& context_;
  const Place& place_;
  std::string name_;
};

}  // namespace

void check_parameters(const Description& description, const void* of,
                      const ParameterContext& context) {
  for (const ParameterDescriptor& parameter : description.parameters) {
    std::visit(ValueCheck(parameter, context), parameter.get(of));
  }
}

void check_clock(const Description& description, const Clock& clock, const Place& place) {
  if (clock.continuous()) {
    place.require(description.clocks != Clocks::kGrid,
                  description.name + " needs the clock of a grid; valid here: what runs on the " +
                      "continuous clock, too");
  } else {
    place.require(
        description.clocks != Clocks::kContinuous,
        description.name + " needs the continuous clock; valid here: what runs on a grid");
  }
}

}  // namespace engram
