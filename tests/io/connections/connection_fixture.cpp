#include "io/connections/connection_fixture.hpp"

#include <bit>
#include <cmath>
#include <random>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {

std::vector<ConnectionBits> bits_of(const ExplicitList& list) {
  std::vector<ConnectionBits> bits;
  for (const ExplicitList::Connection& c : list.connections) {
    bits.push_back({c.source, c.target, std::bit_cast<std::uint64_t>(c.weight),
                    std::bit_cast<std::uint64_t>(c.delay)});
  }
  return bits;
}

std::vector<ConnectionBits> bits_of(const SynapseColumns& columns) {
  std::vector<ConnectionBits> bits;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    bits.push_back({columns.sources[i], columns.targets[i],
                    std::bit_cast<std::uint64_t>(columns.weights[i]),
                    std::bit_cast<std::uint64_t>(columns.delays[i])});
  }
  return bits;
}

SynapseColumns random_columns(std::uint64_t seed, const Clock& clock) {
  std::mt19937_64 generator(seed);
  const auto below = [&](std::uint64_t end) { return generator() % end; };
  const bool one_delay = below(2) == 0;
  SynapseColumns columns;
  for (std::uint64_t n = below(200); n > 0; --n) {
    columns.sources.push_back(static_cast<std::uint32_t>(below(50)));
    columns.targets.push_back(static_cast<std::uint32_t>(below(70)));
    const double sign = below(2) == 0 ? 1 : -1;
    const double digits = static_cast<double>(generator());
    columns.weights.push_back(sign * std::ldexp(digits, -static_cast<int>(below(1100))));
    const auto steps = static_cast<Tick>(one_delay ? 15 : 1 + below(1 << below(20)));
    columns.delays.push_back(ms_from_ticks(steps * clock.step()));
  }
  return columns;
}

ConnectionFileRequest request_on(const Clock& clock) {
  return {.sources = 50, .targets = 70, .clock = clock};
}

ExplicitList read_as(const std::string& name, const std::string& bytes,
                     const ConnectionFileRequest& request) {
  const TemporaryFolder folder;
  write_bytes(folder.file(name), bytes);
  return read_connections(folder.file(name), request);
}

std::string error_as(const std::string& name, const std::string& bytes,
                     const ConnectionFileRequest& request) {
  try {
    read_as(name, bytes, request);
  } catch (const UserError& error) {
    const std::string what = error.what();
    return what.substr(what.find(name));
  }
  return "no error";
}

std::string npy_file(const std::string& header, const std::string& data, int major) {
  std::string file = "\x93NUMPY";
  file += {static_cast<char>(major), '\0'};
  const auto length = static_cast<std::uint32_t>(header.size());
  file += major == 1 ? bytes_of(static_cast<std::uint16_t>(length)) : bytes_of(length);
  return file + header + data;
}

}  // namespace engram::test
