#include <array>
#include <cmath>
#include <limits>

#include "core/base/prefetch.hpp"
#include "core/synapse/incoming_builder.hpp"
#include "core/synapse/plastic_block.hpp"
#include "core/synapse/synapse_draw.hpp"

namespace engram {
namespace {

/// Numbers all (source, delay, class) that can occur, in the order of the stream.
class RunKeys {
 public:
  explicit RunKeys(const IncomingRequest& request) {
    const Network& network = request.network;
    blocks_.resize(network.populations.size());
    std::vector<bool> present(network.populations.size(), false);
    for (const Slice& slice : request.layout.slices) present[slice.population] = true;
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
      const Projection& projection = network.projections[p];
      if (present[projection.target]) include(request, p);
    }
    for (PopulationIndex p = 0; p < blocks_.size(); ++p) {
      blocks_[p].begin = size_;
      size_ += network.populations[p].size * blocks_[p].delays() * blocks_[p].classes.size();
    }
  }

  struct Block {
    std::uint64_t begin = 0;
    std::uint32_t first_delay = std::numeric_limits<std::uint32_t>::max();  ///< key
    std::uint32_t last_delay = 0;
    std::vector<std::uint8_t> classes;
    std::array<std::uint8_t, RunHeader::kMaxClasses> rank{};

    std::uint64_t delays() const {
      return last_delay < first_delay ? 0 : last_delay - first_delay + 1;
    }
  };

  std::uint64_t size() const { return size_; }
  const Block& block(PopulationIndex source) const { return blocks_[source]; }

  std::uint64_t key(const Block& block, std::uint32_t source, std::uint32_t delay,
                    std::uint8_t c) const {
    return block.begin +
           (source * block.delays() + (delay - block.first_delay)) * block.classes.size() +
           block.rank[c];
  }

 private:
  void include(const IncomingRequest& request, std::size_t p) {
    const Projection& projection = request.network.projections[p];
    Block& block = blocks_[projection.source];
    const auto may_have = [&](double delay) {
      const std::uint32_t key = request.classes.delays.key(p, delay);
      block.first_delay = std::min(block.first_delay, key);
      block.last_delay = std::max(block.last_delay, key);
    };
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const auto& c : list->connections) may_have(c.delay);
    } else {
      may_have(request.draws[p].delays.min_value());
      may_have(request.draws[p].delays.max_value());
    }
    const ReceptorChoice choice(request.network, projection);
    for (const std::uint8_t r : {choice.of(1), choice.of(-1)}) {
      const std::uint8_t c = request.classes.of_projection[p][r];
      if (std::ranges::find(block.classes, c) == block.classes.end()) block.classes.push_back(c);
    }
    std::ranges::sort(block.classes);
    for (std::size_t i = 0; i < block.classes.size(); ++i) {
      block.rank[block.classes[i]] = static_cast<std::uint8_t>(i);
    }
  }

  std::vector<Block> blocks_;
  std::uint64_t size_ = 0;
};

class CountingLayout {
 public:
  explicit CountingLayout(const IncomingRequest& request)
      : request_(request),
        keys_(request),
        draw_(request.network, request.partitioning, request.draws, request.classes.delays,
              request.layout) {
    result_.width = target_width(request.layout);
    for (const Projection& projection : request.network.projections) {
      choices_.emplace_back(request.network, projection);
    }
  }

  std::optional<IncomingSynapses> build() {
    if (!suits_counting(static_cast<double>(keys_.size()), expected_synapses()))
      return std::nullopt;
    cursors_ = HugeArray<std::uint32_t>(keys_.size());
    if (!count()) return std::nullopt;
    write_headers();
    place();
    finish_incoming(result_, positions_, request_);
    return std::move(result_);
  }

 private:
  /// Onto this partition, on average over seeds.
  double expected_synapses() const {
    double sum = 0;
    for (const Slice& slice : request_.layout.slices) {
      const Network& network = request_.network;
      const double share = static_cast<double>(slice.count) /
                           static_cast<double>(network.populations[slice.population].size);
      for (std::size_t p = 0; p < network.projections.size(); ++p) {
        if (network.projections[p].target != slice.population) continue;
        sum += share * request_.draws[p].connections.expected_total();
      }
    }
    return sum;
  }

  template <class Visit>
  void for_each_key(const DrawnSynapses& drawn, Visit&& visit) {
    const Projection& projection = request_.network.projections[drawn.projection];
    const RunKeys::Block& block = keys_.block(projection.source);
    const auto& classes = request_.classes.of_projection[drawn.projection];
    const ReceptorChoice& choice = choices_[drawn.projection];
    const bool by_weight = choice.by_weight();
    for (std::size_t i = 0; i < drawn.sources.size(); ++i) {
      const std::uint8_t c = classes[by_weight ? choice.of(drawn.weights[i]) : choice.first()];
      visit(i, c, keys_.key(block, drawn.sources[i], drawn.delays[i], c));
    }
  }

  /// First draw. False if a run would be longer than a header can hold.
  bool count() {
    bool fits = true;
    draw_.for_each(
        weights_decide_class(),
        [&](const DrawnSynapses& drawn) {
          for_each_key(drawn, [&](std::size_t, std::uint8_t, std::uint64_t key) {
            fits = ++cursors_[key] <= RunHeader::kMaxCount && fits;
          });
          result_.count += drawn.sources.size();
        },
        [&](std::uint32_t targets) {
          request_.on_targets(targets);
          return fits;
        });
    return fits;
  }

  /// Whether a weight matters to where its synapse goes.
  bool weights_decide_class() const {
    for (const Slice& slice : request_.layout.slices) {
      for (std::size_t p = 0; p < choices_.size(); ++p) {
        const bool here = request_.network.projections[p].target == slice.population;
        if (here && choices_[p].by_weight()) return true;
      }
    }
    return false;
  }

  /// Calls visit(source id, key, delay, class, count) for every non-empty run, then end(source id).
  template <class Visit, class End>
  void for_each_run(Visit&& visit, End&& end) {
    for (PopulationIndex p = 0; p < request_.network.populations.size(); ++p) {
      const RunKeys::Block& block = keys_.block(p);
      std::uint64_t key = block.begin;
      const auto size = static_cast<std::uint32_t>(request_.network.populations[p].size);
      for (std::uint32_t s = 0; s < size; ++s) {
        const std::uint32_t source = request_.partitioning.first_id[p] + s;
        for (std::uint32_t delay = block.first_delay; delay <= block.last_delay; ++delay) {
          for (const std::uint8_t c : block.classes) {
            if (cursors_[key] != 0) visit(source, key, delay, c, cursors_[key]);
            ++key;
          }
        }
        end(source);
      }
    }
  }

  /// Turns counts into places: writes all headers and leaves in each cursor the half where the
  /// payload of the run begins.
  void write_headers() {
    std::uint64_t words = 0;
    std::uint64_t plastic_words = 0;
    std::uint32_t reached = 0;  // delay of the source's previous run
    bool any = false;
    for_each_run(
        [&](std::uint32_t, std::uint64_t, std::uint32_t delay, std::uint8_t c, std::uint32_t n) {
          words += headers_for_wait(delay - reached) + payload_words(class_of(c), result_.width, n);
          if (class_of(c).plastic != 0) plastic_words += block_words(class_of(c), n);
          reached = delay;
          any = true;
        },
        [&](std::uint32_t) {
          words += any ? 1 : 0;
          reached = 0;
          any = false;
        });
    check_stream_size(words, plastic_words);
    result_.stream = HugeArray<std::uint32_t>(words);
    result_.plastic = HugeArray<std::uint32_t>(plastic_words);
    positions_.assign(request_.partitioning.neurons, SourceIndex::kAbsent);
    std::uint32_t at = 0;
    std::uint64_t block = 0;
    for_each_run(
        [&](std::uint32_t source, std::uint64_t key, std::uint32_t delay, std::uint8_t c,
            std::uint32_t n) {
          if (positions_[source] == SourceIndex::kAbsent) positions_[source] = at;
          at = write_run_header(at, delay - reached, c, n);
          cursors_[key] = 2 * at;
          if (class_of(c).plastic != 0) {
            result_.stream[at] = static_cast<std::uint32_t>(block);
            block += block_words(class_of(c), n);
          }
          at += static_cast<std::uint32_t>(payload_words(class_of(c), result_.width, n));
          reached = delay;
          result_.max_delay = std::max(result_.max_delay, delay);
        },
        [&](std::uint32_t source) {
          if (positions_[source] != SourceIndex::kAbsent) ++at;  // the end mark is zero already
          reached = 0;
        });
  }

  std::uint32_t write_run_header(std::uint32_t at, std::uint32_t wait, std::uint8_t c,
                                 std::uint32_t n) {
    for (; wait > RunHeader::kMaxWait; wait -= RunHeader::kMaxWait) {
      result_.stream[at++] = RunHeader(0, 0, RunHeader::kMaxWait).word();
    }
    result_.stream[at++] = RunHeader(n, c, wait).word();
    return at;
  }

  /// Second draw: every synapse to its place.
  void place() {
    auto* halves = reinterpret_cast<std::uint16_t*>(result_.stream.data());
    draw_.for_each(
        true,
        [&](const DrawnSynapses& drawn) {
          pending_.clear();
          for_each_key(drawn, [&](std::size_t, std::uint8_t c, std::uint64_t key) {
            prefetch(&cursors_[key]);
            pending_.push_back({key, c});
          });
          for (std::size_t i = 0; i < pending_.size(); ++i) {
            if (i + kPrefetch < pending_.size()) {
              prefetch(halves + cursors_[pending_[i + kPrefetch].key]);
            }
            const SynapseClass& c = class_of(pending_[i].synapse_class);
            std::uint32_t& cursor = cursors_[pending_[i].key];
            const std::uint32_t half =
                c.plastic == 0 ? cursor : place_weight(c, cursor / 2, drawn.weights[i]);
            store_synapse(c, result_.width, halves + half, drawn.target_slot, drawn.weights[i],
                          drawn.own_delays.empty() ? 0 : drawn.own_delays[i]);
            if (c.plastic == 0) cursor += halves_per_synapse(c, result_.width);
          }
        },
        [&](std::uint32_t targets) {
          request_.on_targets(targets);
          return true;
        });
  }

  /// Writes the weight of the next synapse of the plastic run whose payload begins at the word
  /// `payload`; returns where in the stream it begins, in halves. How many there are already is
  /// counted in the first word of the block, which is 0 again after the last.
  std::uint32_t place_weight(const SynapseClass& c, std::uint32_t payload, double weight) {
    const std::uint32_t count = RunHeader(result_.stream[payload - 1]).count();
    std::uint32_t* const block = &result_.plastic[result_.stream[payload]];
    const std::uint32_t i = *block;
    *block = i + 1 == count ? 0 : i + 1;
    store_plastic_weight(c, block + words_before_weights(c, count), i, weight);
    return 2 * (payload + words_before_synapses(c)) + i * halves_per_synapse(c, result_.width);
  }

  const SynapseClass& class_of(std::uint8_t c) const { return request_.classes.classes[c]; }

  static constexpr std::size_t kPrefetch = 16;

  struct Pending {
    std::uint64_t key;
    std::uint8_t synapse_class;
  };

  const IncomingRequest& request_;
  RunKeys keys_;
  std::vector<ReceptorChoice> choices_;  ///< by projection
  SynapseDraw draw_;
  HugeArray<std::uint32_t> cursors_;
  std::vector<std::uint32_t> positions_;
  std::vector<Pending> pending_;
  IncomingSynapses result_;
};

}  // namespace

std::optional<IncomingSynapses> build_by_counting(const IncomingRequest& request) {
  return CountingLayout(request).build();
}

}  // namespace engram
