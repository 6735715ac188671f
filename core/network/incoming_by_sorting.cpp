#include <algorithm>
#include <tuple>

#include "core/base/error.hpp"
#include "core/network/incoming_builder.hpp"
#include "core/network/synapse_draw.hpp"

namespace engram {
namespace {

struct SynapseRecord {
  std::uint32_t source;
  std::uint32_t delay;
  double weight;
  std::uint32_t target;
  std::uint8_t synapse_class;

  auto run() const { return std::tuple(source, delay, synapse_class); }
};

std::vector<SynapseRecord> draw_sorted(const IncomingRequest& request) {
  std::vector<SynapseRecord> records;
  SynapseDraw draw(request.network, request.partitioning, request.draws, request.layout);
  draw.for_each(
      true,
      [&](const DrawnSynapses& drawn) {
        const Projection& projection = request.network.projections[drawn.projection];
        const NeuronModel& model = request.network.populations[projection.target].model;
        for (std::size_t i = 0; i < drawn.sources.size(); ++i) {
          const std::uint8_t receptor = receptor_of(model, drawn.weights[i]);
          records.push_back({drawn.first_source + drawn.sources[i], drawn.delays[i],
                             drawn.weights[i], drawn.target_slot,
                             request.classes.of_projection[drawn.projection][receptor]});
        }
      },
      [&](std::uint32_t targets) { request.on_targets(2 * targets); });
  std::ranges::stable_sort(records, {}, &SynapseRecord::run);
  return records;
}

void append_run(std::vector<std::uint32_t>& words, std::span<const SynapseRecord> run,
                TargetWidth width, std::uint32_t wait, const SynapseClass& c) {
  for (; wait > RunHeader::kMaxWait; wait -= RunHeader::kMaxWait) {
    words.push_back(RunHeader(0, 0, RunHeader::kMaxWait).word());
  }
  words.push_back(
      RunHeader(static_cast<std::uint32_t>(run.size()), run.front().synapse_class, wait).word());
  const std::size_t begin = words.size();
  words.resize(begin + payload_words(c.storage, width, run.size()));
  auto* half = reinterpret_cast<std::uint16_t*>(words.data() + begin);
  for (const SynapseRecord& record : run) {
    store_synapse(c, width, half, record.target, record.weight);
    half += halves_per_synapse(c.storage, width);
  }
}

}  // namespace

IncomingSynapses build_by_sorting(const IncomingRequest& request) {
  IncomingSynapses result;
  result.width = request.layout.target_width();
  std::vector<std::uint32_t> positions(request.partitioning.neurons, SourceIndex::kAbsent);
  std::vector<std::uint32_t> words;
  const std::vector<SynapseRecord> records = draw_sorted(request);
  std::uint32_t reached = 0;  // delay of the source's previous run
  for (std::size_t begin = 0, end; begin < records.size(); begin = end) {
    const SynapseRecord& first = records[begin];
    for (end = begin + 1; end < records.size() && records[end].run() == first.run() &&
                          end - begin < RunHeader::kMaxCount;) {
      ++end;
    }
    if (positions[first.source] == SourceIndex::kAbsent) {
      positions[first.source] = static_cast<std::uint32_t>(words.size());
      reached = 0;
    }
    append_run(words, std::span(records).subspan(begin, end - begin), result.width,
               first.delay - reached, request.classes.classes[first.synapse_class]);
    reached = first.delay;
    result.max_delay = std::max(result.max_delay, first.delay);
    if (end == records.size() || records[end].source != first.source) words.push_back(0);
    if (words.size() > std::size_t{0x7fffffff}) {
      throw UserError("a partition would hold more than 8 GB of synapses; ask for more partitions");
    }
  }
  result.count = records.size();
  result.stream = HugeArray<std::uint32_t>(words.size() + 64);
  std::ranges::copy(words, result.stream.data());
  finish_incoming(result, positions, request.partitioning);
  return result;
}

}  // namespace engram
