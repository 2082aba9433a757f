// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/isolated.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace idreg::props {

namespace {

void write_all(int out, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(out, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(1);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_all(int in) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = read(in, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

void limit(int resource, rlim_t soft, rlim_t hard) {
  const rlimit both{soft, hard};
  if (setrlimit(static_cast<__rlimit_resource_t>(resource), &both) != 0) _exit(1);
}

}  // namespace

Isolated isolated(const std::function<void(const std::function<void(std::string_view)>&)>& work, unsigned cpu_seconds) {
  Isolated result;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return result;
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    return result;
  }
  if (child == 0) {
    close(ends[0]);
    for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGXCPU, SIGINT}) signal(one, SIG_DFL);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
    work([out = ends[1]](std::string_view text) { write_all(out, text); });
    _exit(0);
  }
  close(ends[1]);
  result.output = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  result.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  const bool out_of_time = WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
  result.end = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Isolated::End::Finished
               : out_of_time                                 ? Isolated::End::OutOfTime
                                                             : Isolated::End::Crashed;
  return result;
}

}  // namespace idreg::props
