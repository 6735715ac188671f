#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/simulation.hpp"
#include "core/network/network.hpp"

namespace engram {

/// What a report shows, beside the recording itself.
struct ReportInput {
  Network network;
  RunResult run;
  std::uint64_t synapses = 0;
  double build_seconds = 0;
  unsigned threads = 0;
  std::string program_version;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, value: those overridden
  std::string recording_path;                                   ///< a recording of this run
};

/// One self-contained HTML page: the run, results beside the published values, raster, rates over
/// time, distributions, the model. No script, nothing loaded from elsewhere. Throws UserError (no
/// gnuplot, a recording that ends within the warm-up), FileError, EnvironmentError.
std::string render_report(const ReportInput& input);

/// `render_report` into a file, which appears when it is complete. `check_output` checks beforehand
/// whether that is possible.
void write_report(const std::string& path, const ReportInput& input);

}  // namespace engram
