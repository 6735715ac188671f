#include "io/checkpoint/checkpoint_fixture.hpp"

#include <algorithm>

#include "io/recording/frame.hpp"

namespace engram::test {
namespace {

using Kind = StateColumn::Kind;

StateColumn any_column(Dice& dice, std::uint32_t size) {
  StateColumn column{dice.one_of({Kind::kShared, Kind::kEach, Kind::kSome}),
                     static_cast<std::uint32_t>(dice.whole(1, 20))};
  std::size_t elements = column.kind == Kind::kShared ? 1 : size;
  if (column.kind == Kind::kSome) {
    elements = static_cast<std::size_t>(dice.whole(0, 2 * size));
    for (std::size_t i = 0; i < elements; ++i) {
      column.neurons.push_back(static_cast<std::uint32_t>(dice.whole(0, size - 1)));
    }
    std::ranges::sort(column.neurons);
  }
  column.values.resize(elements * column.element_bytes);
  const std::int64_t largest = dice.one_of({0, 1, 255});  // easily compressed, or not at all
  for (std::byte& byte : column.values) byte = static_cast<std::byte>(dice.whole(0, largest));
  return column;
}

std::vector<Spike> any_spikes(Dice& dice, const CheckpointHeader& header) {
  std::vector<Spike> spikes(static_cast<std::size_t>(dice.whole(0, dice.one_in(4) ? 70'000 : 50)));
  for (Spike& spike : spikes) {
    spike.time.tick = dice.whole(0, header.time / header.step) * header.step;
    if (header.continuous) spike.time.fraction = static_cast<std::uint32_t>(dice.whole(0, 9));
    spike.source =
        static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int64_t>(header.neurons()) - 1));
  }
  std::ranges::sort(spikes, {}, [](const Spike& s) { return std::pair(s.time, s.source); });
  return spikes;
}

}  // namespace

MadeUp make_up(std::uint64_t seed, std::int64_t most) {
  Dice dice(seed);
  MadeUp made;
  CheckpointHeader& header = made.header;
  header.program_version = "0.0.1";
  header.fingerprint = seed;
  header.network_name = "made up";
  header.continuous = dice.one_in(2);
  header.step = header.continuous ? 1 : kTicksPerMs / 10;
  header.network_seed = seed + 1;
  header.warm_up = 100 * header.step;
  header.duration = 1000 * header.step;
  header.time = dice.whole(0, 1100) * header.step;
  header.seed = seed + 2;
  header.spikes = seed / 3;
  header.spike_hash = ~seed;
  if (dice.one_in(2)) {
    header.source = {"populations { name: \"a\" }\n",
                     "folder/model.txtpb",
                     {{"scale", "0.5"}, {"n", "2"}},
                     {{"folder/trains.csv", 12, seed}}};
  }
  for (std::int64_t p = dice.whole(1, 4); p > 0; --p) {
    const auto size = static_cast<std::uint32_t>(dice.whole(1, most));
    header.populations.push_back({"population " + std::to_string(p), size});
    PopulationState& state = made.state.populations.emplace_back();
    for (std::int64_t c = dice.whole(0, 5); c > 0; --c) {
      state.columns["column" + std::to_string(c)] = any_column(dice, size);
    }
  }
  made.state.time = header.time;
  made.state.seed = header.seed;
  made.state.spikes = header.spikes;
  made.state.spike_hash = header.spike_hash;
  made.state.in_flight = any_spikes(dice, header);
  return made;
}

bool same(const SimulationState& a, const SimulationState& b) {
  const auto same_spike = [](const Spike& x, const Spike& y) {
    return x.time == y.time && x.source == y.source;
  };
  return a.time == b.time && a.seed == b.seed && a.populations == b.populations &&
         a.spikes == b.spikes && a.spike_hash == b.spike_hash &&
         std::ranges::equal(a.in_flight, b.in_flight, same_spike);
}

std::vector<std::string> bodies_of(std::string_view bytes) {
  std::vector<std::string> bodies;
  while (const auto prefix = decode_prefix(bytes)) {
    bodies.emplace_back(decode_frame(bytes.substr(prefix->bytes, prefix->message)));
    bytes.remove_prefix(prefix->bytes + prefix->message);
  }
  return bodies;
}

std::string framed(const std::vector<std::string>& bodies) {
  std::string bytes;
  for (const std::string& body : bodies) bytes += encode_frame(body);
  return bytes;
}

}  // namespace engram::test
