#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace engram {

/// Source i to target i; both populations have the same size.
struct OneToOne {};

/// Every source to every target.
struct AllToAll {
  bool autapses = true;  ///< a neuron onto itself, where source and target population are one
};

/// Each ordered pair is connected with probability `probability`, independently.
struct PairwiseBernoulli {
  double probability = 0;
  bool autapses = true;
};

/// Every target gets `in_degree` sources, drawn uniformly.
struct FixedInDegree {
  std::uint64_t in_degree = 0;
  bool autapses = true;
  bool multapses = true;  ///< several synapses from one source to one target
};

/// Every source gets `out_degree` targets, drawn uniformly.
struct FixedOutDegree {
  std::uint64_t out_degree = 0;
  bool autapses = true;
  bool multapses = true;
};

/// `number` synapses, each with source and target drawn uniformly.
struct FixedTotalNumber {
  std::uint64_t number = 0;
  bool autapses = true;
  bool multapses = true;
};

/// Synapses one by one.
struct ExplicitList {
  struct Connection {
    std::uint32_t source = 0;  ///< index within the source population
    std::uint32_t target = 0;  ///< index within the target population
    double weight = 0;         ///< pA (mV for delta models)
    double delay = 0;          ///< ms
  };
  std::vector<Connection> connections;
};

/// Which sources a target gets.
using ConnectionRule = std::variant<OneToOne, AllToAll, PairwiseBernoulli, FixedInDegree,
                                    FixedOutDegree, FixedTotalNumber, ExplicitList>;

}  // namespace engram
