#include <limits>
#include <sstream>
#include <string>

#include "core/base/error.hpp"
#include "core/connection/connection_drawer.hpp"

namespace engram {
namespace {

template <class Number>
std::string text(Number number) {
  std::ostringstream stream;
  stream << number;
  return stream.str();
}

/// a * b or, where that is too large, the largest number.
std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return b != 0 && a > kMost / b ? kMost : a * b;
}

/// Refuses rules that cannot be followed; one overload for each rule.
class Check {
 public:
  Check(std::uint64_t sources, std::uint64_t targets, bool same)
      : sources_(sources), targets_(targets), same_(same) {}

  void operator()(const OneToOne&) const {
    if (sources_ == targets_) return;
    throw UserError("one-to-one connections from " + text(sources_) + " sources to " +
                    text(targets_) + " targets: both populations must have the same size");
  }

  void operator()(const AllToAll&) const {}

  void operator()(const PairwiseBernoulli& rule) const {
    if (rule.probability >= 0 && rule.probability <= 1) return;
    throw UserError("connection probability " + text(rule.probability) + ": valid is 0 to 1");
  }

  void operator()(const FixedInDegree& rule) const {
    check_degree("in-degree", "sources of a target", rule.in_degree, sources_, rule.autapses,
                 rule.multapses);
  }

  void operator()(const FixedOutDegree& rule) const {
    check_degree("out-degree", "targets of a source", rule.out_degree, targets_, rule.autapses,
                 rule.multapses);
  }

  void operator()(const FixedTotalNumber& rule) const {
    const std::uint64_t pairs = saturated_product(targets_, choices(sources_, rule.autapses));
    const std::uint64_t most =
        pairs == 0 || !rule.multapses ? pairs : saturated_product(targets_, kMostPerTarget);
    if (rule.number <= most) return;
    throw UserError("fixed total number " + text(rule.number) + ": valid is 0 to " + text(most) +
                    reason("pairs of source and target", pairs, rule.autapses, rule.multapses));
  }

  void operator()(const ExplicitList& rule) const {
    for (std::size_t i = 0; i < rule.connections.size(); ++i) {
      check_index(i, "source", rule.connections[i].source, sources_);
      check_index(i, "target", rule.connections[i].target, targets_);
    }
  }

 private:
  /// Degrees of single neurons are counted in 32 bits; half of that leaves room for chance.
  static constexpr std::uint64_t kMostPerTarget = std::uint64_t{1} << 31;

  /// How many of `partners` a neuron may be connected to.
  std::uint64_t choices(std::uint64_t partners, bool autapses) const {
    return partners - (same_ && !autapses && partners > 0 ? 1 : 0);
  }

  std::string reason(const std::string& what, std::uint64_t possible, bool autapses,
                     bool multapses) const {
    std::string said = " (" + text(possible) + " possible " + what;
    if (same_ && !autapses) said += ", autapses off";
    return said + (multapses ? ")" : ", multapses off)");
  }

  void check_degree(const std::string& name, const std::string& what, std::uint64_t degree,
                    std::uint64_t partners, bool autapses, bool multapses) const {
    const std::uint64_t possible = choices(partners, autapses);
    const std::uint64_t most = possible == 0 || !multapses ? possible : kMostPerTarget;
    if (degree <= most) return;
    throw UserError("fixed " + name + " " + text(degree) + ": valid is 0 to " + text(most) +
                    reason(what, possible, autapses, multapses));
  }

  static void check_index(std::size_t connection, const std::string& end, std::uint64_t index,
                          std::uint64_t size) {
    if (index < size) return;
    const std::string valid =
        size == 0 ? "its population is empty" : "valid is 0 to " + text(size - 1);
    throw UserError("connection " + text(connection) + " of the list has " + end + " " +
                    text(index) + ": " + valid);
  }

  std::uint64_t sources_;
  std::uint64_t targets_;
  bool same_;
};

}  // namespace

void check_connection_rule(const ConnectionRule& rule, std::uint64_t source_size,
                           std::uint64_t target_size, bool same_population) {
  std::visit(Check(source_size, target_size, same_population), rule);
}

}  // namespace engram
