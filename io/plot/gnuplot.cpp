#include "io/plot/gnuplot.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "io/plot/memory_file.hpp"

namespace engram {
namespace {

constexpr int kPngPixels = 2;  // per CSS pixel

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void duplicate(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// Runs gnuplot on a script; returns its wait status.
int run_gnuplot(const MemoryFile& script, const MemoryFile& image, const MemoryFile& messages) {
  FileActions actions;
  actions.duplicate(script.descriptor(), STDIN_FILENO);
  actions.duplicate(image.descriptor(), STDOUT_FILENO);
  actions.duplicate(messages.descriptor(), STDERR_FILENO);
  std::string program = "gnuplot";
  std::string no_user_settings = "-d";
  std::string from_standard_input = "-";
  std::array<char*, 4> arguments = {program.data(), no_user_settings.data(),
                                    from_standard_input.data(), nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, "gnuplot", actions.get(), nullptr, arguments.data(), environ);
  if (error == ENOENT) {
    throw UserError(
        "figures are drawn by gnuplot, which is not installed: install the package gnuplot-nox");
  }
  if (error != 0) {
    throw EnvironmentError("cannot start gnuplot: " + std::generic_category().message(error));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw EnvironmentError("lost sight of gnuplot while it was drawing");
  }
  return status;
}

std::string in_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string terminal(const Canvas& canvas) {
  if (canvas.format == Canvas::Format::kSvg) {
    return fmt::format(
        "set terminal svg size {},{} noenhanced font 'DejaVu Sans,Helvetica,Arial,12' "
        "background '#ffffff'",
        canvas.width, canvas.height);
  }
  return fmt::format(
      "set terminal pngcairo size {},{} noenhanced font 'DejaVu Sans,9' fontscale {} linewidth {} "
      "background '#ffffff'",
      canvas.width * kPngPixels, canvas.height * kPngPixels, kPngPixels, kPngPixels);
}

}  // namespace

void require_gnuplot() { static_cast<void>(Gnuplot(Canvas{}).render()); }

Gnuplot::Gnuplot(const Canvas& canvas) { *this << "set encoding utf8" << terminal(canvas); }

Gnuplot& Gnuplot::operator<<(std::string_view command) {
  script_ += command;
  script_ += '\n';
  return *this;
}

void Gnuplot::data(std::string_view name, const std::vector<std::pair<double, double>>& rows) {
  script_ += fmt::format("${} << END_OF_DATA\n", name);
  auto out = std::back_inserter(script_);
  for (const auto& [x, y] : rows) fmt::format_to(out, "{:.9g} {:.9g}\n", x, y);
  script_ += "END_OF_DATA\n";
}

std::string Gnuplot::render() const {
  const MemoryFile script(script_ + "set output\n");  // the last command ends the image
  const MemoryFile image;
  const MemoryFile messages;
  const int status = run_gnuplot(script, image, messages);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw EnvironmentError("gnuplot failed: " + in_one_line(messages.bytes()));
  }
  return image.bytes();
}

std::string Gnuplot::quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : printable(text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_harmless = std::isalpha(byte) != 0 || c == ' ' || byte > 0x7f;
    if (is_harmless) {
      literal += c;
    } else {
      // As a number: no quote, backslash, backquote or macro is left. Digits too, since it takes
      // those that follow for a part of the number.
      literal += fmt::format("\\{:03o}", byte);
    }
  }
  literal += '"';
  return literal;
}

}  // namespace engram
