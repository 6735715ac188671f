#include "io/recording/draft.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "io/recording/real_path.hpp"

namespace engram {

Draft::Draft(const std::string& path)
    : path_(write_path(path)), name_(path_ + ".part" + std::to_string(::getpid())) {
  File::require_replaceable(path_);
  std::error_code ignored;
  while (std::filesystem::exists(name_, ignored)) name_ += '_';  // of a killed process
  auto unnamed = File::create_unnamed(path_);
  has_name_ = !unnamed;
  file_ = unnamed ? std::move(*unnamed) : File::create(name_);
  file_.take_permissions_of(path_);
}

Draft::~Draft() {
  std::error_code ignored;
  if (has_name_) std::filesystem::remove(name_, ignored);
}

void Draft::publish() {
  if (std::exchange(has_name_, true)) {
    file_.finish_as(path_);
  } else {
    file_.finish_unnamed_as(path_, name_);
  }
  has_name_ = false;
}

}  // namespace engram
