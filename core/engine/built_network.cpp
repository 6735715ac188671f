#include "core/engine/built_network.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "core/base/error.hpp"
#include "core/check/require_runnable.hpp"
#include "core/check/validate.hpp"
#include "core/network/fingerprint.hpp"
#include "core/synapse/connectome.hpp"
#include "core/synapse/plastic_stores.hpp"

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr double kReportSeconds = 0.1;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

/// Reports about ten times a second, whichever threads call it.
std::function<void(double)> progress_of(const SimulationOptions& options,
                                        SteadyClock::time_point begin) {
  if (!options.on_progress) return {};
  return [&options, begin, last = 0.0,
          mutex = std::make_shared<std::mutex>()](double fraction) mutable {
    const std::unique_lock lock(*mutex, std::try_to_lock);
    if (!lock || seconds_since(begin) < last + kReportSeconds) return;
    last = seconds_since(begin);
    options.on_progress({.fraction_built = fraction, .wall_seconds = last});
  };
}

}  // namespace

BuiltNetwork::BuiltNetwork(Network network, const SimulationOptions& options)
    : network_(std::move(network)) {
  const auto begin = SteadyClock::now();
  validate(network_);
  require_memory(network_, options);
  try {
    Connectome connectome =
        build_connectome(network_, make_partitioning(network_, partitions_of(options)),
                         threads_of(options), progress_of(options, begin));
    built_plastic_ = std::make_unique<PlasticStores>(take_plastic(connectome));
    connectome_ = std::make_unique<const Connectome>(std::move(connectome));
  } catch (const std::bad_alloc&) {
    throw UserError("the network does not fit in memory");
  }
  build_seconds_ = seconds_since(begin);
}

BuiltNetwork::~BuiltNetwork() = default;

std::uint64_t BuiltNetwork::fingerprint() const {
  std::call_once(has_fingerprint_, [this] { fingerprint_ = fingerprint_of(network_); });
  return fingerprint_;
}

std::unique_ptr<PlasticStores> BuiltNetwork::taken_from_build() const {
  const std::lock_guard lock(plastic_mutex_);
  return std::move(built_plastic_);
}

PlasticStores BuiltNetwork::plastic_stores(unsigned threads) const {
  if (const auto built = taken_from_build()) return std::move(*built);
  if (!connectome_->any_plastic()) return empty_plastic(*connectome_);
  return draw_plastic(network_, *connectome_, threads);
}

PlasticStores BuiltNetwork::unset_plastic_stores() const {
  if (const auto built = taken_from_build()) return std::move(*built);
  return empty_plastic(*connectome_);
}

std::uint64_t BuiltNetwork::synapse_count() const { return connectome_->synapse_count(); }

}  // namespace engram
