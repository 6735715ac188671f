#include "core/connection/expected_synapses.hpp"

#include <algorithm>

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
  return std::visit(Count{static_cast<double>(network.populations[projection.source].size),
                          static_cast<double>(network.populations[projection.target].size),
                          projection.source == projection.target},
                    projection.rule);
}

}  // namespace engram
