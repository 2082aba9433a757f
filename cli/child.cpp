// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace idreg::cli {
namespace {

/// Starts a program whose standard output is the file that `out` stands for here.
Result<pid_t> start(const std::vector<std::string>& arguments, int out) {
  std::vector<std::string> words = arguments;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed == 0) return child;
  return std::unexpected(
      Error{Status::Internal, fmt::format("cannot start {}: {}", arguments[0], std::strerror(failed))});
}

Result<int> wait_for(pid_t child, const std::string& program) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno == EINTR) continue;
    return std::unexpected(Error{Status::Internal, fmt::format("lost {}: {}", program, std::strerror(errno))});
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<int> run_child(const std::vector<std::string>& arguments) {
  const Result<pid_t> child = start(arguments, STDERR_FILENO);
  if (!child) return std::unexpected(child.error());
  return wait_for(*child, arguments[0]);
}

Result<Said> listen_to_child(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return std::unexpected(Error{Status::Internal, fmt::format("no pipe: {}", std::strerror(errno))});
  const Result<pid_t> child = start(arguments, ends[1]);
  close(ends[1]);
  Said said{};
  std::array<char, 4096> buffer{};
  for (ssize_t got = 1; child && got != 0;) {
    got = read(ends[0], buffer.data(), buffer.size());
    if (got > 0) said.out.append(buffer.data(), static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) break;
  }
  close(ends[0]);
  if (!child) return std::unexpected(child.error());
  const Result<int> status = wait_for(*child, arguments[0]);
  if (!status) return std::unexpected(status.error());
  said.status = *status;
  return said;
}

}  // namespace idreg::cli
