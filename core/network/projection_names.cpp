#include "core/network/projection_names.hpp"

#include <set>

namespace engram {

std::vector<std::string> projection_names(const Network& network) {
  std::set<std::string> taken;
  for (const Projection& p : network.projections) taken.insert(p.name);
  std::vector<std::string> names;
  for (const Projection& p : network.projections) {
    if (!p.name.empty()) {
      names.push_back(p.name);
      continue;
    }
    const std::string made =
        network.populations[p.source].name + " -> " + network.populations[p.target].name;
    std::string name = made;
    for (int n = 2; !taken.insert(name).second; ++n) name = made + " #" + std::to_string(n);
    names.push_back(name);
  }
  return names;
}

}  // namespace engram
