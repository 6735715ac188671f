#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"

namespace engram {

struct Connectome;

/// A network whose connections have been drawn and laid out in memory. It never changes, so any
/// number of simulations can run on it at once.
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

  /// Of the network (core/network/fingerprint.hpp), computed by the first call; from any thread.
  std::uint64_t fingerprint() const;

 private:
  Network network_;
  std::unique_ptr<const Connectome> connectome_;
  double build_seconds_ = 0;
  mutable std::once_flag has_fingerprint_;
  mutable std::uint64_t fingerprint_ = 0;
};

}  // namespace engram
