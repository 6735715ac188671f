#include "core/graph/graph_measures.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <cmath>
#include <numeric>

#include "core/connection/distinct_indices.hpp"
#include "core/graph/graph_view.hpp"

namespace engram {
namespace {

DegreeDistribution distribution(std::span<std::uint32_t> degrees) {
  std::ranges::sort(degrees);
  double sum = 0;
  double squares = 0;
  for (const std::uint32_t d : degrees) {
    sum += d;
    squares += static_cast<double>(d) * d;
  }
  const auto n = static_cast<double>(degrees.size());
  const auto quantile = [&](double q) {
    return degrees[static_cast<std::size_t>(std::llround(q * (n - 1)))];
  };
  return {sum / n,         std::sqrt(std::max(0.0, squares / n - sum / n * sum / n)),
          degrees.front(), quantile(0.25),
          quantile(0.5),   quantile(0.75),
          degrees.back()};
}

void measure_degrees(const Network& network, const Connectome& connectome, const GraphView& graph,
                     GraphMeasures& result) {
  std::vector<std::uint32_t> in(graph.size(), 0);
  std::vector<std::uint32_t> out(graph.size(), 0);
  for (std::uint32_t v = 0; v < graph.size(); ++v) {
    const auto [first, last] = out_edges(v, graph);
    for (auto edge = first; edge != last; ++edge) {
      ++out[v];
      ++in[target(*edge, graph)];
    }
  }
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    const std::uint32_t first = connectome.partitioning.first_id[p];
    const auto size = static_cast<std::size_t>(network.populations[p].size);
    result.in_degrees.push_back(distribution(std::span(in).subspan(first, size)));
    result.out_degrees.push_back(distribution(std::span(out).subspan(first, size)));
  }
}

void measure_components(const GraphView& graph, GraphMeasures& result) {
  std::vector<std::uint32_t> component(graph.size());
  const auto by_vertex =
      boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph));
  result.strong_components = static_cast<std::uint32_t>(boost::strong_components(graph, by_vertex));
  std::vector<std::uint32_t> sizes(result.strong_components, 0);
  for (const std::uint32_t c : component) ++sizes[c];
  result.largest_component = *std::ranges::max_element(sizes);
}

/// Thrown to end a search that has found every neuron.
struct AllFound {};

/// Counts distances; a search over a dense network ends long before it has visited every synapse.
class DistanceCounter : public boost::default_bfs_visitor {
 public:
  DistanceCounter(std::vector<std::uint32_t>& distance, std::uint32_t& found)
      : distance_(&distance), found_(&found) {}

  void tree_edge(const GraphView::edge_descriptor& edge, const GraphView& graph) {
    (*distance_)[target(edge, graph)] = (*distance_)[source(edge, graph)] + 1;
    if (++*found_ == graph.size()) throw AllFound();
  }

 private:
  std::vector<std::uint32_t>* distance_;
  std::uint32_t* found_;
};

/// All neurons where they are few, else `sources` of them. The key is fixed, so that the measures
/// of a network follow from its connections alone.
std::vector<std::uint32_t> path_origins(std::uint32_t neurons, std::uint32_t sources) {
  if (neurons <= kWholeForSources * std::uint64_t{sources}) {
    std::vector<std::uint32_t> all(neurons);
    std::iota(all.begin(), all.end(), 0u);
    return all;
  }
  std::vector<std::uint32_t> drawn(sources);
  DistinctIndices(neurons).draw(philox_key(0, Purpose::kAnalysis, 0), 0, neurons, drawn);
  return drawn;
}

void measure_paths(const GraphView& graph, std::uint32_t sources, GraphMeasures& result) {
  constexpr std::uint32_t kUnreached = ~std::uint32_t{0};
  const std::vector<std::uint32_t> origins = path_origins(graph.size(), sources);
  result.path_sources = static_cast<std::uint32_t>(origins.size());
  for (const std::uint32_t origin : origins) {
    std::vector<std::uint32_t> distance(graph.size(), kUnreached);
    std::uint32_t found = 1;
    distance[origin] = 0;
    try {
      boost::breadth_first_search(graph, origin, boost::visitor(DistanceCounter(distance, found)));
    } catch (const AllFound&) {
    }
    for (const std::uint32_t d : distance) {
      if (d == kUnreached) {
        ++result.unreachable;
      } else if (d > 0) {
        if (result.path_lengths.size() <= d) result.path_lengths.resize(d + 1);
        ++result.path_lengths[d];
      }
    }
  }
}

}  // namespace

GraphMeasures measure_graph(const Network& network, const Connectome& connectome,
                            std::uint32_t sources) {
  GraphMeasures result;
  const GraphView graph(connectome);
  measure_degrees(network, connectome, graph, result);
  measure_components(graph, result);
  measure_paths(graph, sources, result);
  return result;
}

}  // namespace engram
