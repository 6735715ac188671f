#include "core/network/model_descriptor.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/random/draw.hpp"

namespace engram {

std::optional<std::uint32_t> NeuronModelDescriptor::variable(std::string_view name) const {
  const auto& all = description_.variables;
  const auto found = std::ranges::find(all, name, &VariableDescriptor::name);
  if (found == all.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - all.begin());
}

std::optional<std::uint8_t> NeuronModelDescriptor::receptor(const NeuronModel& model,
                                                            std::string_view name) const {
  const auto& all = description_.receptors;
  const auto found = std::ranges::find(all, name, &ReceptorDescriptor::name);
  if (found == all.end()) return std::nullopt;
  const std::ptrdiff_t last = std::ptrdiff_t{receptor_count(model)} - 1;
  return static_cast<std::uint8_t>(std::min(found - all.begin(), last));
}

std::unique_ptr<NeuronGroup> NeuronModelDescriptor::make_grid_group(const GridGroupRequest&) const {
  throw std::logic_error(name() + " does not run on a grid");
}

std::unique_ptr<ExactGroup> NeuronModelDescriptor::make_exact_group(ExactGroupRequest&&) const {
  throw std::logic_error(name() + " does not run on the continuous clock");
}

std::vector<double> values_of(const Parameter& parameter, std::size_t number,
                              const Network& network, PopulationIndex population,
                              std::uint32_t first, std::uint32_t count) {
  std::vector<double> values(count);
  if (parameter.is_one()) {
    std::ranges::fill(values, parameter.value());
  } else if (const auto* table = parameter.table()) {
    std::copy_n(table->begin() + first, count, values.begin());
  } else {
    const PhiloxKey key = philox_key(network.seed, Purpose::kParameter, population);
    Sampler(*parameter.law()).draw(key, static_cast<std::uint32_t>(number), first, values);
  }
  return values;
}

std::pair<double, double> bounds_of(const Parameter& parameter) {
  if (parameter.is_one()) return {parameter.value(), parameter.value()};
  if (const auto* table = parameter.table()) {
    if (table->empty()) return {0, 0};
    const auto [least, greatest] = std::ranges::minmax(*table);
    return {least, greatest};
  }
  const Sampler sampler(*parameter.law());
  return {sampler.min_value(), sampler.max_value()};
}

ReceptorChoice::ReceptorChoice(const Network& network, const Projection& projection)
    : ReceptorChoice(network.populations[projection.target].model, projection.receptor) {
  // A plastic weight may be 0 at times; its synapse stays at the receptor of the others.
  if (!projection.plastic) return;
  const std::uint8_t receptor = by_sign_.of(projection.plastic->w_max > 0 ? 1 : -1);
  by_sign_ = {receptor, receptor};
}

ReceptorChoice::ReceptorChoice(const NeuronModel& target, const std::string& name) {
  const NeuronModelDescriptor& descriptor = target.descriptor();
  by_sign_ = descriptor.receptors_by_sign(target);
  if (const auto receptor = name.empty() ? std::nullopt : descriptor.receptor(target, name)) {
    by_sign_ = {*receptor, *receptor};
  }
}

}  // namespace engram
