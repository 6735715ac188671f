#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/network/network.hpp"
#include "io/model/file_limits.hpp"
#include "io/model/model_file.hpp"

namespace engram {

/// The files that a model names: where they lie, and what has been read of them.
struct SourceFiles {
  std::filesystem::path folder;  ///< that relative paths start from
  Clock clock;                   ///< that their times must fit
  std::uint64_t spikes_left = kMaxSpikesOfFiles;
  std::vector<std::string> read;  ///< paths of those that were read
  /// Where set, no file is opened: populations that would need one have no spikes and these sizes.
  std::optional<PopulationSizes> sizes;

  std::string path_of(const std::string& said) const { return (folder / said).string(); }
};

}  // namespace engram
