#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "core/neuron/exact_cases.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/random/every_target.hpp"
#include "core/support/visit_model.hpp"

// What a neuron does depends on its events alone: not on its neighbours in a vector, nor on how far
// it is carried at once.

namespace engram::test {
namespace {

constexpr std::uint32_t kLanes = ExactLifBatch::kLanes;
/// Longest span of one call, less than 2^31 ticks.
constexpr Tick kLongest = 2 * kTicksPerMs;

struct Input {
  Time time;
  double weight = 0;
};

struct Neuron {
  ExactLifState state;
  std::vector<Input> inputs;  ///< strictly ascending
};

struct Outcome {
  ExactLifState state;
  std::vector<Time> spikes;
  Time quiet_until;
};

bool same_state(const ExactLifState& a, const ExactLifState& b) {
  return a.V == b.V && a.I == b.I && a.dI == b.dI && a.time() == b.time() &&
         a.refractory_until() == b.refractory_until();
}

bool same_outcome(const Outcome& a, const Outcome& b) {
  return same_state(a.state, b.state) && a.spikes == b.spikes;
}

/// A model and the receptor of each sign.
struct Case {
  NeuronModel neuron_model;
  ExactLifModel model = exact_model_of(neuron_model);
  std::size_t receptors = std::max(1u, currents_of(model.kind));
};

void stage(const Case& c, const Neuron& neuron, Time after, std::uint32_t lane,
           ExactLifBatch& batch) {
  for (const Input& input : neuron.inputs) {
    if (input.time <= after || input.time > batch.last) continue;
    const std::uint32_t row = batch.counts[lane]++;
    batch.reserve_rows(row + 1);
    const std::size_t at = row * kLanes + lane;
    batch.offsets[at] = offset_from(batch.base, input.time);
    const std::size_t receptor = c.receptors == 2 && input.weight < 0 ? 1 : 0;
    batch.weights[receptor][at] = input.weight;
    batch.weights[1 - receptor][at] = 0;
  }
}

/// Carries up to eight neurons side by side from `begin` to each of `ends` in turn.
std::vector<Outcome> carry_by(const Case& c, std::span<const Neuron> neurons, Time begin,
                              const std::vector<Time>& ends) {
  std::vector<Outcome> outcomes;
  for (const Neuron& neuron : neurons) outcomes.push_back({neuron.state, {}, {}});
  ExactLifBatch batch;
  Time after = begin;
  for (const Time end : ends) {
    batch.base = {after.tick, 0};
    batch.last = end;
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      batch.set_lane(lane, outcomes[lane < neurons.size() ? lane : 0].state);
      if (lane < neurons.size()) stage(c, neurons[lane], after, lane, batch);
    }
    batch.spikes.clear();
    carry(c.model, batch);
    for (std::uint32_t lane = 0; lane < neurons.size(); ++lane) {
      outcomes[lane].state = batch.states[lane];
      outcomes[lane].quiet_until = batch.quiet_until[lane];
    }
    for (const ExactLifBatch::Spike& spike : batch.spikes) {
      if (spike.lane < neurons.size()) outcomes[spike.lane].spikes.push_back(spike.time);
    }
    after = end;
  }
  for (Outcome& outcome : outcomes) std::ranges::sort(outcome.spikes);
  return outcomes;
}

/// In steps of at most `kLongest`, through all of `chosen` that lie before the end.
std::vector<Time> ends_through(Time begin, Time end, const std::set<Time>& chosen) {
  std::set<Time> all(chosen);
  for (Time t = begin + kLongest; t < end; t = t + kLongest) all.insert(t);
  all.insert(end);
  std::vector<Time> ends;
  for (const Time t : all) {
    if (begin < t && t <= end) ends.push_back(t);
  }
  return ends;
}

Time earlier(Time t) {
  return t.fraction == 0 ? Time{t.tick - 1, 0xffffffff} : Time{t.tick, t.fraction - 1};
}
Time later(Time t) {
  return t.fraction == 0xffffffff ? Time{t.tick + 1, 0} : Time{t.tick, t.fraction + 1};
}

Time random_time(Dice& dice, Time begin, Time end) {
  return {dice.whole(begin.tick + 1, end.tick - 1),
          static_cast<std::uint32_t>(dice.one_of<std::int64_t>({0, dice.whole(0, 0xffffffff)}))};
}

std::vector<Input> ascending(std::vector<Input> inputs) {
  std::ranges::sort(inputs, {}, &Input::time);
  const auto rest = std::ranges::unique(inputs, {}, &Input::time);
  inputs.erase(rest.begin(), rest.end());
  return inputs;
}

Neuron random_neuron(Dice& dice, const Case& c, Time begin, Time end, double strength) {
  Neuron neuron;
  neuron.state.set_time(begin);
  neuron.state.V = c.model.reset + dice.real(-0.5, 0.99) * (c.model.threshold - c.model.reset);
  const std::int64_t most = dice.one_of({0, 3, 40, 90});
  for (std::int64_t n = dice.whole(0, most); n > 0; --n) {
    Time time = random_time(dice, begin, end);
    // Volleys within next to no time.
    for (std::int64_t more = dice.one_in(4) ? 3 : 1; more > 0; --more) {
      neuron.inputs.push_back({time, random_weight(dice, c.neuron_model, strength)});
      time = dice.one_in(2) ? later(time) : time + dice.whole(1, 5);
    }
  }
  neuron.inputs = ascending(std::move(neuron.inputs));
  return neuron;
}

/// Adds input at its spikes and at the ends of its refractory times, and just before and after.
void add_coincidences(Dice& dice, const Case& c, const Outcome& outcome, Time end, Neuron& neuron) {
  for (const Time spike : outcome.spikes) {
    if (!dice.one_in(3)) continue;
    const Time edge = dice.one_in(4) ? spike : spike + c.model.t_ref;
    for (const Time time : {earlier(edge), edge, later(edge)}) {
      if (time < end && !dice.one_in(3)) {
        neuron.inputs.push_back({time, random_weight(dice, c.neuron_model, 1)});
      }
    }
  }
  neuron.inputs = ascending(std::move(neuron.inputs));
}

struct Scene {
  Case c;
  Time begin;
  Time end;
  std::vector<Neuron> neurons;
  std::vector<Outcome> expected;
};

Scene random_scene(Dice& dice) {
  const Time begin{dice.one_of<Tick>({0, 123'456'789, 400'000'000 * kTicksPerMs}),
                   static_cast<std::uint32_t>(dice.one_of<std::int64_t>({0, 0xffffffff, 77}))};
  Scene s{{random_exact_lif(dice)}, begin, begin + kTicksPerMs * dice.whole(1, 5), {}, {}};
  const double strength = dice.one_of({0.3, 1.0, 1.0, 4.0});
  for (std::int64_t n = dice.whole(1, kLanes); n > 0; --n) {
    s.neurons.push_back(random_neuron(dice, s.c, s.begin, s.end, strength));
  }
  const auto plain = ends_through(s.begin, s.end, {});
  s.expected = carry_by(s.c, s.neurons, s.begin, plain);
  for (std::size_t i = 0; i < s.neurons.size(); ++i) {
    add_coincidences(dice, s.c, s.expected[i], s.end, s.neurons[i]);
  }
  s.expected = carry_by(s.c, s.neurons, s.begin, plain);
  return s;
}

/// Random moments, and some at, just before and just after events.
std::set<Time> random_cuts(Dice& dice, const Scene& s) {
  std::set<Time> cuts;
  for (std::int64_t n = dice.whole(0, 20); n > 0; --n) {
    cuts.insert(random_time(dice, s.begin, s.end));
  }
  const auto around = [&](Time t) {
    if (dice.one_in(4)) cuts.insert(dice.one_of({earlier(t), t, later(t)}));
  };
  for (std::size_t i = 0; i < s.neurons.size(); ++i) {
    for (const Input& input : s.neurons[i].inputs) around(input.time);
    for (const Time spike : s.expected[i].spikes) around(spike), around(spike + s.c.model.t_ref);
  }
  return cuts;
}

bool all_same(const std::vector<Outcome>& a, const std::vector<Outcome>& b) {
  return std::ranges::equal(a, b, same_outcome);
}

}  // namespace

TEST_CASE("a neuron on the continuous clock does the same wherever its time is cut") {
  std::size_t spikes = 0;
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Scene s = random_scene(dice);
    for (const Outcome& outcome : s.expected) spikes += outcome.spikes.size();
    for (int k = 0; k < 3; ++k) {
      const auto ends = ends_through(s.begin, s.end, random_cuts(dice, s));
      RC_ASSERT(all_same(carry_by(s.c, s.neurons, s.begin, ends), s.expected));
    }
  }));
  CHECK(spikes > 1000);
}

TEST_CASE("a neuron on the continuous clock does the same alone, one input at a time") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Scene s = random_scene(dice);
    for (std::size_t i = 0; i < s.neurons.size(); ++i) {
      const std::span<const Neuron> alone(&s.neurons[i], 1);
      const auto plain = ends_through(s.begin, s.end, {});
      RC_ASSERT(same_outcome(carry_by(s.c, alone, s.begin, plain)[0], s.expected[i]));
      std::set<Time> inputs;
      for (const Input& input : s.neurons[i].inputs) inputs.insert(input.time);
      const auto one_by_one = ends_through(s.begin, s.end, inputs);
      RC_ASSERT(same_outcome(carry_by(s.c, alone, s.begin, one_by_one)[0], s.expected[i]));
    }
  }));
}

TEST_CASE("neurons on the continuous clock do the same on every instruction set with FMA") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Scene s = random_scene(dice);
    under_every_target(true, [&] {
      RC_ASSERT(all_same(carry_by(s.c, s.neurons, s.begin, ends_through(s.begin, s.end, {})),
                         s.expected));
    });
  }));
}

TEST_CASE("spikes ascend, keep the refractory time, and never come before quiet_until") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Scene s = random_scene(dice);
    std::vector<Neuron> left = s.neurons;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const std::vector<Time>& spikes = s.expected[i].spikes;
      for (std::size_t k = 1; k < spikes.size(); ++k) {
        RC_ASSERT(spikes[k - 1] + s.c.model.t_ref <= spikes[k]);
      }
      RC_ASSERT((spikes.empty() || spikes.back() <= s.end));
      RC_ASSERT(s.expected[i].quiet_until > s.end);
      left[i] = {s.expected[i].state, {}};
    }
    const Time later_end = s.end + 3 * kTicksPerMs;
    const auto on = carry_by(s.c, left, s.end, ends_through(s.end, later_end, {}));
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (on[i].spikes.empty()) continue;
      // Rounded; it is used one tick earlier.
      RC_ASSERT(on[i].spikes.front() + 1 > s.expected[i].quiet_until);
    }
  }));
}

TEST_CASE("an input without weight does not change the state") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Scene s = random_scene(dice);
    for (std::size_t i = 0; i < s.neurons.size(); ++i) {
      const Time now = s.end + dice.whole(1, kTicksPerMs);
      const Neuron asked{s.expected[i].state, {{now, 0.0}}};
      const Outcome outcome = carry_by(s.c, {&asked, 1}, s.end, {now})[0];
      if (!outcome.spikes.empty() && outcome.spikes.back() == now) continue;
      const ExactLifState foretold = carried(s.c.model, asked.state, now);
      RC_ASSERT(foretold.V == outcome.state.V);
      RC_ASSERT(foretold.I == outcome.state.I);
      RC_ASSERT(foretold.dI == outcome.state.dI);
    }
  }));
}

}  // namespace engram::test
