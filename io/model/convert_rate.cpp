#include <fmt/format.h>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"

namespace engram {
namespace {

RateTable read_table(const v1::RateTable& said, const SourceMap& map) {
  RateTable table;
  for (const v1::RateStep& step : said.step()) {
    if (!table.times.empty() && step.time() <= table.times.back()) {
      map.fail(step, v1::RateStep::kTimeFieldNumber,
               fmt::format("{} ms comes after {} ms; valid: ascending times", step.time(),
                           table.times.back()));
    }
    table.times.push_back(step.time());
    table.rates.push_back(step.rate());
  }
  return table;
}

RateSinusoid read_sinusoid(const v1::RateSinusoid& said, const SourceMap& map) {
  if (said.amplitude() > said.mean()) {
    map.fail(said, v1::RateSinusoid::kAmplitudeFieldNumber,
             fmt::format("{} Hz would make the rate negative; valid: 0 to the mean, which is {} Hz",
                         said.amplitude(), said.mean()));
  }
  return {said.mean(), said.amplitude(), said.frequency(), said.phase()};
}

}  // namespace

RateProfile convert_rate(const v1::Rate& rate, const SourceMap& map) {
  if (rate.has_sinusoid()) return read_sinusoid(rate.sinusoid(), map);
  return read_table(rate.table(), map);
}

}  // namespace engram
