#include "core/support/slow_twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

#include "core/registry/built_in_models.hpp"
#include "core/support/visit_model.hpp"

namespace engram::test {
namespace {

using Real = long double;

// V (relative to E_L), excitatory and inhibitory current, their drives (alpha), external current.
enum : std::size_t { kV, kEx, kIn, kDriveEx, kDriveIn, kExternal, kDimension };

using State = std::array<Real, kDimension>;
using Matrix = std::array<State, kDimension>;

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c{};
  for (std::size_t i = 0; i < kDimension; ++i) {
    for (std::size_t j = 0; j < kDimension; ++j) {
      for (std::size_t k = 0; k < kDimension; ++k) c[i][j] += a[i][k] * b[k][j];
    }
  }
  return c;
}

State product(const Matrix& a, const State& x) {
  State y{};
  for (std::size_t i = 0; i < kDimension; ++i) {
    for (std::size_t k = 0; k < kDimension; ++k) y[i] += a[i][k] * x[k];
  }
  return y;
}

/// e^A by its series; the entries of A are of order 1.
Matrix exponential(const Matrix& a) {
  Matrix sum{};
  for (std::size_t i = 0; i < kDimension; ++i) sum[i][i] = 1;
  Matrix term = sum;
  for (int n = 1; n < 80; ++n) {
    term = product(term, a);
    for (State& row : term) {
      for (Real& x : row) x /= static_cast<Real>(n);
    }
    for (std::size_t i = 0; i < kDimension; ++i) {
      for (std::size_t j = 0; j < kDimension; ++j) sum[i][j] += term[i][j];
    }
  }
  return sum;
}

class SlowLif {
 public:
  template <class Model>
  SlowLif(const Model& m, Real step, double initial_V_m) : lif_(numbers_of(m)) {
    Matrix rates{};
    rates[kV][kV] = -1 / Real{lif_.tau_m};
    for (const std::size_t current : {kEx, kIn, kExternal}) rates[kV][current] = 1 / Real{lif_.C_m};
    if constexpr (requires { m.tau_syn_ex; }) {
      for (const auto& [current, drive, tau] :
           {std::tuple(kEx, kDriveEx, Real{m.tau_syn_ex.value()}),
            std::tuple(kIn, kDriveIn, Real{m.tau_syn_in.value()})}) {
        rates[current][current] = rates[drive][drive] = -1 / tau;
        rates[current][drive] = 1;
        jump_.push_back(std::is_same_v<Model, IafPscAlpha> ? std::exp(Real{1}) / tau : Real{1});
      }
    }
    kind_ = std::is_same_v<Model, IafPscDelta> ? Kind::kDelta
            : std::is_same_v<Model, IafPscExp> ? Kind::kExp
                                               : Kind::kAlpha;
    for (State& row : rates) {
      for (Real& x : row) x *= step;
    }
    step_ = exponential(rates);
    refractory_steps_ = std::llround(m.t_ref / static_cast<double>(step));
    x_[kV] = Real{initial_V_m} - lif_.E_L;
  }

  /// One step; whether the neuron fires at its end.
  bool move_on(Real external, const std::vector<double>& weights) {
    x_[kExternal] = external + lif_.I_e;
    x_ = product(step_, x_);
    for (const double weight : weights) receive(weight);
    if (refractory_left_ > 0) {
      --refractory_left_;
      x_[kV] = Real{lif_.V_reset} - lif_.E_L;
      return false;
    }
    const Real above = x_[kV] - (Real{lif_.V_th} - lif_.E_L);
    closest_ = std::min(closest_, static_cast<double>(std::abs(above)));
    if (above < 0) return false;
    x_[kV] = Real{lif_.V_reset} - lif_.E_L;
    refractory_left_ = refractory_steps_;
    return true;
  }

  double V_m() const { return static_cast<double>(x_[kV] + lif_.E_L); }
  double closest() const { return closest_; }

 private:
  enum class Kind { kExp, kAlpha, kDelta };

  void receive(double weight) {
    const std::size_t in = weight < 0 ? 1 : 0;
    if (kind_ == Kind::kDelta) x_[kV] += weight;
    if (kind_ == Kind::kExp) x_[kEx + in] += weight;
    if (kind_ == Kind::kAlpha) x_[kDriveEx + in] += weight * jump_[in];
  }

  LifMembrane lif_;
  Kind kind_;
  Matrix step_{};
  State x_{};
  std::vector<Real> jump_;
  std::int64_t refractory_steps_ = 0;
  std::int64_t refractory_left_ = 0;
  double closest_ = 1e300;
};

class SlowTwin {
 public:
  explicit SlowTwin(const Network& network)
      : network_(network), step_(static_cast<double>(network.clock.step()) / 1e9) {
    const std::size_t n = network.populations.size();
    run_.spikes.resize(n);
    run_.V_m.resize(n);
    lif_.resize(n);
    for (std::size_t p = 0; p < n; ++p) make_neurons(p);
  }

  SlowRun run() {
    const std::int64_t last = (network_.warm_up + network_.duration) / network_.clock.step();
    for (std::int64_t now = 1; now <= last; ++now) {
      for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
        for (std::uint32_t i = 0; i < network_.populations[p].size; ++i) move_on(now, p, i);
      }
      arrivals_.erase(now);
    }
    for (const auto& population : lif_) {
      for (const SlowLif& neuron : population) {
        run_.closest = std::min(run_.closest, neuron.closest());
      }
    }
    return std::move(run_);
  }

 private:
  void make_neurons(std::size_t p) {
    const Population& population = network_.populations[p];
    visit_model(
        [&](const auto& m) {
          if constexpr (requires { m.tau_m; }) {
            const double V_m = population.initial_V_m
                                   ? std::get<Constant>(population.initial_V_m->law).value
                                   : m.E_L.value();
            lif_[p].assign(population.size, SlowLif(m, step_, V_m));
            run_.V_m[p].assign(population.size, {V_m});
          }
        },
        population.model);
  }

  void move_on(std::int64_t now, std::uint32_t p, std::uint32_t i) {
    const std::vector<double>& weights = arrivals_[now][{p, i}];
    const NeuronModel& model = network_.populations[p].model;
    std::size_t fired = 0;
    if (const auto* trains = model.get_if<SpikeTrains>()) {
      fired = static_cast<std::size_t>(std::ranges::count_if(
          trains->times[i], [&](double t) { return std::llround(t / step_) == now; }));
    } else if (model.holds<Relay>()) {
      fired = weights.size();
    } else {
      fired = lif_[p].at(i).move_on(external_current(now, p), weights) ? 1 : 0;
      run_.V_m[p][i].push_back(lif_[p][i].V_m());
    }
    for (; fired > 0; --fired) send(now, p, i);
  }

  /// The current that flows during the step that ends at `now`.
  Real external_current(std::int64_t now, std::uint32_t p) const {
    Real sum = 0;
    for (const Device& device : network_.devices) {
      const auto& current = device.as<StepCurrent>();
      if (current.target != p) continue;
      double amplitude = 0;
      for (std::size_t k = 0; k < current.times.size(); ++k) {
        if (std::llround(current.times[k] / step_) < now) amplitude = current.amplitudes[k];
      }
      sum += amplitude;
    }
    return sum;
  }

  void send(std::int64_t now, std::uint32_t p, std::uint32_t i) {
    run_.spikes[p].emplace_back(now, i);
    for (const Projection& projection : network_.projections) {
      if (projection.source != p) continue;
      for (const auto& c : std::get<ExplicitList>(projection.rule).connections) {
        if (c.source != i) continue;
        arrivals_[now + std::llround(c.delay / step_)][{projection.target, c.target}].push_back(
            c.weight);
      }
    }
  }

  const Network& network_;
  const double step_;  ///< ms
  std::vector<std::vector<SlowLif>> lif_;
  std::map<std::int64_t, std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>>>
      arrivals_;  ///< weights by step and (population, neuron)
  SlowRun run_;
};

}  // namespace

SlowRun run_slowly(const Network& network) { return SlowTwin(network).run(); }

}  // namespace engram::test
