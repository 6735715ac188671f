#include "core/engine/recording_collector.hpp"

#include <algorithm>
#include <limits>

#include "core/network/model_descriptor.hpp"
#include "core/recording/recording_span.hpp"

namespace engram {
namespace {

constexpr std::chrono::milliseconds kPoll{2};
constexpr std::chrono::milliseconds kReportInterval{50};
constexpr std::chrono::seconds kKeepInterval{1};

/// The variables of a recorder as indices in the list of its model.
std::vector<std::uint32_t> variables_of(const Network& network, const StateRecorder& recorder) {
  const NeuronModel& model = network.populations[recorder.selection.population].model;
  std::vector<std::uint32_t> variables;
  for (const std::string& name : recorder.variables) {
    variables.push_back(model.descriptor().variable(name).value());
  }
  return variables;
}

}  // namespace

RecordingCollector::RecordingCollector(const Network& network, const Partitioning& partitioning,
                                       std::vector<std::unique_ptr<PartitionBase>>& partitions,
                                       Tick now, RecordingSink& sink, Notifier& notifier)
    : network_(network),
      partitioning_(partitioning),
      sink_(sink),
      notifier_(notifier),
      span_(recording_span(network)),
      backlog_((now / span_ + 1) * span_ / network.clock.step()),
      wanted_(network.populations.size()),
      spikes_(network.populations.size()),
      handed_over_(now),
      collected_(now) {
  for (const auto& partition : partitions) {
    partition->count_into(&backlog_);
    partitions_.push_back(partition.get());
    readers_.emplace_back(partition->outbox).read_until(now, [](const Spike&) {});
  }
  want_spikes();
  place_samplers(partitions);
}

RecordingCollector::~RecordingCollector() {
  thread_ = {};
  for (PartitionBase* partition : partitions_) {
    partition->count_into(nullptr);
    partition->samplers.clear();
  }
}

void RecordingCollector::want_spikes() {
  for (const SpikeRecorder& recorder : network_.spike_recorders) {
    Wanted& wanted = wanted_[recorder.selection.population];
    const bool had_all = wanted.recorded && wanted.chosen.empty();
    wanted.recorded = true;
    if (recorder.selection.neurons.empty() || had_all) {
      wanted.chosen.clear();
      continue;
    }
    wanted.chosen.resize(network_.populations[recorder.selection.population].size);
    for (const std::uint32_t neuron : recorder.selection.neurons) wanted.chosen[neuron] = true;
  }
  if (network_.spike_recorders.empty()) {
    for (Wanted& wanted : wanted_) wanted.recorded = true;
  }
}

void RecordingCollector::place_samplers(std::vector<std::unique_ptr<PartitionBase>>& partitions) {
  for (const StateRecorder& recorder : network_.state_recorders) {
    const Step interval = network_.clock.steps(recorder.interval);
    Sampling& sampling = samplings_.emplace_back();
    sampling.interval = interval * network_.clock.step();
    sampling.next = (handed_over_ / sampling.interval + 1) * sampling.interval;
    sampling.variables = recorder.variables.size();
    const std::vector<std::uint32_t> variables = variables_of(network_, recorder);
    for (auto& partition : partitions) {
      std::vector<StateSampler::Probe> probes = probes_of(*partition, recorder.selection);
      sampling.chosen += probes.size();
      if (probes.empty()) continue;
      sampling.parts.push_back(
          &partition->samplers.emplace_back(interval, variables, std::move(probes)));
    }
    sampling.row.resize(sampling.variables * sampling.chosen);
  }
}

std::vector<StateSampler::Probe> RecordingCollector::probes_of(
    const PartitionBase& partition, const NeuronSelection& selection) const {
  std::vector<StateSampler::Probe> probes;
  const auto& members = partition.account.members();
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const Slice& slice = members[m].slice;
    if (slice.population != selection.population) continue;
    if (selection.neurons.empty()) {
      for (std::uint32_t i = 0; i < slice.count; ++i) probes.push_back({m, i, slice.first + i});
    }
    for (std::uint32_t k = 0; k < selection.neurons.size(); ++k) {
      const std::uint32_t neuron = selection.neurons[k];
      if (neuron >= slice.first && neuron < slice.first + slice.count) {
        probes.push_back({m, neuron - slice.first, k});
      }
    }
  }
  return probes;
}

void RecordingCollector::start() {
  last_keep_ = std::chrono::steady_clock::now();
  thread_ = std::jthread([this](std::stop_token stop) {
    try {
      run(stop);
    } catch (...) {
      error_ = std::current_exception();
      failure_.request_stop();
    }
    done_.release();
  });
}

void RecordingCollector::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    collect_until(reached());
    keep_now_and_then();
    std::unique_lock lock(idle_mutex_);
    idle_.wait_for(lock, stop, kPoll, [] { return false; });
  }
  collect_rest(end_);
}

Tick RecordingCollector::reached() const {
  Step least = kNever;
  for (const PartitionBase* partition : partitions_)
    least = std::min(least, partition->published());
  return least * network_.clock.step();
}

Tick RecordingCollector::end_of_span(Tick begin) const {
  return begin > std::numeric_limits<Tick>::max() - span_ ? std::numeric_limits<Tick>::max()
                                                          : begin + span_;
}

Tick RecordingCollector::next_sample() const {
  Tick next = kNever;
  for (const Sampling& sampling : samplings_) next = std::min(next, sampling.next);
  return next;
}

Tick RecordingCollector::next_event() {
  Tick next = next_sample();
  for (Outbox::Reader& reader : readers_) next = std::min(next, reader.next());
  return next;
}

void RecordingCollector::collect_until(Tick reached) {
  for (;;) {
    const Tick next = next_event();
    const Tick begin = begin_of_span(next, span_);
    if (next > reached || end_of_span(begin) > reached) {
      collected_ = std::max(collected_, std::min(next > reached ? reached : begin, reached));
      break;
    }
    collect_span(begin, end_of_span(begin));
    keep_now_and_then();
  }
  const Tick coming = end_of_span(reached / span_ * span_);
  backlog_.take(std::exchange(taken_bytes_, 0), coming / network_.clock.step());
  notifier_.notify();
}

void RecordingCollector::collect_span(Tick begin, Tick end) {
  read_spikes(end);
  const bool fired = std::ranges::any_of(spikes_, [](const auto& s) { return !s.empty(); });
  if (fired || next_sample() <= end) {
    hand_over_silence(begin);
    hand_over_spikes(end);
    take_samples(end);
  }
  collected_ = end;
  backlog_.take(std::exchange(taken_bytes_, 0), end_of_span(end) / network_.clock.step());
  notifier_.notify();
}

void RecordingCollector::hand_over_silence(Tick end) {
  if (handed_over_ >= end) return;
  for (PopulationIndex p = 0; p < wanted_.size(); ++p) {
    if (wanted_[p].recorded) sink_.spikes(p, handed_over_, end, {});
  }
  handed_over_ = end;
}

void RecordingCollector::hand_over_spikes(Tick end) {
  for (PopulationIndex p = 0; p < wanted_.size(); ++p) {
    if (!wanted_[p].recorded) continue;
    std::ranges::sort(spikes_[p]);
    sink_.spikes(p, handed_over_, end, spikes_[p]);
    spikes_[p].clear();
  }
  handed_over_ = end;
}

void RecordingCollector::read_spikes(Tick end) {
  const auto& first_id = partitioning_.first_id;
  for (Outbox::Reader& reader : readers_) {
    reader.read_until(end, [&](const Spike& spike) {
      taken_bytes_ += sizeof(Spike);
      const PopulationIndex population = partitioning_.population_of(spike.source);
      const std::uint32_t neuron = spike.source - first_id[population];
      const Wanted& wanted = wanted_[population];
      if (!wanted.recorded || (!wanted.chosen.empty() && !wanted.chosen[neuron])) return;
      spikes_[population].push_back({spike.time, neuron});
    });
  }
}

void RecordingCollector::take_samples(Tick end) {
  for (Tick time = next_sample(); time <= end; time = next_sample()) {
    for (std::uint32_t recorder = 0; recorder < samplings_.size(); ++recorder) {
      if (samplings_[recorder].next == time) take_sample(recorder);
    }
  }
}

void RecordingCollector::take_sample(std::uint32_t recorder) {
  Sampling& sampling = samplings_[recorder];
  for (StateSampler* part : sampling.parts) {
    const std::vector<StateSampler::Probe>& probes = part->probes();
    part->take([&](std::span<const double> values) {
      for (std::size_t v = 0; v < sampling.variables; ++v) {
        double* const row = &sampling.row[v * sampling.chosen];
        for (std::size_t i = 0; i < probes.size(); ++i) {
          row[probes[i].place] = values[v * probes.size() + i];
        }
      }
    });
    taken_bytes_ += part->bytes_of_sample();
  }
  sink_.samples(recorder, sampling.next, sampling.row);
  const bool last = sampling.next > std::numeric_limits<Tick>::max() - sampling.interval;
  sampling.next = last ? kNever : sampling.next + sampling.interval;
}

void RecordingCollector::keep_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_keep_ < kKeepInterval) return;
  last_keep_ = now;
  sink_.keep(collected_);
}

void RecordingCollector::finish(Tick end, const std::function<void()>& meanwhile) {
  end_ = end;
  thread_.request_stop();
  while (!done_.try_acquire_for(kReportInterval)) {
    if (meanwhile) meanwhile();
  }
  if (error_) std::rethrow_exception(error_);
}

void RecordingCollector::salvage() {
  end_ = reached();
  thread_.request_stop();
  thread_ = {};
}

void RecordingCollector::collect_rest(Tick end) {
  collect_until(end);
  const Tick next = next_event();
  if (next <= end) collect_span(begin_of_span(next, span_), end);
  hand_over_silence(end);
}

}  // namespace engram
