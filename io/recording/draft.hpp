#pragma once

#include <string>
#include <string_view>

#include "io/recording/file.hpp"

namespace engram {

/// An output in the making: `path` holds what it held before until `publish`, then all of it, with
/// the permissions that it had. Where the file system allows it, the draft has no name until then,
/// so that even a process that is killed leaves nothing behind.
class Draft {
 public:
  /// Throws UserError where no file can be written at `path`, EnvironmentError where the disk is
  /// full or fails.
  explicit Draft(const std::string& path);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// Throws EnvironmentError, as `publish` does; nothing of the draft then stays.
  void write(std::string_view bytes) { file_.write(bytes); }

  void publish();

 private:
  std::string path_;
  std::string name_;  ///< that the draft has, or is given before it takes the place of `path`
  bool has_name_ = false;
  File file_;
};

}  // namespace engram
