#include "io/analysis/statistics.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <utility>

#include "core/base/error.hpp"
#include "io/analysis/neuron_sample.hpp"
#include "io/analysis/pair_correlation.hpp"
#include "io/analysis/spike_train.hpp"

namespace engram {
namespace {

using Trains = std::vector<SpikeTrain>;  // one a neuron

// Some 10 GB: above it a damaged header is likelier than a recording.
constexpr std::uint64_t kMaximumNeurons = 200'000'000;

constexpr std::uint32_t kNotInSample = std::numeric_limits<std::uint32_t>::max();

struct Span {
  Tick from;
  Tick to;
};

Span span_of(const SpikeSource& source, const AnalysisOptions& options) {
  const Span span{options.from.value_or(source.warm_up()), options.to.value_or(source.end())};
  if (span.from < 0 || span.from >= span.to || span.to > source.end()) {
    throw UserError(
        fmt::format("statistics from {} ms to {} ms: the recording covers 0 ms to {} ms, of which "
                    "the first {} ms "
                    "are warm-up; choose a span that is not empty within it",
                    ms_from_ticks(span.from), ms_from_ticks(span.to), ms_from_ticks(source.end()),
                    ms_from_ticks(source.warm_up())));
  }
  return span;
}

void check_size(const SpikeSource& source) {
  std::uint64_t left = kMaximumNeurons;
  for (const auto& population : source.populations()) {
    if (population.neurons > left) {
      throw UserError(
          fmt::format("population {}: with its {} neurons the recording has more than the {} "
                      "that statistics can hold",
                      population.name, population.neurons, kMaximumNeurons));
    }
    left -= population.neurons;
  }
}

std::vector<Trains> collect_trains(SpikeSource& source, Span span) {
  std::vector<Trains> trains;
  for (const auto& population : source.populations()) trains.emplace_back(population.neurons);
  source.visit(span.from, span.to,
               [&](PopulationIndex population, std::span<const RecordedSpike> spikes) {
                 Trains& neurons = trains[population];
                 for (const RecordedSpike& spike : spikes)
                   neurons[spike.neuron].add(spike.time.tick);
               });
  return trains;
}

PopulationStatistics summarise(const SpikeSource::Population& population, const Trains& trains,
                               Span span) {
  const double seconds = ms_from_ticks(span.to - span.from) / 1000;
  PopulationStatistics result;
  result.name = population.name;
  result.neurons = trains.size();
  std::vector<double> rates;
  std::vector<double> cvs;
  rates.reserve(trains.size());
  for (const SpikeTrain& train : trains) {
    result.spikes += train.spikes();
    rates.push_back(static_cast<double>(train.spikes()) / seconds);
    if (train.spikes() < kMinimumSpikesForCv) continue;
    if (const double cv = train.isi_cv(); cv == cv) cvs.push_back(cv);
  }
  result.rates = EmpiricalDistribution(std::move(rates));
  result.isi_cvs = EmpiricalDistribution(std::move(cvs));
  return result;
}

/// The neurons of one population that are drawn to be correlated.
struct Sample {
  std::vector<std::uint32_t> place;  // of each neuron in the sample, or kNotInSample
  PairCorrelation pairs;
};

Sample make_sample(const Trains& trains, PopulationIndex population, Span span,
                   const AnalysisOptions& options) {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t i = 0; i < trains.size(); ++i) {
    if (trains[i].spikes() > 0) candidates.push_back(i);
  }
  const auto chosen = draw_sample(std::move(candidates), options.sample,
                                  philox_key(0, Purpose::kAnalysis, population));
  const auto size = static_cast<std::uint32_t>(chosen.size());
  const auto bins = static_cast<std::uint64_t>((span.to - span.from) / options.bin);
  Sample sample{std::vector<std::uint32_t>(trains.size(), kNotInSample),
                PairCorrelation(size, span.from, options.bin, bins)};
  for (std::uint32_t i = 0; i < size; ++i) sample.place[chosen[i]] = i;
  return sample;
}

void correlate(SpikeSource& source, Span span, std::vector<Sample>& samples) {
  source.visit(span.from, span.to,
               [&](PopulationIndex population, std::span<const RecordedSpike> spikes) {
                 Sample& sample = samples[population];
                 for (const RecordedSpike& spike : spikes) {
                   const std::uint32_t place = sample.place[spike.neuron];
                   if (place != kNotInSample) sample.pairs.add(spike.time.tick, place);
                 }
               });
}

}  // namespace

RecordingStatistics analyse(SpikeSource& source, const AnalysisOptions& wanted) {
  const Span span = span_of(source, wanted);
  if (wanted.bin <= 0) throw UserError("the bin of the spike counts must be longer than 0 ms");
  AnalysisOptions options = wanted;
  options.bin = whole_steps(wanted.bin, source.step());
  check_size(source);

  RecordingStatistics result{span.from, span.to, options.bin, options.sample, {}};
  std::vector<Sample> samples;
  {
    const std::vector<Trains> trains = collect_trains(source, span);
    for (PopulationIndex p = 0; p < trains.size(); ++p) {
      result.populations.push_back(summarise(source.populations()[p], trains[p], span));
      samples.push_back(make_sample(trains[p], p, span, options));
    }
  }
  correlate(source, span, samples);
  for (PopulationIndex p = 0; p < samples.size(); ++p) {
    result.populations[p].correlations = EmpiricalDistribution(samples[p].pairs.correlations());
  }
  return result;
}

}  // namespace engram
