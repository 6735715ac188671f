#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "core/network/parameter.hpp"
#include "core/network/rate_profile.hpp"

// Parameters of models and devices as data: name, kind, unit, range, and how they are read and set.
// Reading, checking, drawing and listing them is written once for all models.

namespace engram {

/// Which numbers a parameter may be.
struct ValidRange {
  double above = -std::numeric_limits<double>::infinity();
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  bool infinite = false;  ///< whether inf is one

  friend bool operator==(const ValidRange&, const ValidRange&) = default;
};

/// What values a parameter takes. Several kinds share a C++ type.
enum class ParameterKind {
  kConstant,       ///< above 0, such as a time constant or a capacitance
  kMagnitude,      ///< any finite number, such as a potential or a current
  kTime,           ///< ms, of the clock
  kEnd,            ///< ms, of the clock, or later than the end of any run
  kNumber,         ///< a number that the model checks by itself
  kFlag,           ///< true or false
  kCount,          ///< a whole number
  kTimes,          ///< a list of times of the clock, ms, ascending
  kSteps,          ///< a value from each of a list of times on
  kRate,           ///< a rate that changes in time
  kTrains,         ///< spike times, one list a neuron: in the model or in a table
  kRecordedTrains  ///< spike times, one list a neuron, of a recording
};

/// `values[i]` from `times[i]` (ms) on.
struct StepTable {
  std::vector<double> times;
  std::vector<double> values;
  friend bool operator==(const StepTable&, const StepTable&) = default;
};

/// Spike times, one list a neuron: in ms or, where doubles of ms cannot represent them, exact.
struct GivenTrains {
  std::vector<std::vector<double>> ms;
  std::vector<std::vector<Time>> exact;
  friend bool operator==(const GivenTrains&, const GivenTrains&) = default;
};

/// The value of a parameter of any kind.
using ParameterValue = std::variant<Parameter, bool, std::uint32_t, std::vector<double>, StepTable,
                                    RateProfile, GivenTrains>;

/// A parameter of the models or devices of one type.
struct ParameterDescriptor {
  std::string name;
  std::string unit;  ///< empty where it has none
  std::string doc;
  ParameterKind kind = ParameterKind::kMagnitude;
  ValidRange range{};
  bool per_neuron = false;   ///< whether each neuron may have its own
  bool required = false;     ///< by model files; others have the default
  std::string value_name{};  ///< kSteps: what has the values, "amplitude"

  std::function<ParameterValue(const void* of)> get{};
  std::function<void(void* of, ParameterValue value)> set{};
};

/// A parameter of a model or device, without its place in the struct.
struct ParameterText {
  std::string name;
  std::string unit;
  std::string doc;
  ParameterKind kind = ParameterKind::kMagnitude;
  ValidRange range{};
  bool required = false;
};

/// The descriptor of a parameter that is the member `member` of the struct `Of`: a Parameter
/// (which each neuron may have its own of), double, bool, std::uint32_t, std::vector<double> or
/// RateProfile.
template <class Of, class Base, class T>
ParameterDescriptor describe(T Base::*member, ParameterText text) {
  ParameterDescriptor result{text.name, text.unit, text.doc, text.kind, text.range};
  result.per_neuron = std::is_same_v<T, Parameter>;
  result.required = text.required;
  result.get = [member](const void* of) -> ParameterValue {
    if constexpr (std::is_same_v<T, double>) {
      return Parameter(static_cast<const Of*>(of)->*member);
    } else {
      return static_cast<const Of*>(of)->*member;
    }
  };
  result.set = [member](void* of, ParameterValue value) {
    if constexpr (std::is_same_v<T, double>) {
      static_cast<Of*>(of)->*member = std::get<Parameter>(value).value();
    } else {
      static_cast<Of*>(of)->*member = std::get<T>(std::move(value));
    }
  };
  return result;
}

}  // namespace engram
