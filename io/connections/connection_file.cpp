#include "io/connections/connection_file.hpp"

#include "core/base/error.hpp"
#include "io/connections/connection_csv.hpp"
#include "io/connections/connection_npy.hpp"

namespace engram {
namespace {

bool is_csv(const std::string& path) { return path.ends_with(".csv"); }

}  // namespace

void check_connection_path(const std::string& path) {
  if (is_csv(path) || path.ends_with(".npy")) return;
  throw UserError(path + ": no format for synapses; valid: a name that ends in .csv or .npy");
}

void write_connections(const std::string& path, const SynapseColumns& columns) {
  check_connection_path(path);
  is_csv(path) ? write_connection_csv(path, columns) : write_connection_npy(path, columns);
}

ExplicitList read_connections(const std::string& path, const ConnectionFileRequest& request) {
  check_connection_path(path);
  return {is_csv(path) ? read_connection_csv(path, request) : read_connection_npy(path, request)};
}

}  // namespace engram
