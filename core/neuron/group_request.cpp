#include "core/neuron/group_request.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/random/draw.hpp"

namespace engram {

std::vector<double> GroupRequest::values(std::string_view parameter) const {
  const auto& all = model().descriptor().description().parameters;
  const auto found = std::ranges::find(all, parameter, &ParameterDescriptor::name);
  if (found == all.end()) throw std::out_of_range(std::string(parameter));
  const ParameterValue value = found->get(model().data());
  return values_of(std::get<Parameter>(value), static_cast<std::size_t>(found - all.begin()),
                   network, slice.population, slice.first, slice.count);
}

std::vector<double> GroupRequest::initial_V_m() const {
  if (!population().initial_V_m) return values(model().descriptor().resting_parameter());
  std::vector<double> V_m(slice.count);
  const PhiloxKey key = philox_key(seed, Purpose::kInitialState, slice.population);
  Sampler(*population().initial_V_m).draw(key, 0, slice.first, V_m);
  return V_m;
}

}  // namespace engram
