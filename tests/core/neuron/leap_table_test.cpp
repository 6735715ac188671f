#include "core/neuron/leap_table.hpp"

#include <catch2/catch.hpp>

#include "core/registry/built_in_models.hpp"
#include "core/support/visit_model.hpp"

// A leap put together from tabulated ones against one made for its own length.

namespace engram::test {

TEST_CASE("leaps of any length are the exact ones") {
  IafPscExp exp;
  exp.tau_syn_ex = 300;  // outlasts the membrane
  exp.tau_syn_in = 2;
  IafPscAlpha alpha;
  alpha.tau_syn_ex = 5;
  alpha.tau_syn_in = 40;
  const NeuronModel model =
      GENERATE_COPY(NeuronModel(exp), NeuronModel(alpha), NeuronModel(IafPscDelta{}));
  const LifModel lif = lif_model_of(model);
  const LeapTable<double> leaps(lif, 0.1);
  const std::array<double, 2> input{3, -2};
  const double current = 100;
  for (const Step steps :
       {Step{0}, Step{1}, Step{63}, Step{64}, Step{65}, Step{4095}, Step{4096}, Step{262'143},
        Step{262'144}, Step{300'001}, (Step{1} << 24) - 1, Step{1} << 24, (Step{1} << 24) + 1,
        (Step{1} << 25) + 257, Step{1} << 40}) {
    CAPTURE(steps);
    LifNeuron<double> expected{-7, {50, 20}, {4, -3}};
    LifNeuron<double> found = expected;
    update(lif.kind, lif.propagators(static_cast<double>(steps) * 0.1), input, current, expected);
    leaps.move(found, steps, input, current);
    CHECK(found.V == Approx(expected.V).epsilon(1e-12).margin(1e-12));
    for (std::size_t r = 0; r < 2; ++r) {
      CHECK(found.I[r] == Approx(expected.I[r]).epsilon(1e-12).margin(1e-12));
      CHECK(found.dI[r] == Approx(expected.dI[r]).epsilon(1e-12).margin(1e-12));
    }
  }
}

}  // namespace engram::test
