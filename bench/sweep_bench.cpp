#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/timing.hpp"
#include "core/base/aligned_vector.hpp"
#include "core/network/network.hpp"
#include "core/neuron/group_request.hpp"
#include "core/neuron/iaf_psc_alpha.hpp"
#include "core/neuron/iaf_psc_delta.hpp"
#include "core/neuron/iaf_psc_exp.hpp"

// What does a neuron cost a step, and what do parameters of its own add? Each group is swept alone,
// silent, with one 32-bit input row a receptor, beside the group whose neurons are all alike:
//
//     sweep_bench
//
// Results: sweep_bench.md.

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kRounds = 31;
constexpr std::uint32_t kUpdates = 4'000'000;  ///< neurons times steps of a round, at least

/// A group of one population, with the rows of its inputs.
class SweptGroup {
 public:
  SweptGroup(NeuronModel model, std::uint32_t neurons, Precision precision) : neurons_(neurons) {
    Network network;
    network.populations.push_back(
        {.name = "A", .size = neurons, .model = std::move(model), .precision = precision});
    GridGroupRequest request{{network, {.count = neurons}, 1}, false, {}, {}, {}};
    const std::uint32_t receptors = receptor_count(network.populations[0].model);
    rows_.resize(receptors);
    for (AlignedVector<std::int32_t>& row : rows_) {
      row.assign(neurons, 0);
      request.inputs.push_back({{.narrow = row.data()}, 1e-3, 1e-3});
    }
    group_ = request.model().descriptor().make_grid_group(request);
  }

  /// ns a neuron and step.
  double sweep() {
    const std::uint32_t steps = std::max(1u, kUpdates / neurons_);
    const auto start = SteadyClock::now();
    for (std::uint32_t i = 0; i < steps; ++i) group_->advance(++now_, fired_);
    const std::chrono::duration<double, std::nano> passed = SteadyClock::now() - start;
    return passed.count() / steps / neurons_;
  }

 private:
  std::uint32_t neurons_;
  std::vector<AlignedVector<std::int32_t>> rows_;
  std::unique_ptr<NeuronGroup> group_;
  std::vector<std::uint32_t> fired_;
  Step now_ = 0;
};

struct Variant {
  std::string name;
  NeuronModel model;
};

Distribution around(double value) { return {Uniform{0.95 * value, 1.05 * value}}; }

/// `base` with no parameter, each alone, and all of the neurons' own.
template <class Model>
std::vector<Variant> variants(Model base) {
  Model all = base;
  std::vector<Variant> result{{"alike", base}};
  const auto add = [&](const char* name, auto member, const Distribution& law) {
    Model one = base;
    one.*member = Parameter(law);
    all.*member = Parameter(law);
    result.push_back({name, one});
  };
  add("V_th", &Model::V_th, Distribution{Uniform{-52, -48}});
  add("E_L", &Model::E_L, Distribution{Uniform{-66, -64}});
  add("I_e", &Model::I_e, Distribution{Uniform{-5, 5}});
  add("C_m", &Model::C_m, around(250));
  add("tau_m", &Model::tau_m, around(10));
  if constexpr (requires { base.tau_syn_ex; }) {
    add("tau_syn_ex", &Model::tau_syn_ex, around(2));
    all.tau_syn_in = Parameter(around(2));
  }
  result.push_back({"all", all});
  return result;
}

template <class Model>
void measure(const char* name, Model base, std::uint32_t neurons, Precision precision) {
  std::vector<Variant> all = variants(base);
  std::vector<SweptGroup> groups;
  for (const Variant& v : all) groups.emplace_back(v.model, neurons, precision);
  std::vector<std::vector<double>> ns(all.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) ns[i].push_back(groups[i].sweep());
  }
  const double alike = median(ns[0]);
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::printf("%-14s %6u %-6s %-10s %6.3f ns  %5.2f times\n", name, neurons,
                precision == Precision::kDouble ? "double" : "single", all[i].name.c_str(),
                median(ns[i]), median(ns[i]) / alike);
  }
}

}  // namespace
}  // namespace engram

int main() {
  using namespace engram;
  for (const std::uint32_t neurons : {4096u, 65'536u}) {
    for (const Precision precision : {Precision::kSingle, Precision::kDouble}) {
      IafPscExp exp;
      exp.separate_currents = true;
      measure("iaf_psc_exp", exp, neurons, precision);
      IafPscAlpha alpha;
      alpha.separate_currents = true;
      measure("iaf_psc_alpha", alpha, neurons, precision);
      measure("iaf_psc_delta", IafPscDelta{}, neurons, precision);
    }
  }
}
