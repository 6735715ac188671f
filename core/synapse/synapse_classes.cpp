#include "core/synapse/synapse_classes.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/error.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/synapse/plastic_block.hpp"

namespace engram {
namespace {

constexpr double kMaxUnits16 = 32'767;
constexpr double kMaxUnits32 = 2'147'483'647;
constexpr double kMaxUnits64 = 4.6e18;       // 2^62
constexpr double kMaxResolution = 1e-3;      // of the median weight
constexpr double kMaxMultiplicity = 65'536;  // spikes of one neuron in one instant

/// Least power of two that is >= x.
double power_of_two_above(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  return std::ldexp(1.0, mantissa == 0.5 ? exponent - 1 : exponent);
}

/// Weight of one unit of 16-bit weights up to `largest`.
double unit_of_w16(double largest) { return power_of_two_above(largest / kMaxUnits16); }

bool is_fine_enough(double unit, double median) { return unit <= kMaxResolution * median; }

/// What a projection can put into one receptor of one target.
struct Load {
  double largest = 0;  ///< |weight|
  double median = 0;   ///< |weight|
  double events = 0;   ///< bound of the synaptic events in one instant
  bool present = false;

  double total() const { return largest * events; }  ///< bound of the sum of |weight|
};

double median_of(std::vector<double> magnitudes) {
  if (magnitudes.empty()) return 0;
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::ranges::nth_element(magnitudes, middle);
  return *middle;
}

/// Whether the neurons of a population count what they receive, whatever its weight.
bool counts_spikes(const Network& network, PopulationIndex target) {
  return network.populations[target].model.descriptor().repeats_input();
}

Load load_of(const Network& network, const Projection& projection, const ProjectionDraw& draw,
             std::uint8_t receptor, double multiplicity) {
  const double events = static_cast<double>(draw.connections.max_in_degree()) * multiplicity;
  if (counts_spikes(network, projection.target)) return {1, 1, events, receptor == 0};
  const ReceptorChoice choice(network, projection);
  std::vector<double> magnitudes;
  const auto see = [&](double weight) {
    if (choice.of(weight) == receptor) magnitudes.push_back(std::abs(weight));
  };
  const auto* list = std::get_if<ExplicitList>(&projection.rule);
  if (projection.plastic) {
    see(projection.plastic->w_min);
    see(projection.plastic->w_max);
  } else if (list != nullptr) {
    for (const ExplicitList::Connection& c : list->connections) see(c.weight);
  } else {
    see(draw.weights.min_value());
    see(draw.weights.max_value());
  }
  if (magnitudes.empty()) return {};
  const double largest = std::ranges::max(magnitudes);
  const double median = list == nullptr || projection.plastic ? draw.weights.median_magnitude()
                                                              : median_of(std::move(magnitudes));
  return {largest, median, events, true};
}

WeightStorage preferred_storage(const Network& network, const Projection& projection) {
  if (counts_spikes(network, projection.target)) return WeightStorage::kConst;
  if (projection.storage != WeightStorage::kAuto) return projection.storage;
  if (std::holds_alternative<ExplicitList>(projection.rule)) return WeightStorage::kF64;
  if (projection.plastic) return WeightStorage::kF32;
  return projection.weight.is_constant() ? WeightStorage::kConst : WeightStorage::kW16;
}

std::string name_of(const Network& network, const Projection& projection) {
  const std::string origin = projection.origin.empty() ? "" : projection.origin + ": ";
  return origin + "projection \"" + network.populations[projection.source].name + "\" -> \"" +
         network.populations[projection.target].name + "\"";
}

class Planner {
 public:
  Planner(const Network& network, const std::vector<ProjectionDraw>& draws)
      : network_(network), draws_(draws), multiplicity_(spikes_per_instant(network, draws)) {
    result_.delays = DelayPlan(network);
    for (const Population& population : network.populations) {
      result_.scales.emplace_back(receptor_count(population.model));
    }
    for (std::size_t i = 0; i < network.projections.size(); ++i) {
      const Projection& p = network.projections[i];
      const bool one_weight =
          draws[i].weights.is_constant() && !std::holds_alternative<ExplicitList>(p.rule);
      if (p.storage == WeightStorage::kConst && !one_weight) {
        throw UserError(name_of(network, p) +
                        ": storage CONST holds one weight for all synapses, and these differ; use "
                        "AUTO, W16, F32 or F64");
      }
      storage_.push_back(preferred_storage(network, p));
      result_.of_projection.emplace_back(receptor_count(network.populations[p.target].model), 0);
    }
  }

  SynapseClasses plan() {
    for_each_receptor([&](PopulationIndex target, std::uint8_t r) {
      plan_row32(target, r);
      plan_row64(target, r);
    });
    share_plastic_units();
    for_each_receptor([&](PopulationIndex target, std::uint8_t r) { assign_classes(target, r); });
    return std::move(result_);
  }

 private:
  template <class Function>
  void for_each_receptor(Function&& function) {
    for (PopulationIndex target = 0; target < network_.populations.size(); ++target) {
      const std::uint32_t receptors = receptor_count(network_.populations[target].model);
      for (std::uint8_t r = 0; r < receptors; ++r) function(target, r);
    }
  }

  template <class Function>
  void for_each_load(PopulationIndex target, std::uint8_t receptor, Function&& function) {
    for (std::size_t i = 0; i < network_.projections.size(); ++i) {
      const Projection& projection = network_.projections[i];
      if (projection.target != target) continue;
      const Load load =
          load_of(network_, projection, draws_[i], receptor, multiplicity_[projection.source]);
      if (load.present) function(i, load);
    }
  }

  /// The unit of the 16-bit weights; projections that it is too coarse for move on to F32.
  void plan_row32(PopulationIndex target, std::uint8_t receptor) {
    double largest = 0;
    for_each_load(target, receptor, [&](std::size_t i, const Load& load) {
      if (storage_[i] == WeightStorage::kW16) largest = std::max(largest, load.largest);
    });
    // Any unit will do for weights that are all zero; none is too coarse.
    const double unit = largest == 0 ? 1 : unit_of_w16(largest);
    double units = 0;  // bound of the row, each weight being rounded to the nearest unit
    for_each_load(target, receptor, [&](std::size_t i, const Load& load) {
      if (storage_[i] == WeightStorage::kW16) units += load.events * (load.largest / unit + 0.5);
    });
    bool used = false;
    for_each_load(target, receptor, [&](std::size_t i, const Load& load) {
      if (storage_[i] != WeightStorage::kW16) return;
      const bool fine = load.largest == 0 || is_fine_enough(unit, load.median);
      const bool fits = units <= kMaxUnits32 || network_.clock.continuous();  // which has no rows
      if (fine && fits) {
        used = true;
      } else if (network_.projections[i].storage == WeightStorage::kW16) {
        throw UserError(name_of(network_, network_.projections[i]) +
                        ": weights do not fit W16 storage: " +
                        (fine ? "their sum could overflow a 32-bit row"
                              : "its resolution is above 0.1 % of the median weight") +
                        "; use AUTO, F32 or F64");
      } else {
        storage_[i] = WeightStorage::kF32;
      }
    });
    if (used) result_.scales[target][receptor].unit32 = unit;
  }

  void plan_row64(PopulationIndex target, std::uint8_t receptor) {
    double total = 0;
    bool used = false;
    for_each_load(target, receptor, [&](std::size_t i, const Load& load) {
      if (storage_[i] == WeightStorage::kW16) return;
      total += load.total();
      used = true;
    });
    if (!used) return;
    result_.scales[target][receptor].unit64 =
        counts_spikes(network_, target)
            ? 1
            : (total == 0 ? 1 : power_of_two_above(total / kMaxUnits64));
  }

  /// Gives all populations with plastic input at a receptor the coarsest of their units, so that a
  /// run of plastic synapses can reach all of them.
  void share_plastic_units() {
    std::vector<double> units;  // by receptor
    const auto for_each_plastic = [&](auto&& function) {
      for_each_receptor([&](PopulationIndex target, std::uint8_t r) {
        bool plastic = false;
        for_each_load(target, r, [&](std::size_t i, const Load&) {
          plastic = plastic || network_.projections[i].plastic;
        });
        units.resize(std::max<std::size_t>(units.size(), r + std::size_t{1}));
        if (plastic) function(units[r], result_.scales[target][r].unit64);
      });
    };
    for_each_plastic([](double& shared, double own) { shared = std::max(shared, own); });
    for_each_plastic([](double shared, double& own) { own = shared; });
  }

  /// Number, from 1, of a plastic projection among those of the same source and target.
  std::uint8_t plastic_number(std::size_t projection) const {
    const auto& all = network_.projections;
    const auto is_like = [&](const Projection& p) {
      return p.plastic && p.source == all[projection].source && p.target == all[projection].target;
    };
    const auto before = std::span(all).first(projection);
    return static_cast<std::uint8_t>(1 + std::ranges::count_if(before, is_like));
  }

  void assign_classes(PopulationIndex target, std::uint8_t receptor) {
    const ReceptorScale& scale = result_.scales[target][receptor];
    for_each_load(target, receptor, [&](std::size_t i, const Load&) {
      SynapseClass c{.storage = storage_[i], .receptor = receptor};
      c.unit = c.storage == WeightStorage::kW16 ? scale.unit32 : scale.unit64;
      if (c.storage == WeightStorage::kConst) {
        const double weight = counts_spikes(network_, target) ? 1 : draws_[i].weights.max_value();
        c.const_units = std::llround(weight / c.unit);
        c.const_weight = weight;
      }
      c.own_delay = result_.delays.own(i);
      if (network_.projections[i].plastic) {
        c.plastic = plastic_number(i);
        c.time_words = network_.clock.continuous() ? kTimeWords : kStepWords;
      }
      result_.of_projection[i][receptor] = index_of(c);
    });
  }

  std::uint8_t index_of(SynapseClass c) {
    auto found = std::ranges::find(result_.classes, c);
    if (found == result_.classes.end()) {
      if (result_.classes.size() == RunHeader::kMaxClasses) {
        throw UserError(
            "the projections need more than " + std::to_string(RunHeader::kMaxClasses) +
            " kinds of synapses (storage, receptor, constant weight); give projections with "
            "constant weights storage F64, so that they share one");
      }
      result_.classes.push_back(c);
      found = result_.classes.end() - 1;
    }
    return static_cast<std::uint8_t>(found - result_.classes.begin());
  }

  const Network& network_;
  const std::vector<ProjectionDraw>& draws_;
  std::vector<double> multiplicity_;
  std::vector<WeightStorage> storage_;
  SynapseClasses result_;
};

}  // namespace

bool suits_w16(double largest, double median) {
  return largest == 0 || is_fine_enough(unit_of_w16(largest), median);
}

SynapseClasses plan_synapses(const Network& network, const std::vector<ProjectionDraw>& draws) {
  return Planner(network, draws).plan();
}

std::vector<double> spikes_per_instant(const Network& network,
                                       const std::vector<ProjectionDraw>& draws) {
  std::vector<double> most(network.populations.size(), 1);
  for (PopulationIndex p = 0; p < most.size(); ++p) {
    const NeuronModelDescriptor& descriptor = network.populations[p].model.descriptor();
    most[p] = descriptor.own_activity({network, p}).most_per_instant;
  }
  // A relay can be reached by all its inputs at once; loops of relays stop at the bound.
  for (bool changed = true; changed;) {
    changed = false;
    for (PopulationIndex p = 0; p < most.size(); ++p) {
      if (!counts_spikes(network, p)) continue;
      double sum = 0;
      for (std::size_t i = 0; i < draws.size(); ++i) {
        if (network.projections[i].target != p) continue;
        sum += static_cast<double>(draws[i].connections.max_in_degree()) *
               most[network.projections[i].source];
      }
      const double bound = std::clamp(sum, 1.0, kMaxMultiplicity);
      changed = changed || bound > most[p];
      most[p] = std::max(most[p], bound);
    }
  }
  return most;
}

}  // namespace engram
