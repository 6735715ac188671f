#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "cli/commands.hpp"
#include "core/base/error.hpp"

namespace {

constexpr int kFailed = 1;     // the outside world: a full disk, a killed plotting program
constexpr int kUserError = 2;  // the model, an option, a file

int complain(const std::exception& error, int status) {
  std::fprintf(stderr, "engram: %s\n", error.what());
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Event-driven simulator of spiking neural networks.", "engram");
  app.set_version_flag("--version", ENGRAM_VERSION);
  app.require_subcommand(1);
  engram::Action action;
  engram::add_run_command(app, action);
  engram::add_check_command(app, action);
  engram::add_recording_commands(app, action);
  engram::add_graph_command(app, action);
  try {
    app.parse(argc, argv);
    return action();
  } catch (const CLI::ParseError& error) {
    // Help and version come as errors of status 0; CLI11 prints them.
    if (error.get_exit_code() == 0) return app.exit(error);
    return complain(error, kUserError);
  } catch (const engram::EnvironmentError& error) {
    return complain(error, kFailed);
  } catch (const engram::Error& error) {
    return complain(error, kUserError);
  } catch (const std::exception& error) {
    return complain(error, kFailed);
  }
}
