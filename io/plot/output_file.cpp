#include "io/plot/output_file.hpp"

#include "io/recording/draft.hpp"

namespace engram {

void write_output(const std::string& path, std::string_view bytes) {
  Draft draft(path);
  draft.write(bytes);
  draft.publish();
}

void check_output(const std::string& path) { Draft{path}; }

}  // namespace engram
