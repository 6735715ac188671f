#pragma once

#include <algorithm>
#include <concepts>
#include <utility>
#include <variant>
#include <vector>

#include "core/random/distribution.hpp"

namespace engram {

/// A parameter of a model: one number for all neurons of a population, a law that every neuron
/// draws its own from, or a table with one number a neuron. In the parameter's unit.
class Parameter {
 public:
  Parameter(double value = 0) : value_(value) {}
  Parameter(const Distribution& law) : value_(law) {
    const auto* constant = std::get_if<Constant>(&law.law);
    if (constant != nullptr && law.min <= law.max) {
      value_ = std::clamp(constant->value, law.min, law.max);
    }
  }
  Parameter(std::vector<double> table) : value_(std::move(table)) {}

  /// Whether one number was given for all neurons.
  bool is_one() const { return std::holds_alternative<double>(value_); }
  /// That number. Throws std::bad_variant_access where there is none.
  double value() const { return std::get<double>(value_); }
  operator double() const { return value(); }

  /// The law or the table; null where it is something else.
  const Distribution* law() const { return std::get_if<Distribution>(&value_); }
  const std::vector<double>* table() const { return std::get_if<std::vector<double>>(&value_); }

  /// Not for numbers, which compare as such.
  template <std::same_as<Parameter> Same>
  friend bool operator==(const Same& a, const Same& b) {
    return a.value_ == b.value_;
  }

 private:
  std::variant<double, Distribution, std::vector<double>> value_;
};

}  // namespace engram
