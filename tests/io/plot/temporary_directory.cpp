#include "io/plot/temporary_directory.hpp"

#include <stdlib.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/base/error.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  throw EnvironmentError(what + " " + path.string() + ": " +
                         std::generic_category().message(error));
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  const fs::path place = fs::temp_directory_path(error);
  if (error) fail("no directory for temporary files (set TMPDIR to one)", place, error.value());
  std::string name = (place / "engram-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("cannot create the directory", name, errno);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("cannot read", path, errno);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) fail("cannot write", path, errno);
}

}  // namespace engram
