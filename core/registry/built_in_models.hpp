#pragma once

// All models and devices of the library. Each has one pair of files, a message in
// proto/engram/v1/ (or is written `custom`), and one line in built_in_models.cpp.

#include "core/device/dc_current.hpp"
#include "core/device/gamma.hpp"
#include "core/device/inhomogeneous_poisson.hpp"
#include "core/device/inhomogeneous_poisson_drive.hpp"
#include "core/device/injected.hpp"
#include "core/device/poisson.hpp"
#include "core/device/poisson_drive.hpp"
#include "core/device/pulse_packets.hpp"
#include "core/device/replay.hpp"
#include "core/device/spike_trains.hpp"
#include "core/device/step_current.hpp"
#include "core/neuron/iaf_psc_alpha.hpp"
#include "core/neuron/iaf_psc_delta.hpp"
#include "core/neuron/iaf_psc_exp.hpp"
#include "core/neuron/int_fire.hpp"
#include "core/neuron/relay.hpp"
