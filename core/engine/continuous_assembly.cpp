#include "core/engine/continuous_assembly.hpp"

#include "core/device/exact_sources.hpp"
#include "core/device/injected_sources.hpp"
#include "core/device/poisson_arrivals.hpp"
#include "core/engine/assembly_parts.hpp"
#include "core/engine/continuous_partition.hpp"
#include "core/event/bucket_time_queue.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/neuron/exact_lif_group.hpp"
#include "core/neuron/exact_relay_group.hpp"

namespace engram {
namespace {

template <class Entry>
using CalendarOf = BucketTimeQueue<Entry>;
template <class Entry>
using HeapOf = HeapTimeQueue<Entry, 4>;

class ContinuousAssembler {
 public:
  explicit ContinuousAssembler(const Assembly& assembly)
      : network_(assembly.network),
        connectome_(assembly.connectome),
        options_(assembly.options),
        seed_(assembly.seed),
        notifier_(assembly.notifier) {}

  template <template <class> class Queue>
  std::vector<std::unique_ptr<PartitionBase>> partitions() const {
    std::vector<std::unique_ptr<ContinuousPartition<Queue>>> made;
    for (std::size_t i = 0; i < connectome_.incoming.size(); ++i) {
      const PartitionLayout& layout = connectome_.partitioning.partitions[i];
      auto partition = std::make_unique<ContinuousPartition<Queue>>(
          network_, layout, connectome_, connectome_.incoming[i], notifier_,
          step_hook(options_, i));
      for (const Slice& slice : layout.slices) {
        partition->account.add(account_of(slice, network_, connectome_.partitioning));
        partition->add(slice, make_group(slice));
      }
      partition->start();
      made.push_back(std::move(partition));
    }
    connect_outboxes<ContinuousPartition<Queue>>(made, connectome_);
    return {std::make_move_iterator(made.begin()), std::make_move_iterator(made.end())};
  }

 private:
  std::unique_ptr<ExactGroup> make_group(const Slice& slice) const {
    const NeuronModel& model = network_.populations[slice.population].model;
    if (std::holds_alternative<Relay>(model)) return std::make_unique<ExactRelayGroup>(slice);
    if (std::holds_alternative<Injected>(model)) return std::make_unique<ExactInjectedSources>();
    if (auto generator = make_spike_generator(network_, slice, seed_)) {
      return std::make_unique<ExactSources>(slice, std::move(generator));
    }
    const std::vector<double> V_m =
        is_lif(model) ? initial_V_m(network_, slice, seed_) : std::vector<double>(slice.count, 0);
    return std::make_unique<ExactLifGroup>(
        ExactLifGroup::Spec{.model = model,
                            .slice = slice,
                            .initial_V_m = V_m,
                            .drives = make_drives(slice),
                            .currents = ExactCurrents(currents_of(slice))});
  }

  std::vector<std::unique_ptr<ArrivalStream>> make_drives(const Slice& slice) const {
    std::vector<std::unique_ptr<ArrivalStream>> drives;
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) {
      const Device& device = network_.devices[i];
      if (std::visit([](const auto& d) { return d.target; }, device) != slice.population) continue;
      if (const auto* poisson = std::get_if<PoissonDrive>(&device)) {
        drives.push_back(std::make_unique<PoissonArrivals>(network_, *poisson, i, slice, seed_));
      } else if (const auto* drive = std::get_if<InhomogeneousPoissonDrive>(&device)) {
        drives.push_back(std::make_unique<GeneratedArrivals>(
            drive->weight, i, slice, make_drive_generator(network_, *drive, i, slice, seed_)));
      }
    }
    return drives;
  }

  std::vector<ExactCurrents::Device> currents_of(const Slice& slice) const {
    std::vector<ExactCurrents::Device> currents;
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) {
      const auto* current = std::get_if<StepCurrent>(&network_.devices[i]);
      if (current == nullptr || current->target != slice.population) continue;
      ExactCurrents::Device& device = currents.emplace_back(i);
      for (const double ms : current->times) device.ticks.push_back(network_.clock.nearest(ms));
      device.amplitudes = current->amplitudes;
    }
    return currents;
  }

  const Network& network_;
  const Connectome& connectome_;
  const SimulationOptions& options_;
  std::uint64_t seed_;
  Notifier& notifier_;
};

}  // namespace

std::vector<std::unique_ptr<PartitionBase>> assemble_continuous(const Assembly& assembly) {
  const ContinuousAssembler assembler(assembly);
  if (assembly.options.queue == QueueKind::kHeap) return assembler.partitions<HeapOf>();
  return assembler.partitions<CalendarOf>();
}

}  // namespace engram
