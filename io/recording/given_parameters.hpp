#pragma once

#include <string>
#include <utility>
#include <vector>

namespace engram {

/// Parameters of a model that were set when it was run, as they were written: name, value.
using GivenParameters = std::vector<std::pair<std::string, std::string>>;

/// "name=value, ...", or that there are none; for a person to read.
std::string printable(const GivenParameters& parameters);

}  // namespace engram
