// What does it cost to find every spike? Neurons of bench/brunel_continuous.txtpb with 49 inputs a
// ms each, three ways: detection in retrospect within windows, a vector of neurons at a time; the
// same input by input; and predicted firings, kept in a heap whose entries are invalidated lazily.
// Answer: bench/crossing_bench.md

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <vector>

#include "core/base/flush_denormals.hpp"
#include "core/event/heap_time_queue.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/neuron/exact_lif.hpp"
#include "core/neuron/iaf_psc_exp.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/registry/built_in_models.hpp"

namespace {

using namespace engram;

constexpr std::uint32_t kNeurons = 4096;
constexpr double kInputsPerMs = 49;
constexpr double kWindow = 0.5;  // ms
constexpr int kWindows = 100;

struct Input {
  Time time;
  std::uint32_t neuron;
  double weight;
};

ExactLifModel model() {
  IafPscExp lif;
  lif.tau_m = 20;
  lif.V_th = 20;
  lif.V_reset = 10;
  lif.E_L = 0;
  return make_exact_model(lif_descriptor(lif)->lif_model(lif));
}

/// All inputs of all neurons, window by window, in the order of time.
std::vector<std::vector<Input>> draw_inputs() {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> interval(kInputsPerMs * kNeurons);
  std::vector<std::vector<Input>> windows(kWindows);
  for (double t = interval(random); t < kWindows * kWindow; t += interval(random)) {
    const double weight = random() % 7 == 0 ? -100 : 20;
    windows[static_cast<std::size_t>(t / kWindow)].push_back(
        {after_ms({}, t), static_cast<std::uint32_t>(random() % kNeurons), weight});
  }
  return windows;
}

struct Result {
  std::size_t spikes = 0;
  double seconds = 0;
};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

Result in_windows(const std::vector<std::vector<Input>>& windows) {
  const ExactLifModel m = model();
  std::vector<ExactLifState> states(kNeurons);
  std::vector<std::vector<TimedInput>> lists(kNeurons);
  ExactLifBatch batch;
  Result result;
  const Stopwatch watch;
  for (int w = 0; w < kWindows; ++w) {
    batch.base = {ticks_from_ms(w * kWindow), 0};
    batch.last = {ticks_from_ms((w + 1) * kWindow) - 1, 0xffffffff};
    for (const Input& input : windows[static_cast<std::size_t>(w)]) {
      lists[input.neuron].push_back({offset_from(batch.base, input.time), input.weight});
    }
    for (std::uint32_t first = 0; first < kNeurons; first += ExactLifBatch::kLanes) {
      for (std::uint32_t lane = 0; lane < ExactLifBatch::kLanes; ++lane) {
        auto& list = lists[first + lane];
        batch.set_lane(lane, states[first + lane]);
        batch.reserve_rows(static_cast<std::uint32_t>(list.size()));
        for (const TimedInput& input : list) {
          const std::size_t at = batch.counts[lane]++ * ExactLifBatch::kLanes + lane;
          batch.offsets[at] = input.offset;
          batch.weights[0][at] = input.weight;
        }
        list.clear();
      }
      carry(m, batch);
      result.spikes += batch.spikes.size();
      batch.spikes.clear();
      std::ranges::copy(batch.states, states.begin() + first);
    }
  }
  result.seconds = watch.seconds();
  return result;
}

Result input_by_input(const std::vector<std::vector<Input>>& windows) {
  const ExactLifModel m = model();
  std::vector<ExactLifState> states(kNeurons);
  Result result;
  const Stopwatch watch;
  for (const auto& window : windows) {
    for (const Input& input : window) {
      ExactLifState& state = states[input.neuron];
      for (NextSpike next; (next = next_spike(m, state, input.time)).found;) {
        state = next.before;
        state.V = m.reset;
        state.set_refractory_until(next.time + m.t_ref);
        ++result.spikes;
      }
      state = carried(m, state, input.time);
      state.I[0] += input.weight * m.currents[0].gain;
    }
  }
  result.seconds = watch.seconds();
  return result;
}

struct Firing {
  Time time;
  std::uint32_t neuron = 0;
  std::uint32_t version = 0;

  friend constexpr auto operator<=>(const Firing&, const Firing&) = default;
};

Result predicted(const std::vector<std::vector<Input>>& windows) {
  const ExactLifModel m = model();
  std::vector<ExactLifState> states(kNeurons);
  std::vector<std::uint32_t> versions(kNeurons, 0);
  HeapTimeQueue<Firing, 4> queue;
  Result result;
  const Stopwatch watch;
  const Time forever{Tick{1} << 50, 0};
  const auto predict = [&](std::uint32_t neuron) {
    const NextSpike next = next_spike(m, states[neuron], forever);
    if (next.found) queue.push({next.time, neuron, versions[neuron]});
  };
  const auto fire_until = [&](Time time) {
    while (queue.next() <= time) {
      const Firing firing = queue.pop();
      if (firing.version != versions[firing.neuron]) continue;
      ExactLifState& state = states[firing.neuron];
      state = carried(m, state, firing.time);
      state.V = m.reset;
      state.set_refractory_until(firing.time + m.t_ref);
      ++versions[firing.neuron];
      ++result.spikes;
      predict(firing.neuron);
    }
  };
  for (const auto& window : windows) {
    for (const Input& input : window) {
      fire_until(input.time);
      ExactLifState& state = states[input.neuron];
      state = carried(m, state, input.time);
      state.I[0] += input.weight * m.currents[0].gain;
      ++versions[input.neuron];
      predict(input.neuron);
    }
  }
  result.seconds = watch.seconds();
  return result;
}

}  // namespace

int main() {
  const FlushDenormals flush;
  const auto windows = draw_inputs();
  double inputs = 0;
  for (const auto& window : windows) inputs += static_cast<double>(window.size());
  std::printf("%-28s %10s %10s\n", "way", "ns/input", "spikes");
  const auto print = [&](const char* name, const Result& result) {
    std::printf("%-28s %10.1f %10zu\n", name, 1e9 * result.seconds / inputs, result.spikes);
  };
  for (int repetition = 0; repetition < 3; ++repetition) {
    print("retrospect, windows", in_windows(windows));
    print("retrospect, one by one", input_by_input(windows));
    print("predicted", predicted(windows));
  }
}
