#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/recording_fixture.hpp"

using namespace engram;

namespace {

std::vector<std::string> example_texts() {
  std::vector<std::string> texts;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ENGRAM_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".txtpb") continue;
    texts.push_back(test::read_bytes(entry.path().string()));
  }
  // One with what the examples do not use.
  texts.push_back(
      R"(duration: 10 population { name: "T" spike_trains { train { time: [1, 2] } train { time: 3 } } }
    population { name: "A" size: 10 iaf_psc_alpha { I_e: 1 } } population { name: "R" size: 2 relay {} }
    projection { source: "T" target: ["A", "R"] explicit { connection { source: 0 target: 1 weight: 2 delay: 1.5 } } }
    projection { source: "R" target: "A" bernoulli { probability: 0.5 } weight { lognormal { mu: 0 sigma: 1 } max: 9 } }
    projection { source: "A" target: "A" fixed_out_degree { out_degree: 3 autapses: false } storage: F32 }
    dc_current { target: "A" amplitude: 5 start: 1 stop: 2 }
    step_current { target: "A" step { time: 1 amplitude: 2 } step { time: 2 amplitude: 0 } }
    spike_recorder { population: "A" neurons { index: [1, 2] } }
    state_recorder { population: "A" variable: [V_m, I_syn] neurons { first: 0 count: 3 stride: 2 } interval: 0.5 })");
  texts.push_back(
      R"(duration: 10 clock { continuous {} } population { name: "F" size: 3 int_fire { tau: 5 t_ref: 1e-9 } }
    population { name: "I" size: 2 inhomogeneous_poisson { rate { table { step { time: 0 rate: 5 } step { time: 2 rate: 9 } } } stop: 9 } }
    population { name: "G" size: 2 gamma { rate: 20 shape: 3 start: 1 } }
    population { name: "P" size: 2 pulse_packets { time: [3, 6] spikes: 2 sd: 0.5 } }
    population { name: "A" size: 3 iaf_psc_exp {} }
    projection { source: ["I", "G", "P"] target: "F" all_to_all {} delay { constant: 0.123456789 } }
    inhomogeneous_poisson_drive { target: "A" rate { sinusoid { mean: 9 amplitude: 8 frequency: 7 phase: 90 } } weight: 1 })");
  return texts;
}

/// Replaces, removes or doubles something in a random place.
void mutate(std::string& text, const std::vector<std::string>& texts) {
  static const std::vector<std::string> kPieces = {
      "{",    "}",        "\"",         "-",          "0",    "1e300", "nan",     "inf",
      "-1",   "\"2^40\"", ":",          "[",          "]",    "<",     "#",       ",",
      "\n",   "\\",       "population", "projection", "type", "size",  "\"1/0\"", "4294967296",
      "((((", "1e-9",     "true",       "\xff",       "E"};
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  const auto length = *rc::gen::inRange<std::size_t>(0, 12);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      text.erase(at, length);
      break;
    case 1:
      text.insert(at, *rc::gen::elementOf(kPieces));
      break;
    case 2:
      text.replace(at, std::min(length, text.size() - at), *rc::gen::elementOf(kPieces));
      break;
    default: {
      const std::string& other = *rc::gen::elementOf(texts);
      text.insert(at, other.substr(*rc::gen::inRange<std::size_t>(0, other.size()),
                                   *rc::gen::inRange<std::size_t>(0, 300)));
    }
  }
}

}  // namespace

TEST_CASE("a mutated model file is read, or refused in one line") {
  const std::vector<std::string> texts = example_texts();
  const auto survives = [&] {
    std::string text = *rc::gen::elementOf(texts);
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) mutate(text, texts);
    try {
      const Network network = parse_model(text, "m.txtpb").network;
      validate(network);
    } catch (const UserError& error) {
      const std::string what = error.what();
      RC_ASSERT(!what.empty());
      RC_ASSERT(what.find('\n') == std::string::npos);
    }
  };
  for (int round = 0; round < 10; ++round) CHECK(rc::check(survives));
}
