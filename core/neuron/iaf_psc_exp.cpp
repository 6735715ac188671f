#include "core/neuron/iaf_psc_exp.hpp"

#include "core/neuron/lif_descriptor.hpp"

namespace engram {

const NeuronModelDescriptor& IafPscExp::descriptor() {
  static const LifDescriptorOf<IafPscExp> descriptor(
      LifInput::kExponential,
      {.name = "iaf_psc_exp",
       .summary = "leaky integrate-and-fire neuron with exponential synaptic currents",
       .equations = "dV_m/dt = -(V_m - E_L) / tau_m + (I_syn_ex + I_syn_in + I_e) / C_m\n"
                    "dI_syn_x/dt = -I_syn_x / tau_syn_x; a spike of weight w: I_syn_x += w\n"
                    "V_m >= V_th: spike, V_m = V_reset for t_ref",
       .reference = "Rotter & Diesmann (1999) Biol Cybern 81:381-402; NEST iaf_psc_exp",
       .parameters = synaptic_lif_parameters<IafPscExp>(),
       .variables = synaptic_lif_variables(),
       .receptors = synaptic_lif_receptors()});
  return descriptor;
}

}  // namespace engram
