// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

namespace idreg::fuzz {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// This process's environment with those variables in place of its own of the same name.
std::vector<std::string> environment(std::vector<std::string> variables) {
  const std::size_t own = variables.size();
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view text = *one;
    const std::string_view name = text.substr(0, text.find('=') + 1);
    if (std::none_of(variables.begin(), variables.begin() + static_cast<std::ptrdiff_t>(own),
                     [&](const std::string& variable) { return variable.starts_with(name); }))
      variables.emplace_back(text);
  }
  return variables;
}

int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

std::expected<Child, std::string> Child::start(std::vector<std::string> arguments,
                                               const std::vector<std::string>& variables, const std::string& log) {
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (output < 0) return std::unexpected(fmt::format("{}: cannot be written: {}", log, std::strerror(errno)));
  std::vector<std::string> all = environment(variables);
  const std::vector<char*> argument_pointers = pointers(arguments);
  const std::vector<char*> variable_pointers = pointers(all);
  // fork and not posix_spawn: only the child itself can ask to die with its parent.
  const pid_t id = fork();
  if (id == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (dup2(nothing, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0)
      execve(arguments[0].c_str(), argument_pointers.data(), variable_pointers.data());
    _exit(127);
  }
  const int failed = errno;
  close(output);
  if (id < 0) return std::unexpected(fmt::format("cannot run {}: {}", arguments[0], std::strerror(failed)));
  return Child(id);
}

std::optional<int> Child::ended() {
  if (id_ == 0) return std::nullopt;
  int status = 0;
  if (waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
  id_ = 0;
  return status_of(status);
}

void Child::stop() const {
  if (id_ != 0) kill(id_, SIGINT);
}

Child::~Child() {
  if (id_ == 0) return;
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace idreg::fuzz
