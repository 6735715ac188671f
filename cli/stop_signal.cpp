#include "cli/stop_signal.hpp"

#include <ctime>

namespace engram {

namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

StopSignal::StopSignal() : pipe_handler_before_(std::signal(SIGPIPE, SIG_IGN)) {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  sigaddset(&interrupt, SIGTERM);
  if (!is_ignored(SIGHUP)) sigaddset(&interrupt, SIGHUP);
  // Threads started from here on inherit the mask: the signal waits for the listener.
  pthread_sigmask(SIG_BLOCK, &interrupt, &before_);
  listener_ = std::jthread([this, interrupt](std::stop_token done) {
    constexpr timespec kPoll{0, 50'000'000};
    while (!done.stop_requested()) {
      if (sigtimedwait(&interrupt, nullptr, &kPoll) <= 0) continue;
      source_.request_stop();
      pthread_sigmask(SIG_UNBLOCK, &interrupt, nullptr);
      return;
    }
  });
}

StopSignal::~StopSignal() {
  listener_ = {};
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  std::signal(SIGPIPE, pipe_handler_before_);
}

}  // namespace engram
