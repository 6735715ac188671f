#include "core/engine/continuous_assembly.hpp"

#include <map>

#include "core/device/exact_sources.hpp"
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
  ContinuousAssembler(const Network& network, const Connectome& connectome,
                      const SimulationOptions& options, Notifier& notifier)
      : network_(network), connectome_(connectome), options_(options), notifier_(notifier) {}

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
    if (auto generator = make_spike_generator(network_, slice, end())) {
      return std::make_unique<ExactSources>(slice, std::move(generator));
    }
    const std::vector<double> V_m =
        is_lif(model) ? initial_V_m(network_, slice) : std::vector<double>(slice.count, 0);
    return std::make_unique<ExactLifGroup>(ExactLifGroup::Spec{.model = model,
                                                               .slice = slice,
                                                               .initial_V_m = V_m,
                                                               .drives = make_drives(slice),
                                                               .currents = currents_of(slice)});
  }

  std::vector<std::unique_ptr<ArrivalStream>> make_drives(const Slice& slice) const {
    std::vector<std::unique_ptr<ArrivalStream>> drives;
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) {
      const Device& device = network_.devices[i];
      if (std::visit([](const auto& d) { return d.target; }, device) != slice.population) continue;
      if (const auto* poisson = std::get_if<PoissonDrive>(&device); poisson && poisson->rate > 0) {
        drives.push_back(std::make_unique<PoissonArrivals>(network_, *poisson, i, slice));
      } else if (const auto* drive = std::get_if<InhomogeneousPoissonDrive>(&device)) {
        drives.push_back(std::make_unique<GeneratedArrivals>(
            drive->weight, slice, make_drive_generator(network_, *drive, i, slice, end())));
      }
    }
    return drives;
  }

  /// The sum of all step currents into a population, from each change on.
  std::vector<std::pair<Time, double>> currents_of(const Slice& slice) const {
    std::map<Time, double> changes;
    for (const Device& device : network_.devices) {
      const auto* current = std::get_if<StepCurrent>(&device);
      if (current == nullptr || current->target != slice.population) continue;
      double before = 0;
      for (std::size_t i = 0; i < current->times.size(); ++i) {
        changes[Time{network_.clock.nearest(current->times[i]), 0}] +=
            current->amplitudes[i] - before;
        before = current->amplitudes[i];
      }
    }
    std::vector<std::pair<Time, double>> totals(changes.begin(), changes.end());
    for (std::size_t i = 1; i < totals.size(); ++i) totals[i].second += totals[i - 1].second;
    return totals;
  }

  Time end() const { return {network_.warm_up + network_.duration, 0}; }

  const Network& network_;
  const Connectome& connectome_;
  const SimulationOptions& options_;
  Notifier& notifier_;
};

}  // namespace

std::vector<std::unique_ptr<PartitionBase>> assemble_continuous(const Network& network,
                                                                const Connectome& connectome,
                                                                const SimulationOptions& options,
                                                                Notifier& notifier) {
  const ContinuousAssembler assembler(network, connectome, options, notifier);
  if (options.queue == QueueKind::kHeap) return assembler.partitions<HeapOf>();
  return assembler.partitions<CalendarOf>();
}

}  // namespace engram
