// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/minimiser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "cli/hand_over.h"
#include "cli/status.h"

namespace idreg::cli {

Minimised minimise_stored(const std::string& from, const std::string& to) {
  const Result<std::string> prover = beside("idreg-prover");
  if (!prover) return Minimised::Failed;
  std::vector<std::string> words = {*prover, "minimise", from, "--out", to};
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
  pid_t child = 0;
  const int failed = posix_spawn(&child, prover->c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Minimised::Failed;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return Minimised::Failed;
  if (!WIFEXITED(status)) return Minimised::Failed;
  switch (WEXITSTATUS(status)) {
    case static_cast<int>(Status::Holds):
      return Minimised::Smallest;
    case static_cast<int>(Status::Inconclusive):
      return Minimised::Smaller;
    default:
      return Minimised::Failed;
  }
}

}  // namespace idreg::cli
