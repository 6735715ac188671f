#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace engram {

/// Turns the first Ctrl-C (SIGINT), SIGTERM or SIGHUP into a request to stop while it lives; the
/// second ends the program as usual. A SIGHUP that the program was started to ignore, as by nohup,
/// is ignored, and so is the end of the pipe that output goes to: what is written to files is worth
/// more. Make it before any thread that should not be interrupted.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  bool requested() const { return source_.stop_requested(); }

 private:
  sigset_t before_;
  void (*pipe_handler_before_)(int);
  std::stop_source source_;
  std::jthread listener_;
};

}  // namespace engram
