#include "core/neuron/relay.hpp"

#include "core/neuron/exact_relay_group.hpp"
#include "core/neuron/group_request.hpp"
#include "core/neuron/relay_group.hpp"

namespace engram {
namespace {

class RelayDescriptor final : public DescriptorOf<Relay> {
 public:
  using DescriptorOf::DescriptorOf;

  bool repeats_input() const override { return true; }
  double bytes_of_groups(const Population& population, Housing) const override {
    return 4 * static_cast<double>(population.size);
  }
  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override {
    return std::make_unique<RelayGroup>(request.slice.count, request.inputs.at(0).row.wide);
  }
  std::unique_ptr<ExactGroup> make_exact_group(ExactGroupRequest&& request) const override {
    return std::make_unique<ExactRelayGroup>(request.slice);
  }
};

}  // namespace

const NeuronModelDescriptor& Relay::descriptor() {
  static const RelayDescriptor descriptor(
      {.name = "relay",
       .summary = "repeats each spike that it receives at the moment of its arrival",
       .equations = "",
       .reference = "NEST parrot_neuron",
       .receptors = {{"input", "", "counts spikes, whatever their weight"}}});
  return descriptor;
}

}  // namespace engram
