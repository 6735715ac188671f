#include "core/engine/assembly.hpp"

#include "core/engine/assembly_parts.hpp"
#include "core/engine/partition.hpp"
#include "core/event/calendar_queue.hpp"
#include "core/event/heap_queue.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/neuron/group_request.hpp"

namespace engram {
namespace {

class Assembler {
 public:
  explicit Assembler(const Assembly& assembly)
      : network_(assembly.network),
        connectome_(assembly.connectome),
        plastic_(assembly.plastic),
        options_(assembly.options),
        seed_(assembly.seed),
        notifier_(assembly.notifier) {
    make_devices();
  }

  template <EventQueue Queue>
  std::vector<std::unique_ptr<PartitionBase>> partitions() {
    std::vector<std::unique_ptr<Partition<Queue>>> made;
    for (std::size_t i = 0; i < connectome_.incoming.size(); ++i) {
      const PartitionLayout& layout = connectome_.partitioning.partitions[i];
      auto partition = std::make_unique<Partition<Queue>>(
          layout, connectome_, connectome_.incoming[i], plastic_[i], network_.clock.step(),
          notifier_, step_hook(options_, i));
      for (const Slice& slice : layout.slices) {
        partition->account.add(account_of(slice, network_, connectome_.partitioning));
        const std::span<const InputRow> rows = partition->neurons().rows();
        partition->neurons().add({slice, make_group(slice, layout.sleeps, rows)});
      }
      made.push_back(std::move(partition));
    }
    connect_outboxes<Partition<Queue>>(made, connectome_);
    return {std::make_move_iterator(made.begin()), std::make_move_iterator(made.end())};
  }

 private:
  void make_devices() {
    drives_.resize(network_.populations.size());
    currents_.resize(network_.populations.size());
    for (std::uint32_t i = 0; i < network_.devices.size(); ++i) {
      const DeviceContext context{network_, i, seed_};
      const DeviceDescriptor& descriptor = context.device().descriptor();
      const PopulationIndex target = context.device().target();
      if (descriptor.input() == DeviceInput::kCurrent) {
        if (auto current = descriptor.make_current(context)) currents_[target].push_back(current);
      } else {
        if (auto drive = descriptor.make_drive(context)) drives_[target].push_back(drive);
      }
    }
  }

  std::unique_ptr<NeuronGroup> make_group(const Slice& slice, bool sleeps,
                                          std::span<const InputRow> rows) const {
    const NeuronModel& model = network_.populations[slice.population].model;
    const std::vector<ReceptorScale>& scales = connectome_.classes.scales[slice.population];
    GridGroupRequest request{{network_, slice, seed_}, sleeps, {}, {}, {}};
    request.drives = drives_[slice.population];
    request.currents = currents_[slice.population];
    for (std::size_t r = 0; r < scales.size(); ++r) {
      ReceptorInput& input = request.inputs.emplace_back();
      input.narrow_unit = scales[r].unit32;
      input.wide_unit = scales[r].unit64;
      if (r >= rows.size()) continue;
      // A row of the partition that no synapse of this population uses need not be read.
      const InputRow row = rows[r].from(slice.slot);
      if (scales[r].unit32 != 0) input.row.narrow = row.narrow;
      if (scales[r].unit64 != 0) input.row.wide = row.wide;
    }
    return model.descriptor().make_grid_group(request);
  }

  const Network& network_;
  const Connectome& connectome_;
  std::span<std::uint32_t* const> plastic_;
  const SimulationOptions& options_;
  std::uint64_t seed_;
  Notifier& notifier_;
  std::vector<std::vector<std::shared_ptr<DriveInput>>> drives_;      ///< by population
  std::vector<std::vector<std::shared_ptr<CurrentInput>>> currents_;  ///< by population
};

}  // namespace

std::vector<std::unique_ptr<PartitionBase>> assemble(const Assembly& assembly) {
  Assembler assembler(assembly);
  if (assembly.options.queue == QueueKind::kHeap) return assembler.partitions<HeapQueue>();
  return assembler.partitions<CalendarQueue>();
}

}  // namespace engram
