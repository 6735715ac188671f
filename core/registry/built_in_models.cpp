#include "core/registry/built_in_models.hpp"

#include "core/registry/model_registry.hpp"

namespace engram {

ModelRegistry ModelRegistry::built_in() {
  ModelRegistry registry;
  registry.add<IafPscExp>();
  registry.add<IafPscAlpha>();
  registry.add<IafPscDelta>();
  registry.add<IntFire>();
  registry.add<Relay>();
  registry.add<PoissonPopulation>();
  registry.add<InhomogeneousPoissonPopulation>();
  registry.add<GammaPopulation>();
  registry.add<PulsePackets>();
  registry.add<SpikeTrains>();
  registry.add<Replay>();
  registry.add<Injected>();
  // Random input is drawn by a device's place in the network, which model files take from here.
  registry.add<PoissonDrive>();
  registry.add<InhomogeneousPoissonDrive>();
  registry.add<DcCurrent>();
  registry.add<StepCurrent>();
  return registry;
}

}  // namespace engram
