#include "core/base/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>

namespace engram {
namespace {

/// The value, in bytes, of a line "key  1234 kB" in a file of the system.
std::optional<std::uint64_t> kib_line(const char* path, const std::string& wanted) {
  std::ifstream file(path);
  std::string key;
  for (std::string rest; file >> key; std::getline(file, rest)) {
    std::uint64_t kib = 0;
    if (key == wanted && file >> kib) return kib * 1024;
    file.clear();
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t available_memory_bytes() {
  if (const auto available = kib_line("/proc/meminfo", "MemAvailable:")) return *available;
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t peak_resident_bytes() {
  // The value of getrusage begins with the size of the program that started this one.
  if (const auto peak = kib_line("/proc/self/status", "VmHWM:")) return *peak;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace engram
