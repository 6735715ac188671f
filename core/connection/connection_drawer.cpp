#include "core/connection/connection_drawer.hpp"

#include <cassert>
#include <utility>

#include "core/connection/out_degree_rows.hpp"
#include "core/connection/row_drawer.hpp"
#include "core/connection/selected_rows.hpp"
#include "core/connection/target_rows.hpp"
#include "core/network/projection_ends.hpp"

namespace engram {
namespace {

/// Makes the RowDrawer of a rule; one overload for each.
class Maker {
 public:
  Maker(std::uint32_t sources, std::uint32_t targets, bool same, std::uint64_t seed,
        std::uint32_t projection)
      : sources_(sources), targets_(targets), same_(same), seed_(seed), projection_(projection) {}

  using Rows = std::unique_ptr<const RowDrawer>;

  Rows operator()(const OneToOne&) const { return std::make_unique<OneToOneRows>(space(true)); }

  Rows operator()(const AllToAll& rule) const {
    return std::make_unique<AllToAllRows>(space(rule.autapses));
  }

  Rows operator()(const PairwiseBernoulli& rule) const {
    const ConnectionSpace s = space(rule.autapses);
    const double expected = rule.probability * s.sources_per_target() * s.targets;
    return random(s, draw_in_degrees(rule, s, seed_, projection_), false, expected);
  }

  Rows operator()(const FixedInDegree& rule) const {
    const ConnectionSpace s = space(rule.autapses);
    const InDegrees in_degrees(s.targets, static_cast<std::uint32_t>(rule.in_degree));
    return random(s, in_degrees, rule.multapses, static_cast<double>(in_degrees.total()));
  }

  Rows operator()(const FixedOutDegree& rule) const {
    return std::make_unique<OutDegreeRows>(rule, space(rule.autapses), seed_, projection_);
  }

  Rows operator()(const FixedTotalNumber& rule) const {
    const ConnectionSpace s = space(rule.autapses);
    return random(s, draw_in_degrees(rule, s, seed_, projection_), rule.multapses,
                  static_cast<double>(rule.number));
  }

  Rows operator()(const ExplicitList& rule) const {
    return std::make_unique<ListedRows>(space(true), rule.connections);
  }

 private:
  ConnectionSpace space(bool autapses) const { return {sources_, targets_, same_ && !autapses}; }

  Rows random(const ConnectionSpace& s, InDegrees in_degrees, bool multapses,
              double expected) const {
    return std::make_unique<RandomSourceRows>(s, std::move(in_degrees), multapses, expected, seed_,
                                              projection_);
  }

  std::uint32_t sources_;
  std::uint32_t targets_;
  bool same_;
  std::uint64_t seed_;
  std::uint32_t projection_;
};

}  // namespace

ConnectionDrawer::ConnectionDrawer(const ConnectionRule& rule, std::uint32_t source_size,
                                   std::uint32_t target_size, bool same_population,
                                   std::uint64_t seed, std::uint32_t projection) {
  check_connection_rule(rule, source_size, target_size, same_population);
  rows_ = std::visit(Maker(source_size, target_size, same_population, seed, projection), rule);
}

ConnectionDrawer::ConnectionDrawer(const Network& network, std::uint32_t index) {
  const Projection& projection = network.projections[index];
  const ProjectionEnds ends = ends_of(network, projection);
  const auto targets = static_cast<std::uint32_t>(ends.targets);
  *this = ConnectionDrawer(projection.rule, static_cast<std::uint32_t>(ends.sources), targets,
                           ends.same, network.seed, index);
  if (projection.source_neurons.empty() && projection.target_neurons.empty()) return;
  rows_ = std::make_unique<SelectedRows>(std::move(rows_), targets, projection.source_neurons,
                                         projection.target_neurons);
}

ConnectionDrawer::~ConnectionDrawer() = default;
ConnectionDrawer::ConnectionDrawer(ConnectionDrawer&&) noexcept = default;
ConnectionDrawer& ConnectionDrawer::operator=(ConnectionDrawer&&) noexcept = default;

std::uint64_t ConnectionDrawer::total() const { return rows_->total(); }

double ConnectionDrawer::expected_total() const { return rows_->expected_total(); }

std::uint64_t ConnectionDrawer::max_in_degree() const { return rows_->max_in_degree(); }

void ConnectionDrawer::draw(std::uint32_t first_target, std::uint32_t last_target,
                            ConnectionRows& rows) const {
  assert(first_target <= last_target && first_target % kRangeUnit == 0);
  rows_->draw(first_target, last_target, rows);
}

std::span<const ExplicitList::Connection> ConnectionDrawer::explicit_connections(
    std::uint32_t first_target, std::uint32_t last_target) const {
  return rows_->explicit_connections(first_target, last_target);
}

}  // namespace engram
