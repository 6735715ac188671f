#include "core/engine/recording_collector.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace engram {

RecordingCollector::RecordingCollector(const Network& network, const Partitioning& partitioning,
                                       std::vector<std::unique_ptr<PartitionBase>>& partitions,
                                       RecordingSink& sink)
    : network_(network),
      partitioning_(partitioning),
      sink_(sink),
      wanted_(network.populations.size()),
      spikes_(network.populations.size()) {
  for (const auto& partition : partitions) {
    partitions_.push_back(partition.get());
    readers_.emplace_back(partition->outbox);
  }
  for (const SpikeRecorder& recorder : network.spike_recorders) {
    Wanted& wanted = wanted_[recorder.selection.population];
    const bool had_all = wanted.recorded && wanted.chosen.empty();
    wanted.recorded = true;
    if (recorder.selection.neurons.empty() || had_all) {
      wanted.chosen.clear();
      continue;
    }
    wanted.chosen.resize(network.populations[recorder.selection.population].size);
    for (const std::uint32_t neuron : recorder.selection.neurons) wanted.chosen[neuron] = true;
  }
  if (network.spike_recorders.empty()) {
    for (Wanted& wanted : wanted_) wanted.recorded = true;
  }
  place_samplers(partitions);
}

RecordingCollector::~RecordingCollector() = default;

void RecordingCollector::place_samplers(std::vector<std::unique_ptr<PartitionBase>>& partitions) {
  for (std::uint32_t i = 0; i < network_.state_recorders.size(); ++i) {
    const StateRecorder& recorder = network_.state_recorders[i];
    const auto interval = network_.clock.steps(recorder.interval);
    std::size_t chosen = 0;
    for (auto& partition : partitions) {
      std::vector<StateSampler::Probe> probes = probes_of(*partition, recorder.selection);
      chosen += probes.size();
      if (probes.empty()) continue;
      partition->samplers.emplace_back(i, interval, recorder.variables, std::move(probes));
    }
    sample_sizes_.push_back(chosen);
  }
}

std::vector<StateSampler::Probe> RecordingCollector::probes_of(
    const PartitionBase& partition, const NeuronSelection& selection) const {
  std::vector<StateSampler::Probe> probes;
  const auto& members = partition.account.members();
  for (std::size_t m = 0; m < members.size(); ++m) {
    const Slice& slice = members[m].slice;
    if (slice.population != selection.population) continue;
    if (selection.neurons.empty()) {
      for (std::uint32_t i = 0; i < slice.count; ++i) probes.push_back({m, i, slice.first + i});
    }
    for (std::size_t k = 0; k < selection.neurons.size(); ++k) {
      const std::uint32_t neuron = selection.neurons[k];
      if (neuron >= slice.first && neuron < slice.first + slice.count) {
        probes.push_back({m, neuron - slice.first, k});
      }
    }
  }
  return probes;
}

void RecordingCollector::start() {
  thread_ = std::jthread([this](std::stop_token stop) {
    try {
      run(stop);
    } catch (...) {
      error_ = std::current_exception();
      failed_.store(true, std::memory_order_release);
    }
  });
}

void RecordingCollector::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    collect_until(reached());
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Tick RecordingCollector::reached() const {
  Step least = kNever;
  for (const PartitionBase* partition : partitions_)
    least = std::min(least, partition->published());
  return least * network_.clock.step();
}

void RecordingCollector::collect_until(Tick reached) {
  for (Tick begin = collected(); begin + kSpan <= reached; begin = collected()) {
    collect_span(begin, begin + kSpan);
  }
}

void RecordingCollector::collect_span(Tick begin, Tick end) {
  read_spikes(end);
  for (PopulationIndex p = 0; p < spikes_.size(); ++p) {
    if (!wanted_[p].recorded) continue;
    std::ranges::sort(spikes_[p]);
    sink_.spikes(p, begin, end, spikes_[p]);
    spikes_[p].clear();
  }
  fetch_samples();
  deliver_samples(end);
  collected_.store(end, std::memory_order_release);
}

void RecordingCollector::read_spikes(Tick end) {
  const auto& first_id = partitioning_.first_id;
  for (Outbox::Reader& reader : readers_) {
    reader.read_until(end, [&](const Spike& spike) {
      const auto after = std::ranges::upper_bound(first_id, spike.source);
      const auto population = static_cast<PopulationIndex>(after - first_id.begin() - 1);
      const std::uint32_t neuron = spike.source - first_id[population];
      const Wanted& wanted = wanted_[population];
      if (!wanted.recorded || (!wanted.chosen.empty() && !wanted.chosen[neuron])) return;
      spikes_[population].push_back({spike.time, neuron});
    });
  }
}

void RecordingCollector::fetch_samples() {
  for (PartitionBase* partition : partitions_) {
    for (StateSampler& sampler : partition->samplers) {
      const std::uint32_t recorder = sampler.recorder();
      const std::size_t variables = network_.state_recorders[recorder].variables.size();
      const std::size_t probes = sampler.probes().size();
      for (const auto& [step, values] : sampler.fetch()) {
        std::vector<double>& row = samples_[{step * network_.clock.step(), recorder}];
        row.resize(variables * sample_sizes_[recorder]);
        for (std::size_t v = 0; v < variables; ++v) {
          for (std::size_t i = 0; i < probes; ++i) {
            row[v * sample_sizes_[recorder] + sampler.probes()[i].place] = values[v * probes + i];
          }
        }
      }
    }
  }
}

void RecordingCollector::deliver_samples(Tick end) {
  while (!samples_.empty() && samples_.begin()->first.first <= end) {
    const auto& [key, values] = *samples_.begin();
    sink_.samples(key.second, key.first, values);
    samples_.erase(samples_.begin());
  }
}

void RecordingCollector::finish(Tick end) {
  thread_ = {};  // asks the thread to stop and joins it
  if (error_) std::rethrow_exception(error_);
  collect_rest(end);
}

void RecordingCollector::salvage() {
  thread_ = {};
  if (!error_) collect_rest(reached());
}

void RecordingCollector::collect_rest(Tick end) {
  collect_until(end);
  if (collected() < end) collect_span(collected(), end);
}

}  // namespace engram
