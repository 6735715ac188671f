#include "core/neuron/iaf_psc_alpha.hpp"

#include "core/neuron/lif_descriptor.hpp"

namespace engram {

const NeuronModelDescriptor& IafPscAlpha::descriptor() {
  static const LifDescriptorOf<IafPscAlpha> descriptor(
      LifInput::kAlpha,
      {.name = "iaf_psc_alpha",
       .summary = "leaky integrate-and-fire neuron with alpha-shaped synaptic currents",
       .equations = "dV_m/dt = -(V_m - E_L) / tau_m + (I_syn_ex + I_syn_in + I_e) / C_m\n"
                    "a spike of weight w: I_syn_x(t) += w e t / tau_syn_x exp(-t / tau_syn_x), "
                    "of peak w\n"
                    "V_m >= V_th: spike, V_m = V_reset for t_ref",
       .reference = "Rotter & Diesmann (1999) Biol Cybern 81:381-402; NEST iaf_psc_alpha",
       .parameters = synaptic_lif_parameters<IafPscAlpha>(),
       .variables = synaptic_lif_variables(),
       .receptors = synaptic_lif_receptors()});
  return descriptor;
}

}  // namespace engram
