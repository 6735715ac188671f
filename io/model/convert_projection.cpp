#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/connection/connection_drawer.hpp"
#include "core/network/projection_ends.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::Message;

template <class Rule, class Pb>
Rule with_autapses(const Pb& message, Rule rule) {
  if (message.has_autapses()) rule.autapses = message.autapses();
  return rule;
}

template <class Rule, class Pb>
Rule with_autapses_and_multapses(const Pb& message, Rule rule) {
  if (message.has_multapses()) rule.multapses = message.multapses();
  return with_autapses(message, rule);
}

/// Refuses what is no delay on the clock, given for a field of `said`.
void check_delay(double ms, const Message& said, int field, const ModelContext& context) {
  const Clock& clock = context.network.clock;
  if (ms > kLatestMs) return;  // validate() names the longest
  const bool there = clock.has(ms) || clock.continuous();
  if (ms >= 0 && there && clock.nearest(ms) == 0) {
    const char* const unit = clock.continuous() ? "tick" : "step";
    context.map.fail(said, field,
                     fmt::format("{} ms is zero{}, and events need a delay above 0; valid: at "
                                 "least one {} of {} ms",
                                 ms, ms > 0 ? fmt::format(" to the nearest {}", unit) : "", unit,
                                 ms_from_ticks(clock.step())));
  }
  if (ms > 0 && clock.has(ms)) return;
  context.map.fail(said, field,
                   fmt::format("{} ms is not valid; valid: {}", ms, clock.valid_times(ms, false)));
}

ExplicitList read_list(const v1::Explicit& list, const ModelContext& context) {
  ExplicitList result;
  result.connections.reserve(static_cast<std::size_t>(list.connection_size()));
  for (const v1::Connection& c : list.connection()) {
    check_delay(c.delay(), c, v1::Connection::kDelayFieldNumber, context);
    result.connections.push_back({c.source(), c.target(), c.weight(), c.delay()});
  }
  return result;
}

/// A rule and its message.
struct ReadRule {
  ConnectionRule rule;
  const Message* said;
};

ReadRule read_rule(const v1::Projection& p, const ModelContext& context) {
  switch (p.rule_case()) {
    case v1::Projection::kAllToAll:
      return {with_autapses(p.all_to_all(), AllToAll{}), &p.all_to_all()};
    case v1::Projection::kBernoulli:
      return {with_autapses(p.bernoulli(), PairwiseBernoulli{p.bernoulli().probability()}),
              &p.bernoulli()};
    case v1::Projection::kFixedInDegree: {
      const auto& m = p.fixed_in_degree();
      return {with_autapses_and_multapses(m, FixedInDegree{m.in_degree()}), &m};
    }
    case v1::Projection::kFixedOutDegree: {
      const auto& m = p.fixed_out_degree();
      return {with_autapses_and_multapses(m, FixedOutDegree{m.out_degree()}), &m};
    }
    case v1::Projection::kFixedTotalNumber: {
      const auto& m = p.fixed_total_number();
      return {with_autapses_and_multapses(m, FixedTotalNumber{m.number()}), &m};
    }
    case v1::Projection::kExplicit:
      return {read_list(p.explicit_(), context), &p.explicit_()};
    default:
      return {OneToOne{}, &p.one_to_one()};
  }
}

WeightStorage read_storage(const v1::Projection& projection) {
  switch (projection.storage()) {
    case v1::Projection::CONST:
      return WeightStorage::kConst;
    case v1::Projection::W16:
      return WeightStorage::kW16;
    case v1::Projection::F32:
      return WeightStorage::kF32;
    case v1::Projection::F64:
      return WeightStorage::kF64;
    default:
      return WeightStorage::kAuto;
  }
}

/// The delay law; a constant must be a time of the clock, a draw will be rounded to one.
Distribution read_delay(const v1::Distribution& delay, const ModelContext& context) {
  Distribution result = convert_distribution(delay, context.map);
  if (const auto* constant = std::get_if<Constant>(&result.law))
    check_delay(constant->value, delay, v1::Distribution::kConstantFieldNumber, context);
  return result;
}

/// The neurons of one end of a projection that are chosen; none where these are all.
std::vector<std::uint32_t> read_chosen(
    const google::protobuf::RepeatedPtrField<v1::NeuronSelection>& selections,
    const Population& population, const ModelContext& context) {
  std::vector<std::uint32_t> chosen = convert_selection(selections, population, context.map);
  return chosen.size() == population.size ? std::vector<std::uint32_t>{} : chosen;
}

/// The name of the projection from `source` to `target`, of `pairs` that are given as one; empty
/// where none is given.
std::string read_name(const v1::Projection& said, const Population& source,
                      const Population& target, std::size_t pairs) {
  if (!said.has_name() || pairs == 1) return said.name();
  return said.name() + " (" + source.name + " -> " + target.name + ")";
}

void check_rule(const ReadRule& read, const Projection& projection, const ModelContext& context) {
  const ProjectionEnds ends = ends_of(context.network, projection);
  if (ends.overlaps && excludes_autapses(projection.rule)) {
    context.map.fail(
        *read.said,
        "autapses: false needs source_neurons and target_neurons that are the same, or "
        "of which none is both");
  }
  try {
    check_connection_rule(projection.rule, ends.sources, ends.targets, ends.same);
  } catch (const UserError& error) {
    context.map.fail(*read.said, error.what());
  }
}

void check_target(const v1::Projection& said, PopulationIndex target, const ModelContext& context) {
  const Population& population = context.network.populations[target];
  const NeuronModelDescriptor& model = population.model.descriptor();
  if (receptor_count(population.model) == 0) {
    context.map.fail(said, v1::Projection::kTargetFieldNumber,
                     "population '" + population.name + "' takes no input; " + model.name() +
                         " fires by itself");
  }
  if (!said.has_receptor() || model.receptor(population.model, said.receptor())) return;
  std::vector<std::string> names;
  for (const ReceptorDescriptor& r : model.description().receptors) names.push_back(r.name);
  context.map.fail(said, v1::Projection::kReceptorFieldNumber,
                   "unknown receptor '" + said.receptor() + "' of population '" + population.name +
                       "'" + suggest(said.receptor(), names));
}

}  // namespace

std::vector<Projection> convert_projection(const v1::Projection& projection,
                                           const ModelContext& context) {
  const auto sources = context.directory.find(projection, v1::Projection::kSourceFieldNumber);
  const auto targets = context.directory.find(projection, v1::Projection::kTargetFieldNumber);
  if (projection.has_enabled() && !projection.enabled()) return {};
  const ReadRule read = read_rule(projection, context);
  if (projection.has_explicit_() && (projection.has_weight() || projection.has_delay())) {
    const int field = projection.has_weight() ? v1::Projection::kWeightFieldNumber
                                              : v1::Projection::kDelayFieldNumber;
    context.map.fail(projection, field,
                     "each connection of the explicit list has its own; leave this out");
  }
  Projection pattern;
  pattern.origin = context.map.place_of(projection);
  pattern.storage = read_storage(projection);
  pattern.receptor = projection.receptor();
  if (projection.has_weight())
    pattern.weight = convert_distribution(projection.weight(), context.map);
  if (projection.has_delay()) pattern.delay = read_delay(projection.delay(), context);
  const auto& populations = context.network.populations;
  std::vector<Projection> result;
  for (const PopulationIndex source : sources) {
    for (const PopulationIndex target : targets) {
      check_target(projection, target, context);
      Projection& p = result.emplace_back(pattern);
      p.source = source;
      p.target = target;
      p.rule = read.rule;
      p.source_neurons = read_chosen(projection.source_neurons(), populations[source], context);
      p.target_neurons = read_chosen(projection.target_neurons(), populations[target], context);
      p.name = read_name(projection, populations[source], populations[target],
                         sources.size() * targets.size());
      check_rule(read, p, context);
    }
  }
  return result;
}

}  // namespace engram
