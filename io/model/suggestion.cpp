#include "io/model/suggestion.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

namespace engram {
namespace {

constexpr std::size_t kMaxListed = 20;
constexpr std::size_t kMaxCompared = 100;  // bytes of a name

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, case ignored
/// (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string suggest(std::string_view unknown, std::span<const std::string> valid) {
  if (valid.empty()) return "; there is none";
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, unknown.size() / 3) + 1;
  for (const std::string& name : valid) {
    if (std::max(name.size(), unknown.size()) > kMaxCompared) continue;
    const std::size_t d = distance(unknown, name);
    if (d < least) {
      least = d;
      nearest = name;
    }
  }
  std::string text = nearest.empty() ? "; valid: " : "; did you mean '" + nearest + "'? valid: ";
  for (std::size_t i = 0; i < std::min(valid.size(), kMaxListed); ++i) {
    text += (i == 0 ? "" : ", ") + valid[i];
  }
  if (valid.size() > kMaxListed) {
    text += " and " + std::to_string(valid.size() - kMaxListed) + " more";
  }
  return text;
}

}  // namespace engram
