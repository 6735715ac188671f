#include "core/engine/assembly.hpp"

#include "core/device/grid_sources.hpp"
#include "core/device/injected_sources.hpp"
#include "core/device/poisson_drive.hpp"
#include "core/device/spike_sources.hpp"
#include "core/device/step_current.hpp"
#include "core/engine/assembly_parts.hpp"
#include "core/engine/partition.hpp"
#include "core/event/calendar_queue.hpp"
#include "core/event/heap_queue.hpp"
#include "core/neuron/lif_group.hpp"
#include "core/neuron/relay_group.hpp"

namespace engram {
namespace {

class Assembler {
 public:
  explicit Assembler(const Assembly& assembly)
      : network_(assembly.network),
        connectome_(assembly.connectome),
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
          layout, connectome_, connectome_.incoming[i], network_.clock.step(), notifier_,
          step_hook(options_, i));
      for (const Slice& slice : layout.slices) {
        partition->account.add(account_of(slice, network_, connectome_.partitioning));
        const InputRows rows = partition->neurons().rows().from(slice.slot);
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
      if (const auto* drive = std::get_if<PoissonDrive>(&network_.devices[i])) {
        drives_[drive->target].push_back(
            std::make_shared<PoissonDriveInput>(network_, *drive, i, seed_));
      } else if (const auto* current = std::get_if<StepCurrent>(&network_.devices[i])) {
        currents_[current->target].push_back(
            std::make_shared<StepCurrentInput>(*current, i, network_.clock));
      }
    }
  }

  std::unique_ptr<NeuronGroup> make_group(const Slice& slice, bool sleeps,
                                          const InputRows& rows) const {
    const NeuronModel& model = network_.populations[slice.population].model;
    if (is_lif(model)) return make_lif(slice, sleeps, rows);
    if (std::holds_alternative<Relay>(model)) {
      return std::make_unique<RelayGroup>(slice.count, rows.wide[0]);
    }
    if (std::holds_alternative<PoissonPopulation>(model)) {
      return std::make_unique<PoissonSources>(network_, slice, seed_);
    }
    if (std::holds_alternative<SpikeTrains>(model)) {
      return std::make_unique<SpikeTrainSources>(network_, slice);
    }
    if (std::holds_alternative<Injected>(model)) return std::make_unique<InjectedSources>();
    return std::make_unique<GridSources>(slice, network_.clock.step(),
                                         make_spike_generator(network_, slice, seed_),
                                         std::holds_alternative<Replay>(model));
  }

  std::unique_ptr<NeuronGroup> make_lif(const Slice& slice, bool sleeps,
                                        const InputRows& rows) const {
    const Population& population = network_.populations[slice.population];
    LifGroupSpec spec;
    spec.model = make_lif_model(population.model);
    spec.precision = population.precision;
    spec.step = network_.clock.step();
    spec.slice = slice;
    spec.drives = drives_[slice.population];
    spec.currents = currents_[slice.population];
    for (std::size_t r = 0; r < 2; ++r) {
      const ReceptorScale& scale = connectome_.classes.scales[slice.population][r];
      spec.narrow_unit[r] = scale.unit32;
      spec.wide_unit[r] = scale.unit64;
      // A row of the partition that no synapse of this population uses need not be read.
      if (scale.unit32 != 0) spec.rows.narrow[r] = rows.narrow[r];
      if (scale.unit64 != 0) spec.rows.wide[r] = rows.wide[r];
    }
    const std::vector<double> V_m = initial_V_m(network_, slice, seed_);
    spec.initial_V_m = V_m;
    return sleeps ? make_sleeping_lif(spec) : make_swept_lif(spec);
  }

  const Network& network_;
  const Connectome& connectome_;
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
