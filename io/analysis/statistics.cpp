#include "io/analysis/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "io/analysis/neuron_places.hpp"
#include "io/analysis/neuron_sample.hpp"
#include "io/analysis/pair_correlation.hpp"
#include "io/analysis/spike_train.hpp"

namespace engram {
namespace {

// Above it a damaged header is likelier than a recording.
constexpr std::uint64_t kMaximumNeurons = 200'000'000;

// Of all populations, 8 bytes each.
constexpr double kMaximumPairs = 1 << 26;

/// The trains of those recorded neurons of a population that fired.
struct Trains {
  NeuronPlaces places;  // of each neuron in the two below
  std::vector<std::uint32_t> neurons;
  std::vector<SpikeTrain> trains;

  explicit Trains(std::uint64_t recorded) : places(recorded) {}

  void add(const RecordedSpike& spike) {
    std::uint32_t& place = places.at(spike.neuron);
    if (place == NeuronPlaces::kNone) {
      place = static_cast<std::uint32_t>(trains.size());
      neurons.push_back(spike.neuron);
      trains.emplace_back();
    }
    trains[place].add(spike.time.tick);
  }
};

struct Span {
  Tick from;
  Tick to;
};

Span span_of(const SpikeSource& source, const AnalysisOptions& options) {
  const Span span{options.from.value_or(source.measured_from()), options.to.value_or(source.end())};
  if (span.from < source.begin() || span.from >= span.to || span.to > source.end()) {
    throw UserError(
        fmt::format("statistics from {} ms to {} ms: the recording covers {} ms to {} ms, and "
                    "the warm-up ends at {} ms; choose a span that is not empty within it",
                    ms_from_ticks(span.from), ms_from_ticks(span.to), ms_from_ticks(source.begin()),
                    ms_from_ticks(source.end()), ms_from_ticks(source.warm_up())));
  }
  return span;
}

void check_size(const SpikeSource& source) {
  std::uint64_t left = kMaximumNeurons;
  for (const auto& population : source.populations()) {
    if (population.recorded > left) {
      throw UserError(
          fmt::format("population {}: with its {} recorded neurons the recording has more than "
                      "the {} that statistics can hold",
                      population.name, population.recorded, kMaximumNeurons));
    }
    left -= population.recorded;
  }
}

std::vector<Trains> collect_trains(SpikeSource& source, Span span) {
  std::vector<Trains> trains;
  for (const auto& population : source.populations()) trains.emplace_back(population.recorded);
  source.visit(span.from, span.to,
               [&](PopulationIndex population, std::span<const RecordedSpike> spikes) {
                 for (const RecordedSpike& spike : spikes) trains[population].add(spike);
               });
  return trains;
}

PopulationStatistics summarise(const SpikeSource::Population& population, const Trains& fired,
                               Span span, std::uint32_t min_spikes) {
  const double seconds = ms_from_ticks(span.to - span.from) / 1000;
  PopulationStatistics result;
  result.name = population.name;
  result.neurons = population.neurons;
  result.recorded = population.recorded;
  std::vector<double> rates;
  std::vector<double> cvs;
  rates.reserve(fired.trains.size());
  for (const SpikeTrain& train : fired.trains) {
    result.spikes += train.spikes();
    rates.push_back(static_cast<double>(train.spikes()) / seconds);
    if (train.spikes() < min_spikes) continue;
    if (const double cv = train.isi_cv(); cv == cv) cvs.push_back(cv);
  }
  const std::uint64_t silent = population.recorded - fired.trains.size();
  result.rates = EmpiricalDistribution(std::move(rates), silent);
  result.isi_cvs = EmpiricalDistribution(std::move(cvs));
  return result;
}

/// The neurons of one population that are drawn to be correlated.
struct Sample {
  NeuronPlaces places;  // of those in the sample
  PairCorrelation pairs;
};

Sample make_sample(Trains fired, PopulationIndex population, std::uint64_t recorded, Span span,
                   const AnalysisOptions& options) {
  std::ranges::sort(fired.neurons);
  const auto chosen = draw_sample(std::move(fired.neurons), options.sample,
                                  philox_key(0, Purpose::kAnalysis, population));
  const auto size = static_cast<std::uint32_t>(chosen.size());
  const auto bins = static_cast<std::uint64_t>((span.to - span.from) / options.bin);
  Sample sample{NeuronPlaces(recorded), PairCorrelation(size, span.from, options.bin, bins)};
  for (std::uint32_t i = 0; i < size; ++i) sample.places.at(chosen[i]) = i;
  return sample;
}

/// The size of the samples with which the pairs of all populations fit into memory.
std::uint32_t affordable_sample(std::uint32_t wanted, const SpikeSource& source) {
  const auto recorded =
      std::ranges::count_if(source.populations(), [](const auto& p) { return p.recorded > 0; });
  const double pairs = kMaximumPairs / std::max(1.0, static_cast<double>(recorded));
  return std::min(wanted, static_cast<std::uint32_t>(std::sqrt(2 * pairs)));
}

void correlate(SpikeSource& source, Span span, std::vector<Sample>& samples) {
  source.visit(span.from, span.to,
               [&](PopulationIndex population, std::span<const RecordedSpike> spikes) {
                 Sample& sample = samples[population];
                 for (const RecordedSpike& spike : spikes) {
                   const std::uint32_t place = sample.places.find(spike.neuron);
                   if (place != NeuronPlaces::kNone) sample.pairs.add(spike.time.tick, place);
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
  options.sample = affordable_sample(options.sample, source);

  RecordingStatistics result{span.from,          span.to, options.bin, options.sample,
                             options.min_spikes, {}};
  std::vector<Sample> samples;
  {
    std::vector<Trains> trains = collect_trains(source, span);
    for (PopulationIndex p = 0; p < trains.size(); ++p) {
      const SpikeSource::Population& population = source.populations()[p];
      result.populations.push_back(summarise(population, trains[p], span, options.min_spikes));
      samples.push_back(make_sample(std::move(trains[p]), p, population.recorded, span, options));
      result.populations.back().correlated = samples.back().pairs.neurons();
    }
  }
  correlate(source, span, samples);
  for (PopulationIndex p = 0; p < samples.size(); ++p) {
    result.populations[p].correlations = EmpiricalDistribution(samples[p].pairs.correlations());
  }
  return result;
}

}  // namespace engram
