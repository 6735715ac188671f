#include "core/neuron/iaf_psc_delta.hpp"

#include "core/neuron/lif_descriptor.hpp"

namespace engram {

const NeuronModelDescriptor& IafPscDelta::descriptor() {
  static const LifDescriptorOf<IafPscDelta> descriptor(
      LifInput::kJump,
      {.name = "iaf_psc_delta",
       .summary = "leaky integrate-and-fire neuron whose membrane jumps by the weight of a spike",
       .equations = "dV_m/dt = -(V_m - E_L) / tau_m + I_e / C_m; a spike of weight w: V_m += w\n"
                    "V_m >= V_th: spike, V_m = V_reset for t_ref, in which spikes are lost",
       .reference = "Rotter & Diesmann (1999) Biol Cybern 81:381-402; NEST iaf_psc_delta",
       .parameters = lif_parameters<IafPscDelta>(),
       .variables = {{"V_m", "mV", "membrane potential"}},
       .receptors = {{"input", "mV", "takes all weights"}}});
  return descriptor;
}

}  // namespace engram
