#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/recording_fixture.hpp"
#include "io/recording/writer.hpp"

namespace engram::test {
namespace {

constexpr PopulationIndex kLayers = 10;

ModelFile load(const std::string& name, const std::vector<ParameterOverride>& overrides = {}) {
  return load_model(ENGRAM_SOURCE_DIR "/examples/precise_spikes/" + name + ".txtpb", overrides);
}

/// The spikes of a population within 3 ms of their median, as spread.awk counts them.
struct Volley {
  std::size_t spikes = 0;
  double mean = 0;  ///< ms
  double sd = 0;    ///< ms
  std::size_t moments = 0;
};

Volley volley_of(const std::vector<RecordedSpike>& spikes) {
  const Time median = spikes.at((spikes.size() - 1) / 2).time;
  std::set<Time> moments;
  double sum = 0;
  double squares = 0;
  Volley volley;
  for (const RecordedSpike& spike : spikes) {
    const double t = ms_between(median, spike.time);
    if (std::abs(t) > 3) continue;
    ++volley.spikes;
    sum += t;
    squares += t * t;
    moments.insert(spike.time);
  }
  const double n = static_cast<double>(volley.spikes);
  volley.mean = ms_between(Time{}, median) + sum / n;
  volley.sd = std::sqrt(std::max(0.0, squares / n - sum / n * sum / n));
  volley.moments = moments.size();
  return volley;
}

/// The volleys of the packet and of each layer.
std::vector<Volley> volleys_of(const Network& network) {
  const TemporaryFolder folder;
  RecordingWriter writer(folder.file("r"), make_recording_header(network, "", ""));
  Simulation(network).run(&writer);
  const Content content = read_recording(folder.file("r"));
  std::vector<Volley> volleys;
  for (PopulationIndex p = 0; p <= kLayers; ++p) {
    volleys.push_back(volley_of(content.spikes.at(p)));
  }
  return volleys;
}

/// ms from the volley of one layer to that of the next, over the last six.
double ms_per_layer(const std::vector<Volley>& volleys) {
  return (volleys[kLayers].mean - volleys[kLayers - 6].mean) / 6;
}

/// What is the same on both clocks.
std::string chain(const std::string& name) {
  const std::string text = load(name).text;
  return text.substr(text.find("# Neurons and synapses"));
}

}  // namespace

TEST_CASE("the two synfire chains differ in nothing but the clock") {
  CHECK(chain("continuous") == chain("grid"));
  CHECK(load("continuous").network.clock.continuous());
  CHECK_FALSE(load("grid").network.clock.continuous());
  CHECK(load("grid", {{"step", 1}}).network.clock.step() == kTicksPerMs);
}

TEST_CASE("a spike of the synfire chain moves a potential by 0.14 mV") {
  const Network network = load("continuous").network;
  const auto& lif = network.populations.at(1).model.as<IafPscAlpha>();
  const double weight = std::get<Constant>(network.projections.at(0).weight.law).value;
  const double rate = 1 / lif.tau_syn_ex - 1 / lif.tau_m;
  double peak = 0;
  double peak_time = 0;
  for (double t = 0.001; t < 20; t += 0.001) {
    // The alpha function through the membrane's exponential kernel.
    const double potential = weight * std::numbers::e / (lif.tau_syn_ex * lif.C_m) *
                             std::exp(-t / lif.tau_m) * (1 - std::exp(-rate * t) * (1 + rate * t)) /
                             (rate * rate);
    if (potential > peak) peak_time = t;
    peak = std::max(peak, potential);
  }
  CHECK(peak == Approx(0.14).epsilon(1e-3));
  CHECK(peak_time == Approx(1.7).margin(0.01));
}

TEST_CASE("the spread within a layer is real on the continuous clock, the grid's on the grid") {
  const std::vector<Volley> exact = volleys_of(load("continuous").network);
  const std::vector<Volley> fine = volleys_of(load("grid").network);
  const std::vector<Volley> coarse = volleys_of(load("grid", {{"step", 1}}).network);
  CHECK(exact[0].sd > 1);
  for (PopulationIndex layer = 1; layer <= kLayers; ++layer) {
    CAPTURE(layer);
    CHECK(exact[layer].spikes >= 95);
    CHECK(exact[layer].moments == exact[layer].spikes);
    CHECK(fine[layer].moments < fine[layer].spikes / 3);
    if (layer < 4) continue;
    CHECK(exact[layer].sd == Approx(0.15).margin(0.05));
    CHECK(coarse[layer].spikes >= 95);
    CHECK(coarse[layer].moments <= 2);
    CHECK(coarse[layer].sd < 0.1);
  }
  for (PopulationIndex layer = 8; layer <= kLayers; ++layer) CHECK(coarse[layer].sd == 0);

  CHECK(ms_per_layer(exact) == Approx(5.50).margin(0.02));
  CHECK(ms_per_layer(fine) == Approx(5.55).margin(0.02));
  CHECK(ms_per_layer(coarse) == Approx(6).margin(0.005));
}

}  // namespace engram::test
