#include "io/plot/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

namespace engram {
namespace {

struct Colour {
  double red;
  double green;
  double blue;
};

struct Ramp {
  Colour dark;
  Colour light;
};

constexpr Ramp kExcitatoryRamp = {{8, 48, 107}, {66, 150, 206}};
constexpr Ramp kInhibitoryRamp = {{140, 45, 4}, {240, 134, 44}};

// With three dark ones after it, as its own yellow is too faint for dots on white.
constexpr std::array<const char*, 10> kOkabeIto = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                   "#56b4e9", "#e69f00", "#555555", "#882255",
                                                   "#332288", "#7f7f00"};

std::string shade(const Ramp& ramp, std::size_t index, std::size_t count) {
  const double share =
      count < 2 ? 0.5 : static_cast<double>(index) / static_cast<double>(count - 1);
  const auto mix = [share](double from, double to) {
    return static_cast<int>(std::lround(from + share * (to - from)));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(ramp.dark.red, ramp.light.red),
                     mix(ramp.dark.green, ramp.light.green), mix(ramp.dark.blue, ramp.light.blue));
}

double mean_of(const Distribution& weight) {
  struct Mean {
    double operator()(const Constant& law) const { return law.value; }
    double operator()(const Uniform& law) const { return (law.low + law.high) / 2; }
    double operator()(const Normal& law) const { return law.mean; }
    double operator()(const Lognormal& law) const {
      return std::exp(law.mu + law.sigma * law.sigma / 2);
    }
  };
  return std::clamp(std::visit(Mean{}, weight.law), weight.min, weight.max);
}

double mean_weight(const Projection& projection) {
  const auto* list = std::get_if<ExplicitList>(&projection.rule);
  if (list == nullptr) return mean_of(projection.weight);
  double sum = 0;
  for (const auto& connection : list->connections) sum += connection.weight;
  return sum;  // its sign is the mean's
}

}  // namespace

std::vector<PopulationKind> population_kinds(const Network& network) {
  struct Signs {
    bool positive = false;
    bool negative = false;
  };
  std::vector<Signs> signs(network.populations.size());
  for (const Projection& projection : network.projections) {
    const double weight = mean_weight(projection);
    signs[projection.source].positive |= weight > 0;
    signs[projection.source].negative |= weight < 0;
  }
  std::vector<PopulationKind> kinds;
  for (const Signs& sign : signs) {
    if (sign.positive == sign.negative) {
      kinds.push_back(PopulationKind::kUnknown);
    } else {
      kinds.push_back(sign.positive ? PopulationKind::kExcitatory : PopulationKind::kInhibitory);
    }
  }
  return kinds;
}

std::vector<std::string> population_colours(std::span<const PopulationKind> kinds) {
  const auto count = [&](PopulationKind kind) {
    return static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), kind));
  };
  const std::size_t all_excitatory = count(PopulationKind::kExcitatory);
  const std::size_t all_inhibitory = count(PopulationKind::kInhibitory);
  std::size_t excitatory = 0;
  std::size_t inhibitory = 0;
  std::size_t unknown = 0;
  std::vector<std::string> colours;
  for (const PopulationKind kind : kinds) {
    if (kind == PopulationKind::kExcitatory) {
      colours.push_back(shade(kExcitatoryRamp, excitatory++, all_excitatory));
    } else if (kind == PopulationKind::kInhibitory) {
      colours.push_back(shade(kInhibitoryRamp, inhibitory++, all_inhibitory));
    } else {
      colours.emplace_back(kOkabeIto[unknown++ % kOkabeIto.size()]);
    }
  }
  return colours;
}

}  // namespace engram
