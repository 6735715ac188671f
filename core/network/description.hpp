#pragma once

#include <string>
#include <vector>

#include "core/network/parameter_descriptor.hpp"

namespace engram {

/// A state variable that can be recorded.
struct VariableDescriptor {
  std::string name;
  std::string unit;
  std::string doc;
};

/// Where synapses put their weight.
struct ReceptorDescriptor {
  std::string name;
  std::string unit;  ///< of the weights
  std::string doc;
};

/// Which clocks something runs on.
enum class Clocks { kBoth, kGrid, kContinuous };

/// What neurons or a device of one type are, in words and lists.
struct Description {
  std::string name;       ///< as model files call it
  std::string summary;    ///< one line
  std::string equations;  ///< any number of lines
  std::string reference;  ///< the paper or the program that defines it
  std::vector<ParameterDescriptor> parameters{};
  std::vector<VariableDescriptor> variables{};
  std::vector<ReceptorDescriptor> receptors{};
  Clocks clocks = Clocks::kBoth;
};

}  // namespace engram
