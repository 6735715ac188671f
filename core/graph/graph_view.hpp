#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/partitioning/slot_ids.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The connectome as a Boost graph (IncidenceGraph, VertexListGraph; directed, parallel edges): a
/// vertex a neuron, by id, an edge a synapse. A view: nothing is copied, and the connectome must
/// outlive it.
class GraphView {
 public:
  using vertex_descriptor = std::uint32_t;
  using edge_descriptor = std::pair<vertex_descriptor, vertex_descriptor>;
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using directed_category = boost::directed_tag;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  struct traversal_category : boost::incidence_graph_tag, boost::vertex_list_graph_tag {};
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::uint64_t;

  explicit GraphView(const Connectome& connectome) : connectome_(&connectome) {
    for (const PartitionLayout& layout : connectome.partitioning.partitions) {
      ids_.emplace_back(layout, connectome.partitioning);
    }
  }

  static vertex_descriptor null_vertex() { return ~vertex_descriptor{0}; }
  std::uint32_t size() const { return connectome_->partitioning.neurons; }

  /// Walks over the synapses of one neuron, partition after partition.
  class out_edge_iterator
      : public boost::iterator_facade<out_edge_iterator, edge_descriptor,
                                      boost::forward_traversal_tag, edge_descriptor> {
   public:
    out_edge_iterator() = default;
    /// The first synapse of `source` in partition `partition` or later.
    out_edge_iterator(const GraphView& graph, vertex_descriptor source, std::size_t partition)
        : graph_(&graph), source_(source), partition_(partition) {
      if (partition_ < partitions()) {
        cursor_ = cursor();
        increment();
      }
    }

   private:
    friend class boost::iterator_core_access;

    std::size_t partitions() const { return graph_->connectome_->incoming.size(); }
    SynapseCursor cursor() const {
      return graph_->connectome_->incoming[partition_].synapses_of(
          source_, graph_->connectome_->classes.classes);
    }
    void increment() {
      ++ordinal_;
      while (!cursor_.next()) {
        if (++partition_ == partitions()) {
          ordinal_ = 0;
          return;
        }
        cursor_ = cursor();
      }
    }
    bool equal(const out_edge_iterator& other) const {
      return partition_ == other.partition_ && ordinal_ == other.ordinal_;
    }
    edge_descriptor dereference() const {
      return {source_, graph_->ids_[partition_][cursor_.target()]};
    }

    const GraphView* graph_ = nullptr;
    vertex_descriptor source_ = 0;
    std::size_t partition_ = 0;
    std::uint64_t ordinal_ = 0;  ///< of the edge, from 1; 0 at the end
    SynapseCursor cursor_{nullptr, TargetWidth::k16, nullptr};
  };

  friend std::pair<vertex_iterator, vertex_iterator> vertices(const GraphView& g) {
    return {vertex_iterator(0), vertex_iterator(g.size())};
  }
  friend vertices_size_type num_vertices(const GraphView& g) { return g.size(); }
  friend std::pair<out_edge_iterator, out_edge_iterator> out_edges(vertex_descriptor v,
                                                                   const GraphView& g) {
    return {out_edge_iterator(g, v, 0), out_edge_iterator(g, v, g.connectome_->incoming.size())};
  }
  friend degree_size_type out_degree(vertex_descriptor v, const GraphView& g) {
    const auto [first, last] = out_edges(v, g);
    return static_cast<degree_size_type>(std::distance(first, last));
  }
  friend vertex_descriptor source(const edge_descriptor& e, const GraphView&) { return e.first; }
  friend vertex_descriptor target(const edge_descriptor& e, const GraphView&) { return e.second; }
  friend boost::typed_identity_property_map<vertex_descriptor> get(boost::vertex_index_t,
                                                                   const GraphView&) {
    return {};
  }

 private:
  const Connectome* connectome_;
  std::vector<SlotIds> ids_;  ///< by partition
};

}  // namespace engram

namespace boost {
template <>
struct property_map<engram::GraphView, vertex_index_t> {
  using type = typed_identity_property_map<std::uint32_t>;
  using const_type = type;
};
}  // namespace boost
