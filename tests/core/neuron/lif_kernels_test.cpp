#include "core/neuron/lif_kernels.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/random/every_target.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"
#include "core/support/visit_model.hpp"

// The vectorised sweep against the update of one neuron, on every instruction set of this machine.

namespace engram::test {
namespace {

constexpr std::uint32_t kCount = 192;

/// The state and input of a tile.
template <class Real>
struct Columns {
  AlignedVector<Real> V;
  std::array<AlignedVector<Real>, 2> I, dI, drive;
  std::array<AlignedVector<std::int32_t>, 2> narrow;
  std::array<AlignedVector<std::int64_t>, 2> wide;

  explicit Columns(Dice& dice) {
    const auto fill = [&](auto& column, double low, double high) {
      using Value = typename std::decay_t<decltype(column)>::value_type;
      for (std::uint32_t i = 0; i < kCount; ++i) {
        column.push_back(static_cast<Value>(dice.real(low, high)));
      }
    };
    fill(V, -10, 15);
    for (std::size_t r = 0; r < 2; ++r) {
      fill(I[r], -500, 800);
      fill(dI[r], -500, 800);
      // Not all rows and drives exist in all networks.
      if (!dice.one_in(3)) fill(narrow[r], -2e9, 2e9);
      if (!dice.one_in(3)) fill(wide[r], -4e18, 4e18);
      if (!dice.one_in(3)) fill(drive[r], 0, 900);
      if (dice.one_in(2))
        std::ranges::transform(wide[r], wide[r].begin(), [](std::int64_t x) { return x >> 40; });
    }
  }

  LifTile<Real> tile() {
    LifTile<Real> t{.count = kCount, .V = V.data()};
    for (std::size_t r = 0; r < 2; ++r) {
      t.I[r] = I[r].data();
      t.dI[r] = dI[r].data();
      if (!narrow[r].empty()) t.narrow[r] = narrow[r].data();
      if (!wide[r].empty()) t.wide[r] = wide[r].data();
      if (!drive[r].empty()) t.drive[r] = drive[r].data();
    }
    return t;
  }

  LifNeuron<Real> neuron(std::uint32_t i) const {
    return {V[i], {I[0][i], I[1][i]}, {dI[0][i], dI[1][i]}};
  }
};

template <class Real>
struct Case {
  LifConstants<Real> constants;
  Columns<Real> columns;
  Real current;

  explicit Case(Dice& dice) : columns(dice), current(static_cast<Real>(dice.real(-200, 500))) {
    IafPscExp exp;
    exp.tau_syn_in = dice.one_of({2.0, 5.0});
    IafPscAlpha alpha;
    alpha.tau_syn_in = dice.one_of({2.0, 11.0});
    const LifModel model =
        lif_model_of(dice.one_of<NeuronModel>({exp, alpha, NeuronModel(IafPscDelta{})}));
    constants.kind = model.kind;
    constants.step = rounded<Real>(model.propagators(0.1));
    constants.threshold = static_cast<Real>(dice.real(0, 15));
    for (std::size_t r = 0; r < 2; ++r) {
      constants.narrow_gain[r] = static_cast<Real>(model.input_gain[r] * 0x1p-24);
      constants.wide_gain[r] = model.input_gain[r] * 0x1p-55;
      constants.drive_gain[r] = static_cast<Real>(model.input_gain[r]);
    }
  }

  Real input(std::size_t r, std::uint32_t i, bool fused) const {
    Real sum = 0;
    if (!columns.narrow[r].empty()) {
      sum = static_cast<Real>(columns.narrow[r][i]) * constants.narrow_gain[r];
    }
    if (!columns.wide[r].empty()) {
      sum += static_cast<Real>(static_cast<double>(columns.wide[r][i]) * constants.wide_gain[r]);
    }
    if (columns.drive[r].empty()) return sum;
    const Real drive = columns.drive[r][i];
    return fused ? std::fma(drive, constants.drive_gain[r], sum)
                 : drive * constants.drive_gain[r] + sum;
  }
};

/// Neurons, and those at or above threshold.
template <class Real>
struct Outcome {
  std::vector<LifNeuron<Real>> neurons;
  std::vector<std::uint32_t> above;
};

template <class Real>
Outcome<Real> sweep_all(Case<Real> c) {
  Outcome<Real> outcome;
  outcome.above.resize(kCount);
  outcome.above.resize(sweep(c.columns.tile(), c.constants, c.current, outcome.above.data()));
  for (std::uint32_t i = 0; i < kCount; ++i) outcome.neurons.push_back(c.columns.neuron(i));
  for (std::size_t r = 0; r < std::max(1u, currents_of(c.constants.kind)); ++r) {
    CHECK(std::ranges::count(c.columns.narrow[r], 0) == std::ssize(c.columns.narrow[r]));
    CHECK(std::ranges::count(c.columns.wide[r], 0) == std::ssize(c.columns.wide[r]));
  }
  return outcome;
}

template <class Real>
Outcome<Real> update_one_by_one(const Case<Real>& c, bool fused) {
  Outcome<Real> outcome;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    LifNeuron<Real> neuron = c.columns.neuron(i);
    update(c.constants.kind, c.constants.step, {c.input(0, i, fused), c.input(1, i, fused)},
           c.current, neuron);
    if (neuron.V >= c.constants.threshold) outcome.above.push_back(i);
    outcome.neurons.push_back(neuron);
  }
  return outcome;
}

template <class Real>
bool same_bits(const Outcome<Real>& a, const Outcome<Real>& b) {
  return a.above == b.above &&
         std::memcmp(a.neurons.data(), b.neurons.data(), kCount * sizeof(LifNeuron<Real>)) == 0;
}

}  // namespace

TEMPLATE_TEST_CASE("a sweep moves each neuron as the update of one does", "", float, double) {
  Dice dice(2024);
  for (int trial = 0; trial < 100; ++trial) {
    const Case<TestType> c(dice);
    for (const bool fused : {false, true}) {
      under_every_target(fused, [&] {
        const bool has_fma = (hwy::SupportedTargets() & kTargetsWithoutFma) == 0;
        CHECK(same_bits(sweep_all(c), update_one_by_one(c, has_fma)));
      });
    }
  }
}

TEMPLATE_TEST_CASE("every instruction set with fused multiply-add gives the same bits", "", float,
                   double) {
  Dice dice(2025);
  for (int trial = 0; trial < 100; ++trial) {
    const Case<TestType> c(dice);
    std::vector<Outcome<TestType>> outcomes;
    under_every_target(true, [&] { outcomes.push_back(sweep_all(c)); });
    for (const auto& outcome : outcomes) CHECK(same_bits(outcome, outcomes.front()));
  }
}

}  // namespace engram::test
