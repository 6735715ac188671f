#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/base/error.hpp"
#include "core/connection/connection_drawer.hpp"
#include "core/network/projection_ends.hpp"
#include "engram/v1/model.pb.h"
#include "io/connections/connection_file.hpp"
#include "io/connections/connection_limits.hpp"
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
  const std::string refusal = refusal_of_delay(ms, context.network.clock);
  if (!refusal.empty()) context.map.fail(said, field, refusal);
}

/// The populations that one message connects.
struct Ends {
  std::vector<PopulationIndex> sources;
  std::vector<PopulationIndex> targets;

  std::size_t pairs() const { return sources.size() * targets.size(); }
};

/// The neurons of one end of a projection that are chosen; none where these are all.
std::vector<std::uint32_t> read_chosen(
    const google::protobuf::RepeatedPtrField<v1::NeuronSelection>& selections,
    const Population& population, const ModelContext& context) {
  std::vector<std::uint32_t> chosen = convert_selection(selections, population, context.map);
  return chosen.size() == population.size ? std::vector<std::uint32_t>{} : chosen;
}

/// How many neurons are chosen of that population of which these are the fewest: the indices of a
/// list must fit all.
std::uint64_t fewest_chosen(
    const std::vector<PopulationIndex>& populations,
    const google::protobuf::RepeatedPtrField<v1::NeuronSelection>& selections,
    const ModelContext& context) {
  std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
  for (const PopulationIndex p : populations) {
    const Population& population = context.network.populations[p];
    const std::size_t chosen = read_chosen(selections, population, context).size();
    fewest = std::min(fewest, chosen == 0 ? population.size : chosen);
  }
  return fewest;
}

ExplicitList read_list_file(const v1::Projection& projection, const Ends& ends,
                            const ModelContext& context) {
  const v1::Explicit& list = projection.explicit_();
  constexpr int kFile = v1::Explicit::kFileFieldNumber;
  if (list.connection_size() > 0) {
    context.map.fail(list, kFile,
                     fmt::format("there is 'connection' in line {} already; give one of the two",
                                 context.map.of(list.connection(0)).line));
  }
  if (context.files.sizes || ends.pairs() == 0) return {};
  const std::string path = context.files.path_of(list.file());
  const ConnectionFileRequest request{
      .sources = fewest_chosen(ends.sources, projection.source_neurons(), context),
      .targets = fewest_chosen(ends.targets, projection.target_neurons(), context),
      .clock = context.network.clock,
      .copies = ends.pairs()};
  try {
    ExplicitList result = read_connections(path, request);
    context.files.read.push_back(path);
    return result;
  } catch (const UserError& error) {
    context.map.fail(list, kFile, error.what());
  }
}

ExplicitList read_list(const v1::Projection& projection, const Ends& ends,
                       const ModelContext& context) {
  const v1::Explicit& list = projection.explicit_();
  if (list.has_file()) return read_list_file(projection, ends, context);
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

ReadRule read_rule(const v1::Projection& p, const Ends& ends, const ModelContext& context) {
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
      return {read_list(p, ends, context), &p.explicit_()};
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

/// What all projections of one message have in common.
Projection read_pattern(const v1::Projection& said, const ModelContext& context) {
  if (said.has_explicit_() && (said.has_weight() || said.has_delay())) {
    const int field =
        said.has_weight() ? v1::Projection::kWeightFieldNumber : v1::Projection::kDelayFieldNumber;
    context.map.fail(said, field,
                     "each connection of the explicit list has its own; leave this out");
  }
  Projection pattern;
  pattern.origin = context.map.place_of(said);
  pattern.storage = read_storage(said);
  pattern.receptor = said.receptor();
  if (said.has_weight()) pattern.weight = convert_distribution(said.weight(), context.map);
  if (said.has_delay()) pattern.delay = read_delay(said.delay(), context);
  if (said.has_plastic()) pattern.plastic = {said.plastic().w_min(), said.plastic().w_max()};
  return pattern;
}

}  // namespace

std::vector<Projection> convert_projection(const v1::Projection& projection,
                                           const ModelContext& context) {
  const Ends ends{context.directory.find(projection, v1::Projection::kSourceFieldNumber),
                  context.directory.find(projection, v1::Projection::kTargetFieldNumber)};
  if (projection.has_enabled() && !projection.enabled()) return {};
  ReadRule read = read_rule(projection, ends, context);
  const Projection pattern = read_pattern(projection, context);
  const auto& populations = context.network.populations;
  std::vector<Projection> result;
  result.reserve(ends.pairs());
  for (const PopulationIndex source : ends.sources) {
    for (const PopulationIndex target : ends.targets) {
      check_target(projection, target, context);
      Projection& p = result.emplace_back(pattern);
      p.source = source;
      p.target = target;
      const bool is_last = result.size() == ends.pairs();
      p.rule = is_last ? std::move(read.rule) : read.rule;  // a list may be most of the memory
      p.source_neurons = read_chosen(projection.source_neurons(), populations[source], context);
      p.target_neurons = read_chosen(projection.target_neurons(), populations[target], context);
      p.name = read_name(projection, populations[source], populations[target], ends.pairs());
      check_rule(read, p, context);
    }
  }
  return result;
}

}  // namespace engram
