#include <algorithm>
#include <tuple>

#include "core/synapse/incoming_builder.hpp"
#include "core/synapse/plastic_block.hpp"
#include "core/synapse/synapse_draw.hpp"

namespace engram {
namespace {

struct SynapseRecord {
  std::uint32_t source;
  std::uint32_t delay;  ///< key
  double weight;
  std::uint32_t target;
  std::uint8_t synapse_class;
  Tick own_delay;

  auto run() const { return std::tuple(source, delay, synapse_class); }
};

std::vector<SynapseRecord> draw_sorted(const IncomingRequest& request) {
  std::vector<SynapseRecord> records;
  SynapseDraw draw(request.network, request.partitioning, request.draws, request.classes.delays,
                   request.layout);
  draw.for_each(
      true,
      [&](const DrawnSynapses& drawn) {
        const Projection& projection = request.network.projections[drawn.projection];
        const ReceptorChoice choice(request.network, projection);
        for (std::size_t i = 0; i < drawn.sources.size(); ++i) {
          const std::uint8_t receptor = choice.of(drawn.weights[i]);
          records.push_back({drawn.first_source + drawn.sources[i], drawn.delays[i],
                             drawn.weights[i], drawn.target_slot,
                             request.classes.of_projection[drawn.projection][receptor],
                             drawn.own_delays.empty() ? 0 : drawn.own_delays[i]});
        }
      },
      [&](std::uint32_t targets) {
        request.on_targets(2 * targets);
        return true;
      });
  std::ranges::stable_sort(records, {}, &SynapseRecord::run);
  return records;
}

/// Calls `visit(run, wait, ends_source)` for every run of the stream.
template <class Visit>
void for_each_run(std::span<const SynapseRecord> records, Visit&& visit) {
  std::uint32_t reached = 0;  // delay of the source's previous run
  for (std::size_t begin = 0, end; begin < records.size(); begin = end) {
    const SynapseRecord& first = records[begin];
    for (end = begin + 1; end < records.size() && records[end].run() == first.run() &&
                          end - begin < RunHeader::kMaxCount;) {
      ++end;
    }
    const bool ends_source = end == records.size() || records[end].source != first.source;
    visit(records.subspan(begin, end - begin), first.delay - reached, ends_source);
    reached = ends_source ? 0 : first.delay;
  }
}

/// Writes a run, of plastic synapses all but their weights; returns the word after it.
std::uint32_t* write_run(std::uint32_t* at, std::span<const SynapseRecord> run, TargetWidth width,
                         std::uint32_t wait, const SynapseClass& c, std::uint64_t block) {
  for (; wait > RunHeader::kMaxWait; wait -= RunHeader::kMaxWait) {
    *at++ = RunHeader(0, 0, RunHeader::kMaxWait).word();
  }
  *at++ = RunHeader(static_cast<std::uint32_t>(run.size()), run.front().synapse_class, wait).word();
  if (c.plastic != 0) *at = static_cast<std::uint32_t>(block);
  auto* half = reinterpret_cast<std::uint16_t*>(at + words_before_synapses(c));
  for (const SynapseRecord& record : run) {
    store_synapse(c, width, half, record.target, record.weight, record.own_delay);
    half += halves_per_synapse(c, width);
  }
  return at + payload_words(c, width, run.size());
}

/// Writes the weights of a run into its block.
void write_weights(std::span<const SynapseRecord> run, const SynapseClass& c,
                   std::uint32_t* block) {
  std::uint32_t* const weights = block + words_before_weights(c, run.size());
  for (std::size_t i = 0; i < run.size(); ++i) store_plastic_weight(c, weights, i, run[i].weight);
}

}  // namespace

IncomingSynapses build_by_sorting(const IncomingRequest& request) {
  IncomingSynapses result;
  result.width = target_width(request.layout);
  const std::vector<SynapseRecord> records = draw_sorted(request);
  const auto class_of = [&](std::span<const SynapseRecord> run) -> const SynapseClass& {
    return request.classes.classes[run.front().synapse_class];
  };
  std::uint64_t words = 0;
  std::uint64_t plastic_words = 0;
  for_each_run(records, [&](auto run, std::uint32_t wait, bool ends_source) {
    words += headers_for_wait(wait) + payload_words(class_of(run), result.width, run.size()) +
             (ends_source ? 1 : 0);
    if (class_of(run).plastic != 0) plastic_words += block_words(class_of(run), run.size());
  });
  check_stream_size(words, plastic_words);

  result.stream = HugeArray<std::uint32_t>(words);
  result.plastic = HugeArray<std::uint32_t>(plastic_words);
  std::vector<std::uint32_t> positions(request.partitioning.neurons, SourceIndex::kAbsent);
  std::uint32_t* at = result.stream.data();
  std::uint64_t block = 0;
  for_each_run(records, [&](auto run, std::uint32_t wait, bool ends_source) {
    std::uint32_t& position = positions[run.front().source];
    if (position == SourceIndex::kAbsent) {
      position = static_cast<std::uint32_t>(at - result.stream.data());
    }
    const SynapseClass& c = class_of(run);
    at = write_run(at, run, result.width, wait, c, block);
    if (c.plastic != 0) {
      write_weights(run, c, result.plastic.data() + block);
      block += block_words(c, run.size());
    }
    result.max_delay = std::max(result.max_delay, run.front().delay);
    if (ends_source) ++at;  // the end mark is zero already
  });
  result.count = records.size();
  finish_incoming(result, positions, request);
  return result;
}

}  // namespace engram
