#include "core/device/spike_generator.hpp"

#include "core/device/gamma_generator.hpp"
#include "core/device/poisson_generator.hpp"
#include "core/device/pulse_packet_generator.hpp"
#include "core/device/train_generator.hpp"

namespace engram {
namespace {

using Generator = std::unique_ptr<SpikeGenerator>;

RateProfile constant(double rate) { return RateTable{{0}, {rate}}; }

/// The generator of each model, if it has one.
struct SourceMaker {
  const Network& network;
  const Slice& slice;
  std::uint64_t seed;

  PhiloxKey key(Purpose purpose) const { return philox_key(seed, purpose, slice.population); }
  TimeSpan span(double start, double stop) const {
    return TimeSpan::after(network.clock, start, stop);
  }
  Generator poisson(const RateProfile& rate, double start, double stop) const {
    return std::make_unique<PoissonGenerator>(key(Purpose::kGeneratorInterval), slice, rate,
                                              span(start, stop));
  }

  Generator operator()(const PoissonPopulation& m) const {
    return poisson(constant(m.rate), m.start, m.stop);
  }
  Generator operator()(const InhomogeneousPoissonPopulation& m) const {
    return poisson(m.rate, m.start, m.stop);
  }
  Generator operator()(const GammaPopulation& m) const {
    return std::make_unique<GammaGenerator>(key(Purpose::kGeneratorInterval), slice, m,
                                            span(m.start, m.stop));
  }
  Generator operator()(const PulsePackets& m) const {
    return std::make_unique<PulsePacketGenerator>(key(Purpose::kGeneratorPacket), slice, m,
                                                  network.clock);
  }
  Generator operator()(const SpikeTrains& m) const {
    return std::make_unique<TrainGenerator>(m, slice);
  }
  Generator operator()(const Replay& m) const { return std::make_unique<TrainGenerator>(m, slice); }
  Generator operator()(const auto&) const { return nullptr; }
};

}  // namespace

Generator make_spike_generator(const Network& network, const Slice& slice, std::uint64_t seed) {
  return std::visit(SourceMaker{network, slice, seed}, network.populations[slice.population].model);
}

Generator make_drive_generator(const Network& network, const InhomogeneousPoissonDrive& drive,
                               std::uint32_t device, const Slice& slice, std::uint64_t seed) {
  const PhiloxKey key = philox_key(seed, Purpose::kDriveInterval, device);
  return std::make_unique<PoissonGenerator>(
      key, slice, drive.rate, TimeSpan::after(network.clock, drive.start, drive.stop));
}

}  // namespace engram
