#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/model/model_file.hpp"
#include "io/recording/given_parameters.hpp"

namespace engram {

/// A file that a model names, as it was when the model was read.
struct InputDigest {
  std::string path;
  std::uint64_t size = 0;
  std::uint64_t digest = 0;

  friend bool operator==(const InputDigest&, const InputDigest&) = default;
};

/// Reads the file. Throws UserError and EnvironmentError.
InputDigest digest_input(const std::string& path);

/// The model file that a network was read from, as far as it takes to read it again. One without
/// text stands for a network that comes from elsewhere.
struct CheckpointSource {
  std::string model_text;
  std::string model_path;  ///< absolute: files that the model names are looked for beside it
  GivenParameters parameters;
  std::vector<InputDigest> inputs;  ///< in the order in which they are read

  bool empty() const { return model_text.empty(); }

  friend bool operator==(const CheckpointSource&, const CheckpointSource&) = default;
};

/// The source of a network that was just read. `parameters` are those that were given to
/// `load_model`. Throws UserError where a file that the model names can no longer be read.
CheckpointSource checkpoint_source(const ModelFile& model, GivenParameters parameters = {});

}  // namespace engram
