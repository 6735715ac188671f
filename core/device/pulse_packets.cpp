#include "core/device/pulse_packets.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/device/given_spikes.hpp"
#include "core/device/pulse_packet_generator.hpp"
#include "core/device/source_descriptor.hpp"
#include "core/device/source_limits.hpp"

namespace engram {
namespace {

constexpr double kLargestPacket = 1e7;  // spikes of all neurons: they are drawn at once
constexpr double kLargestSd = 1e8;      // ms

/// Most packets within a span of `width` ms.
double most_within(const std::vector<double>& times, double width) {
  std::size_t most = 0;
  for (std::size_t first = 0, end = 0; first < times.size(); ++first) {
    while (end < times.size() && times[end] <= times[first] + width) ++end;
    most = std::max(most, end - first);
  }
  return static_cast<double>(most);
}

/// In the middle of a packet the density of its spikes is 1 / width.
double width_of(const PulsePackets& m) { return m.sd * std::sqrt(2 * std::numbers::pi); }

/// How many spikes one neuron fires in a step.
void check_on_grid(const Network& network, const PulsePackets& m, const Place& place) {
  if (network.clock.continuous()) return;
  const double step = ms_from_ticks(network.clock.step());
  // In the middle of a packet, with those that it runs into.
  const double width = std::max(step, width_of(m));
  const double all = most_within(m.times, width) * m.spikes;
  const double mean = all * step / width;
  require_at_once(std::min(all, m.sd == 0 ? mean : largest_count(mean, 1)),
                  "a packet has " + std::to_string(m.spikes) + " spikes of each neuron", step,
                  place);
}

class PulsePacketsDescriptor final : public SourceDescriptorOf<PulsePackets> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  void check(const PopulationContext& context, const Place& place) const override {
    const auto& m = context.model().as<PulsePackets>();
    place.require(m.spikes >= 1, "a packet has 0 spikes; it must have at least 1");
    place.require(
        m.sd >= 0 && m.sd <= kLargestSd,
        "the sd is " + number(m.sd) + " ms; it must be from 0 to " + number(kLargestSd) + " ms");
    const double packet = static_cast<double>(m.spikes) * context.size();
    place.require(packet <= kLargestPacket, "a packet has " + number(packet) +
                                                " spikes (spikes times size); at most " +
                                                number(kLargestPacket) + " are possible");
    require_few_given(static_cast<double>(m.times.size()) * packet, place);
    check_on_grid(context.network, m, place);
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    const auto& m = context.model().as<PulsePackets>();
    const double all = static_cast<double>(m.times.size()) * m.spikes;
    // In the middle of a packet, with those so near that their middles overlap.
    const double near = std::max(1.0, most_within(m.times, width_of(m)));
    return {.rate = all / seconds_until(m.times.empty() ? 0 : m.times.back()),
            .peak = near * context.size() * m.spikes / std::max(1.0, width_of(m)),
            .most_per_instant = std::min(kMostAtOnce, all),
            .volley = m.sd == 0 ? static_cast<double>(m.spikes) : 0};
  }

  double bytes_of_groups(const Population& population, Housing housing) const override {
    constexpr double kReach =
        12;  // in standard deviations: from the first of one to most of another
    const auto& m = population.model.as<PulsePackets>();
    const auto pending = static_cast<std::uint64_t>(most_within(m.times, kReach * m.sd)) * m.spikes;
    return SourceDescriptorOf::bytes_of_groups(population, housing) +
           static_cast<double>(population.size) *
               (kTrain + kSpikeTime * static_cast<double>(std::bit_ceil(pending)));
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t seed) const override {
    const PulsePackets& m = model_of(network, slice);
    return std::make_unique<PulsePacketGenerator>(
        philox_key(seed, Purpose::kGeneratorPacket, slice.population), slice, m.times, m.spikes,
        m.sd, network.clock);
  }
};

}  // namespace

const NeuronModelDescriptor& PulsePackets::descriptor() {
  using enum ParameterKind;
  static const PulsePacketsDescriptor descriptor(
      {.name = "pulse_packets",
       .summary = "sources that fire about given times, each neuron at moments of its own",
       .equations =
           "about each time every neuron fires at `spikes` independent moments of a normal "
           "law",
       .reference = "Diesmann, Gewaltig & Aertsen (1999) Nature 402:529-533; NEST "
                    "pulsepacket_generator",
       .parameters = {
           describe<PulsePackets>(&PulsePackets::times, {"time",
                                                         "ms",
                                                         "centres of the packets, ascending",
                                                         kTimes,
                                                         {.at_least = 0, .at_most = 4e9},
                                                         true}),
           describe<PulsePackets>(
               &PulsePackets::spikes,
               {"spikes", "", "of each neuron in each packet", kCount, {.at_least = 1}}),
           describe<PulsePackets>(
               &PulsePackets::sd,
               {"sd", "ms", "of the law about the centre", kNumber, {.at_least = 0}})}});
  return descriptor;
}

}  // namespace engram
