#include "io/plot/output_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "io/recording/file.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

/// A file beside `path` that disappears unless it is given that name.
class Draft {
 public:
  explicit Draft(const std::string& path)
      : path_(path), draft_(path + ".part" + std::to_string(::getpid())), file_(create()) {}
  ~Draft() {
    std::error_code ignored;
    fs::remove(draft_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void publish(std::string_view bytes) {
    file_.write(bytes);
    file_.finish_as(path_);
  }

 private:
  File create() const {
    File::require_replaceable(path_);
    return File::create(draft_);
  }

  std::string path_;
  std::string draft_;
  File file_;
};

}  // namespace

void write_output(const std::string& path, std::string_view bytes) { Draft(path).publish(bytes); }

void check_output(const std::string& path) { Draft{path}; }

}  // namespace engram
