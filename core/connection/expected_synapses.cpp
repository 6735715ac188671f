#include "core/connection/expected_synapses.hpp"

#include <algorithm>

#include "core/network/projection_ends.hpp"

namespace engram {
namespace {

struct Count {
  double sources;
  double targets;
  bool same;

  double pairs(bool autapses) const {
    return sources * targets - (same && !autapses ? std::min(sources, targets) : 0.0);
  }
  double operator()(const OneToOne&) const { return targets; }
  double operator()(const AllToAll& rule) const { return pairs(rule.autapses); }
  double operator()(const PairwiseBernoulli& rule) const {
    return rule.probability * pairs(rule.autapses);
  }
  double operator()(const FixedInDegree& rule) const {
    return static_cast<double>(rule.in_degree) * targets;
  }
  double operator()(const FixedOutDegree& rule) const {
    return static_cast<double>(rule.out_degree) * sources;
  }
  double operator()(const FixedTotalNumber& rule) const { return static_cast<double>(rule.number); }
  double operator()(const ExplicitList& rule) const {
    return static_cast<double>(rule.connections.size());
  }
};

}  // namespace

double expected_synapses(const Network& network, const Projection& projection) {
  const ProjectionEnds ends = ends_of(network, projection);
  return std::visit(
      Count{static_cast<double>(ends.sources), static_cast<double>(ends.targets), ends.same},
      projection.rule);
}

}  // namespace engram
