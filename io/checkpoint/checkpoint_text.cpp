#include "io/checkpoint/checkpoint_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/base/text.hpp"
#include "io/recording/exact_ms.hpp"

namespace engram {
namespace {

std::string ms(Tick ticks) { return exact_ms({ticks, 0}) + " ms"; }

std::string model_text(const CheckpointHeader& header) {
  const std::string name = printable(header.network_name);
  if (header.source.empty()) return name + (name.empty() ? "" : ", ") + "not from a model file";
  return fmt::format("{}, {} bytes of text from {}", name, header.source.model_text.size(),
                     printable(header.source.model_path));
}

std::string origin_text(const Checkpoint& checkpoint) {
  const CheckpointHeader& header = checkpoint.header();
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(text), "{:<12}{}\n", name, value);
  };
  line("checkpoint", printable(checkpoint.path()));
  line("time",
       fmt::format("{} of {}, warm-up included", ms(header.time), ms(header.planned_end())));
  line("program", printable(header.program_version));
  line("model", model_text(header));
  line("parameters", printable(header.source.parameters));
  for (const InputDigest& input : header.source.inputs) {
    line("file", fmt::format("{}, {} bytes", printable(input.path), input.size));
  }
  line("seed", std::to_string(header.seed));
  line("step", header.continuous ? "none: the continuous clock" : ms(header.step));
  line("so far", fmt::format("{} spikes, hash {:016x}", header.spikes, header.spike_hash));
  line("in flight", fmt::format("{} spikes", checkpoint.state().in_flight.size()));
  return text;
}

/// Bytes of a population's state.
std::size_t bytes_of(const PopulationState& state) {
  std::size_t sum = 0;
  for (const auto& [name, column] : state.columns) {
    sum += column.values.size() + column.neurons.size() * sizeof(column.neurons[0]);
  }
  return sum;
}

}  // namespace

std::string format_checkpoint(const Checkpoint& checkpoint) {
  const auto& populations = checkpoint.header().populations;
  std::size_t width = std::string_view("population").size();
  for (const auto& p : populations) width = std::max(width, printable(p.name).size());
  std::string text = origin_text(checkpoint);
  fmt::format_to(std::back_inserter(text), "\n{:<{}} {:>12} {:>12} {:>12}\n", "population", width,
                 "neurons", "columns", "bytes");
  for (std::size_t i = 0; i < populations.size(); ++i) {
    const PopulationState& state = checkpoint.state().populations[i];
    fmt::format_to(std::back_inserter(text), "{:<{}} {:>12} {:>12} {:>12}\n",
                   printable(populations[i].name), width, populations[i].size, state.columns.size(),
                   bytes_of(state));
  }
  return text;
}

}  // namespace engram
