#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"

namespace engram {

struct Connectome;
struct PlasticStores;

/// A network whose connections have been drawn and laid out in memory. It never changes, so any
/// number of simulations can run on it at once: each has plastic weights of its own.
class BuiltNetwork {
 public:
  /// Draws the connections by the network's seed, on `options.threads` threads, and lays them out
  /// for `options.partitions`. Throws UserError as `validate` and `require_runnable` do.
  explicit BuiltNetwork(Network network, const SimulationOptions& options = {});

  ~BuiltNetwork();
  BuiltNetwork(BuiltNetwork&&) = delete;

  const Network& network() const { return network_; }
  const Connectome& connectome() const { return *connectome_; }
  std::uint64_t synapse_count() const;
  double build_seconds() const { return build_seconds_; }

  /// Plastic weights as they were drawn, for a new simulation. The first call moves out those of
  /// the build, so that they are in memory once where there is one simulation; every later call
  /// draws all synapses again, on `threads` threads. From any thread.
  PlasticStores plastic_stores(unsigned threads) const;

  /// The same for a simulation that sets all weights: later calls return zeros and draw nothing.
  PlasticStores unset_plastic_stores() const;

  /// Of the network (core/network/fingerprint.hpp), computed by the first call; from any thread.
  std::uint64_t fingerprint() const;

 private:
  Network network_;
  std::unique_ptr<PlasticStores> taken_from_build() const;

  std::unique_ptr<const Connectome> connectome_;
  mutable std::mutex plastic_mutex_;
  mutable std::unique_ptr<PlasticStores> built_plastic_;  ///< empty after the first call
  double build_seconds_ = 0;
  mutable std::once_flag has_fingerprint_;
  mutable std::uint64_t fingerprint_ = 0;
};

}  // namespace engram
