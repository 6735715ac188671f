#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "cli/commands.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace {

constexpr int kFailed = 1;     // the environment: a full disk, a killed plotting program
constexpr int kUserError = 2;  // the model, an option, a file

int fail(const char* what, int status) {
  std::fprintf(stderr, "engram: %s\n", engram::printable(what).c_str());
  return status;
}

/// Fails where the output could not be written.
int checked(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  return fail("the results could not be written to standard output", kFailed);
}

/// Opens the standard channels that the program was started without, so that no file of ours takes
/// the place of one and is written to as such. Using such a channel is still an error.
void reserve_standard_channels() {
  for (const int channel : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(channel, F_GETFD) >= 0) continue;
    if (::open("/dev/null", channel == STDIN_FILENO ? O_WRONLY : O_RDONLY) != channel) std::abort();
  }
}

}  // namespace

int main(int argc, char** argv) {
  reserve_standard_channels();
  // A file that outgrows its limit is an error of that file, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("Event-driven simulator of spiking neural networks.", "engram");
  app.set_version_flag("--version", ENGRAM_VERSION);
  app.require_subcommand(1);
  engram::Action action;
  engram::add_run_command(app, action);
  engram::add_resume_command(app, action);
  engram::add_check_command(app, action);
  engram::add_recording_commands(app, action);
  engram::add_graph_command(app, action);
  engram::add_connections_command(app, action);
  engram::add_models_command(app, action);
  try {
    app.parse(argc, argv);
    return checked(action());
  } catch (const CLI::ParseError& error) {
    // Help and version come as errors of status 0; CLI11 prints them.
    if (error.get_exit_code() == 0) return app.exit(error);
    return fail(error.what(), kUserError);
  } catch (const engram::EnvironmentError& error) {
    return fail(error.what(), kFailed);
  } catch (const engram::Error& error) {
    return fail(error.what(), kUserError);
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(error.what(), kUserError);
  } catch (const std::bad_alloc&) {
    return fail("there is not enough memory", kFailed);
  } catch (const std::exception& error) {
    return fail(error.what(), kFailed);
  }
}
