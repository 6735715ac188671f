#include "io/recording/real_path.hpp"

#include <deque>
#include <iterator>
#include <system_error>

#include "core/base/error.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

/// As many as Linux follows.
constexpr int kMostLinks = 40;

bool is_same_existing(const fs::path& a, const fs::path& b) {
  std::error_code not_there;
  return fs::equivalent(a, b, not_there) && !not_there;
}

}  // namespace

fs::path real_path(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  if (error) throw UserError(path.string() + ": cannot be found: " + error.message());
  std::deque<fs::path> left;
  const auto put_first = [&left](const fs::path& names) {
    left.insert(left.begin(), names.begin(), names.end());
  };
  fs::path done = whole.root_path();
  put_first(whole.relative_path());
  for (int links = 0; !left.empty();) {
    const fs::path name = left.front();
    left.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      done = done.parent_path();
      continue;
    }
    const fs::path target = fs::read_symlink(done / name, error);
    if (error) {  // no link
      done /= name;
      continue;
    }
    if (++links > kMostLinks) {
      throw UserError(path.string() + ": leads through more than " + std::to_string(kMostLinks) +
                      " symbolic links");
    }
    if (target.is_absolute()) done = target.root_path();
    put_first(target.relative_path());
  }
  return done;
}

std::string write_path(const std::string& path) {
  std::error_code not_there;
  return fs::is_symlink(fs::symlink_status(path, not_there)) ? real_path(path).string() : path;
}

bool is_same_file(const std::string& a, const std::string& b) {
  const fs::path real_a = real_path(a);
  const fs::path real_b = real_path(b);
  if (real_a == real_b || is_same_existing(real_a, real_b)) return true;
  std::error_code ignored;
  if (fs::exists(real_a, ignored) || fs::exists(real_b, ignored)) return false;
  return real_a.filename() == real_b.filename() &&
         is_same_existing(real_a.parent_path(), real_b.parent_path());
}

}  // namespace engram
