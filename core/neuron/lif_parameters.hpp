#pragma once

#include "core/network/parameter.hpp"

namespace engram {

/// Parameters shared by the leaky integrate-and-fire models; defaults are NEST's.
struct LifParameters {
  Parameter tau_m = 10;     ///< membrane time constant, ms
  Parameter C_m = 250;      ///< membrane capacitance, pF
  Parameter t_ref = 2;      ///< refractory time, ms; what is drawn is rounded to the clock
  Parameter E_L = -70;      ///< leak reversal potential, mV
  Parameter V_th = -55;     ///< threshold, mV
  Parameter V_reset = -70;  ///< reset potential, mV
  Parameter I_e = 0;        ///< constant input current, pA
};

/// Parameters of those whose input makes currents.
///
/// Where both time constants are equal, the two currents are kept as one sum (same equations, less
/// work), unless `separate_currents` is set, for example to record them.
struct SynapticLifParameters : LifParameters {
  Parameter tau_syn_ex = 2;  ///< ms
  Parameter tau_syn_in = 2;  ///< ms
  bool separate_currents = false;

  /// Whether the two currents are kept as one.
  bool has_one_current() const {
    return !separate_currents && tau_syn_ex.is_one() && tau_syn_in.is_one() &&
           tau_syn_ex.value() == tau_syn_in.value();
  }
};

}  // namespace engram
