#pragma once

#include <cstdint>
#include <string>

namespace engram {

/// What `convert_to_csv` wrote.
struct CsvResult {
  std::uint64_t spikes = 0;
  std::uint64_t samples = 0;  ///< rows of the second file
  std::string samples_path;   ///< empty if the recording has no state recorder
  std::string problem;        ///< empty if everything was there; else where the recording ends
};

/// Writes the spikes of a recording to `csv_path` as population,neuron,time_ms (ordered by time
/// within each population) and, where it has samples, those to X.samples.csv (for X.csv) as
/// population,neuron,variable,time_ms,value. Times are exact decimals, values read back to the same
/// double. Each file is written beside and then renamed. Of a damaged or incomplete recording
/// everything up to that place is converted. Throws UserError (cannot be opened), FileError (no
/// header), EnvironmentError (disk).
CsvResult convert_to_csv(const std::string& recording_path, const std::string& csv_path);

}  // namespace engram
