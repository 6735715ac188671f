#include "core/engine/continuous_assembly.hpp"

#include "core/engine/assembly_parts.hpp"
#include "core/engine/continuous_partition.hpp"
#include "core/event/bucket_time_queue.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/neuron/group_request.hpp"

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
        plastic_(assembly.plastic),
        options_(assembly.options),
        seed_(assembly.seed),
        notifier_(assembly.notifier) {}

  template <template <class> class Queue>
  std::vector<std::unique_ptr<PartitionBase>> partitions() const {
    std::vector<std::unique_ptr<ContinuousPartition<Queue>>> made;
    for (std::size_t i = 0; i < connectome_.incoming.size(); ++i) {
      const PartitionLayout& layout = connectome_.partitioning.partitions[i];
      auto partition = std::make_unique<ContinuousPartition<Queue>>(
          network_, layout, connectome_, connectome_.incoming[i], plastic_[i], notifier_,
          step_hook(options_, i));
      for (const Slice& slice : layout.slices) {
        partition->account.add(account_of(slice, network_, connectome_.partitioning));
        partition->add(slice, make_group(slice));
      }
      made.push_back(std::move(partition));
    }
    connect_outboxes<ContinuousPartition<Queue>>(made, connectome_);
    return {std::make_move_iterator(made.begin()), std::make_move_iterator(made.end())};
  }

 private:
  std::unique_ptr<ExactGroup> make_group(const Slice& slice) const {
    const NeuronModel& model = network_.populations[slice.population].model;
    return model.descriptor().make_exact_group(
        ExactGroupRequest{{network_, slice, seed_}, make_drives(slice), currents_of(slice)});
  }

  /// Calls `visit(context)` for every device of this kind onto the slice's population.
  template <class Visit>
  void for_each_device(const Slice& slice, DeviceInput input, Visit&& visit) const {
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) {
      const DeviceContext context{network_, i, seed_};
      if (context.device().target() != slice.population) continue;
      if (context.device().descriptor().input() == input) visit(context);
    }
  }

  std::vector<std::unique_ptr<ArrivalStream>> make_drives(const Slice& slice) const {
    std::vector<std::unique_ptr<ArrivalStream>> drives;
    for_each_device(slice, DeviceInput::kEvents, [&](const DeviceContext& context) {
      auto drive = context.device().descriptor().make_arrivals(context, slice);
      if (drive) drives.push_back(std::move(drive));
    });
    return drives;
  }

  ExactCurrents currents_of(const Slice& slice) const {
    std::vector<ExactCurrents::Device> currents;
    for_each_device(slice, DeviceInput::kCurrent, [&](const DeviceContext& context) {
      ExactCurrents::Device& device = currents.emplace_back(context.index);
      for (const auto& [time, amplitude] : context.device().descriptor().changes(context)) {
        device.ticks.push_back(time.tick);
        device.amplitudes.push_back(amplitude);
      }
    });
    return ExactCurrents(std::move(currents));
  }

  const Network& network_;
  const Connectome& connectome_;
  std::span<std::uint32_t* const> plastic_;
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
