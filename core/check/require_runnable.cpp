#include "core/check/require_runnable.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/check/estimate.hpp"
#include "core/partitioning/partitioning.hpp"
#include "core/synapse/connectome.hpp"
#include "core/synapse/synapse_classes.hpp"

namespace engram {
namespace {

/// The digits of the nearest whole number, however large.
std::string whole(double x) {
  const std::string text = std::to_string(std::round(x));
  return text.substr(0, text.find('.'));
}

}  // namespace

void require_memory(const Network& network, const SimulationOptions& options) {
  const Estimate needed = estimate(network, options);
  const double available = static_cast<double>(available_memory_bytes());
  const double most = std::max(needed.building_bytes, needed.bytes + needed.recording_bytes);
  if (most <= available) return;
  throw UserError("the network needs about " + whole(std::ceil(most / 1e9)) + " GB of memory (" +
                  std::to_string(needed.neurons) + " neurons, " + whole(needed.synapses) +
                  " synapses); " + whole(available / 1e9) +
                  " GB are available: make it smaller, or use a larger machine");
}

void require_runnable(const Network& network, const SimulationOptions& options) {
  require_memory(network, options);
  make_partitioning(network, partitions_of(options));
  plan_synapses(network, prepare_projections(network, threads_of(options)));
}

}  // namespace engram
