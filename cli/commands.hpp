#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace engram {

/// What a subcommand does once its options are known; returns the exit status.
using Action = std::function<int()>;

// Each adds one or more subcommands to `app`; the one that the user names sets `action`.
void add_run_command(CLI::App& app, Action& action);
void add_resume_command(CLI::App& app, Action& action);
void add_check_command(CLI::App& app, Action& action);
void add_recording_commands(CLI::App& app, Action& action);
void add_connections_command(CLI::App& app, Action& action);
void add_graph_command(CLI::App& app, Action& action);
void add_models_command(CLI::App& app, Action& action);

}  // namespace engram
