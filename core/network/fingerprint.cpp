#include "core/network/fingerprint.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/base/digest.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/network/model_descriptor.hpp"

// One `add` for each type of value that a description consists of. A variant is digested with the
// index of its alternative, a list with its length, so that different descriptions do not run
// together.

namespace engram {
namespace {

/// Takes in descriptions, part by part.
class DescriptionDigest {
 public:
  std::uint64_t value() const { return digest_.value(); }

  template <class T>
  requires std::is_arithmetic_v<T>
  void add(T value) { digest_.add(value); }
  template <class T>
  requires std::is_enum_v<T>
  void add(T value) { digest_.add(static_cast<std::int64_t>(value)); }
  void add(const std::string& text) { digest_.add(std::string_view(text)); }
  template <class T>
  void add(const std::vector<T>& list) {
    add(list.size());
    for (const T& element : list) add(element);
  }
  template <class... Alternatives>
  void add(const std::variant<Alternatives...>& variant) {
    add(variant.index());
    std::visit([this](const auto& alternative) { add(alternative); }, variant);
  }
  void add(const Time& time) { add(time.tick), add(time.fraction); }

  void add(const Constant& law) { add(law.value); }
  void add(const Uniform& law) { add(law.low), add(law.high); }
  void add(const Normal& law) { add(law.mean), add(law.sd); }
  void add(const Lognormal& law) { add(law.mu), add(law.sigma); }
  void add(const Distribution& law) {
    add(law.law);
    add(law.min), add(law.max), add(law.out_of_range);
  }

  void add(const Parameter& parameter) {
    if (parameter.law() != nullptr) {
      add('l'), add(*parameter.law());
    } else if (parameter.table() != nullptr) {
      add('t'), add(*parameter.table());
    } else {
      add('n'), add(parameter.value());
    }
  }
  void add(const StepTable& table) { add(table.times), add(table.values); }
  void add(const GivenTrains& trains) { add(trains.ms), add(trains.exact); }
  void add(const RateTable& table) { add(table.times), add(table.rates); }
  void add(const RateSinusoid& rate) {
    add(rate.mean), add(rate.amplitude), add(rate.frequency), add(rate.phase);
  }

  void add(const OneToOne&) {}
  void add(const AllToAll& rule) { add(rule.autapses); }
  void add(const PairwiseBernoulli& rule) { add(rule.probability), add(rule.autapses); }
  void add(const FixedInDegree& rule) {
    add(rule.in_degree), add(rule.autapses), add(rule.multapses);
  }
  void add(const FixedOutDegree& rule) {
    add(rule.out_degree), add(rule.autapses), add(rule.multapses);
  }
  void add(const FixedTotalNumber& rule) {
    add(rule.number), add(rule.autapses), add(rule.multapses);
  }
  void add(const ExplicitList::Connection& connection) {
    add(connection.source), add(connection.target), add(connection.weight), add(connection.delay);
  }
  void add(const ExplicitList& rule) { add(rule.connections); }

  /// The type by its name and all its parameters.
  void add_described(const Description& description, const void* of) {
    add(description.name);
    for (const ParameterDescriptor& parameter : description.parameters) {
      add(parameter.name), add(parameter.get(of));
    }
  }

  void add(const Population& population) {
    add(population.name), add(population.size);
    add_described(population.model.descriptor().description(), population.model.data());
    add(population.initial_V_m.has_value());
    if (population.initial_V_m) add(*population.initial_V_m);
    add(population.sleep), add(population.precision);
  }
  void add(const Projection& projection) {
    add(projection.source), add(projection.target), add(projection.rule);
    add(projection.weight), add(projection.delay);
    add(projection.storage), add(projection.receptor);
    add(projection.source_neurons), add(projection.target_neurons);
    add(projection.plastic.has_value());
    if (projection.plastic) add(projection.plastic->w_min), add(projection.plastic->w_max);
  }
  void add(const Device& device) {
    add_described(device.descriptor().description(), device.data());
    add(device.target()), add(device.descriptor().receptor(device));
  }

 private:
  Digest digest_;
};

}  // namespace

std::uint64_t fingerprint_of(const Network& network) {
  DescriptionDigest digest;
  digest.add(network.clock.continuous());
  digest.add(network.clock.step());
  digest.add(network.seed);
  digest.add(network.warm_up);
  digest.add(network.populations);
  digest.add(network.projections);
  digest.add(network.devices);
  return digest.value();
}

}  // namespace engram
