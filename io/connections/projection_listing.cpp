#include "io/connections/projection_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "core/base/text.hpp"
#include "core/network/projection_names.hpp"
#include "core/synapse/synapse_columns.hpp"

namespace engram {
namespace {

/// The names of rules in model files.
struct RuleName {
  const char* operator()(const OneToOne&) const { return "one_to_one"; }
  const char* operator()(const AllToAll&) const { return "all_to_all"; }
  const char* operator()(const PairwiseBernoulli&) const { return "bernoulli"; }
  const char* operator()(const FixedInDegree&) const { return "fixed_in_degree"; }
  const char* operator()(const FixedOutDegree&) const { return "fixed_out_degree"; }
  const char* operator()(const FixedTotalNumber&) const { return "fixed_total_number"; }
  const char* operator()(const ExplicitList&) const { return "explicit"; }
};

constexpr std::size_t kColumns = 5;
using Line = std::array<std::string, kColumns>;

}  // namespace

std::string projection_listing(const Network& network, std::optional<std::size_t> only) {
  const std::vector<std::string> names = projection_names(network);
  const std::vector<std::uint64_t> synapses = synapse_counts(network);
  std::vector<Line> lines = {{"projection", "source", "target", "rule", "synapses"}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (only.value_or(i) != i) continue;
    const Projection& p = network.projections[i];
    lines.push_back({printable(names[i]), printable(network.populations[p.source].name),
                     printable(network.populations[p.target].name), std::visit(RuleName{}, p.rule),
                     std::to_string(synapses[i])});
  }
  std::array<std::size_t, kColumns> widths{};
  for (const Line& line : lines) {
    for (std::size_t c = 0; c < kColumns; ++c) widths[c] = std::max(widths[c], line[c].size());
  }
  std::string text;
  for (const Line& line : lines) {
    for (std::size_t c = 0; c + 1 < kColumns; ++c)
      fmt::format_to(std::back_inserter(text), "{:<{}}  ", line[c], widths[c]);
    fmt::format_to(std::back_inserter(text), "{:>{}}\n", line.back(), widths.back());
  }
  return text;
}

}  // namespace engram
