#include "cli/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/base/memory.hpp"
#include "core/base/text.hpp"
#include "io/analysis/json_text.hpp"
#include "io/analysis/statistics_text.hpp"

namespace engram {
namespace {

/// Numbers that do not exist (the CV of a silent population) are null.
std::string json_number(double x) { return std::isfinite(x) ? fmt::format("{}", x) : "null"; }

std::string or_dash(double x, int decimals) {
  return std::isfinite(x) ? fmt::format("{:.{}f}", x, decimals) : "-";
}

std::uint64_t neurons_of(const Network& network) {
  std::uint64_t sum = 0;
  for (const Population& population : network.populations) sum += population.size;
  return sum;
}

std::string end_word(const RunSummary& s) {
  if (!s.failure.empty()) return "failed";
  return s.result.completed ? "finished" : "stopped";
}

}  // namespace

std::string summary_json(const RunSummary& s, const Network& network) {
  std::string out;
  const auto line = [&](const char* name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "  \"{}\": {},\n", name, value);
  };
  out += "{\n";
  line("model", json_string(s.model));
  line("seed", std::to_string(s.seed));
  line("threads", std::to_string(s.threads));
  line("neurons", std::to_string(neurons_of(network)));
  line("synapses", std::to_string(s.synapses));
  line("build_seconds", json_number(s.build_seconds));
  line("completed", s.failure.empty() && s.result.completed ? "true" : "false");
  line("end", json_string(end_word(s)));
  if (!s.failure.empty()) line("failure", json_string(s.failure));
  line("resumed_from_ms", s.resumed_from ? json_number(ms_from_ticks(*s.resumed_from)) : "null");
  line("planned_ms", json_number(ms_from_ticks(network.duration)));
  const auto unless_failed = [&](const char* name, const std::string& value) {
    line(name, s.failure.empty() ? value : "null");
  };
  unless_failed("simulate_seconds", json_number(s.result.simulate_seconds));
  unless_failed(
      "model_time_ms",
      json_number(ms_from_ticks(std::max<Tick>(0, s.result.model_time - network.warm_up))));
  unless_failed("real_time_factor", json_number(s.result.real_time_factor));
  line("peak_rss_bytes", std::to_string(peak_resident_bytes()));
  unless_failed("spikes", std::to_string(s.result.spikes));
  line("min_spikes", std::to_string(s.result.min_spikes_for_cv));
  unless_failed("spike_hash", fmt::format("\"{:016x}\"", s.result.spike_hash));
  out += "  \"populations\": [";
  for (std::size_t p = 0; p < s.result.populations.size(); ++p) {
    const PopulationResult& result = s.result.populations[p];
    fmt::format_to(std::back_inserter(out),
                   "{}\n    {{\"name\": {}, \"neurons\": {}, \"spikes\": {}, \"rate_hz\": {}, "
                   "\"isi_cv\": {}, \"n_cv\": {}}}",
                   p == 0 ? "" : ",", json_string(network.populations[p].name), result.neurons,
                   result.spikes, json_number(result.rate_hz), json_number(result.isi_cv),
                   result.cv_neurons);
  }
  out += "\n  ]\n}\n";
  return out;
}

std::string summary_table(const RunSummary& s, const Network& network) {
  std::size_t width = 10;
  for (const Population& population : network.populations)
    width = std::max(width, printable(population.name).size());
  std::string out = fmt::format("{:<{}}  {:>10}  {:>10}  {:>10}  {:>7}\n", "population", width,
                                "neurons", "rate (Hz)", "published", "ISI CV");
  for (std::size_t p = 0; p < network.populations.size(); ++p) {
    const PopulationResult& result = s.result.populations[p];
    fmt::format_to(std::back_inserter(out), "{:<{}}  {:>10}  {:>10.3f}  {:>10}  {:>7}\n",
                   printable(network.populations[p].name), width, result.neurons, result.rate_hz,
                   or_dash(network.populations[p].published_rate, 3), or_dash(result.isi_cv, 3));
  }
  out += min_spikes_note(s.result.min_spikes_for_cv) + "\n";
  fmt::format_to(std::back_inserter(out), "\n{} neurons, {} synapses, built in {:.1f} s\n",
                 neurons_of(network), s.synapses, s.build_seconds);
  fmt::format_to(std::back_inserter(out),
                 "{:.4g} s of model time in {:.4g} s: real-time factor {:.3f}\n",
                 ms_from_ticks(timed_span(network, s.result)) / 1000, s.result.simulate_seconds,
                 s.result.real_time_factor);
  if (s.resumed_from) {
    fmt::format_to(std::back_inserter(out),
                   "resumed from {} ms; rates, spikes and hash are of the whole run\n",
                   ms_from_ticks(*s.resumed_from));
  }
  if (!s.result.completed) {
    fmt::format_to(std::back_inserter(out), "stopped at {} ms of {} ms, warm-up included\n",
                   ms_from_ticks(s.result.model_time),
                   ms_from_ticks(network.warm_up + network.duration));
  }
  fmt::format_to(std::back_inserter(out), "{} spikes, hash {:016x}\n", s.result.spikes,
                 s.result.spike_hash);
  return out;
}

}  // namespace engram
