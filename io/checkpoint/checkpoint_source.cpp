#include "io/checkpoint/checkpoint_source.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/base/digest.hpp"
#include "io/recording/file.hpp"

namespace engram {

InputDigest digest_input(const std::string& path) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;  // a multiple of a digest's word
  const File file = File::open(path);
  Digest digest;
  InputDigest input{path, 0, 0};
  std::string piece(kPiece, '\0');
  for (std::size_t n = kPiece; n == kPiece; input.size += n) {
    n = file.read_at(input.size, piece);
    digest.add(std::string_view(piece.data(), n));
  }
  input.digest = digest.value();
  return input;
}

CheckpointSource checkpoint_source(const ModelFile& model, GivenParameters parameters) {
  CheckpointSource source{
      model.text, std::filesystem::absolute(model.path).string(), std::move(parameters), {}};
  for (const std::string& path : model.inputs) source.inputs.push_back(digest_input(path));
  return source;
}

}  // namespace engram
