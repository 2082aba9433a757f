// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/kernel/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string_view>

#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::audit {
namespace {

/// A log can be long; its end is what matters, and it is within this.
constexpr std::size_t kLogLimit = std::size_t{64} << 20;

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;

  void open(int stream, const std::string& file, int flags) {
    posix_spawn_file_actions_addopen(&actions_, stream, file.c_str(), flags, 0666);
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

int start(const std::vector<std::string>& arguments, const Actions& actions, const std::string& log) {
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words[0], actions.get(), nullptr, words.data(), environ);
  if (failed != 0) {
    const auto ignored = corpora::write_file(log, fmt::format("{}: {}\n", arguments[0], std::strerror(failed)));
    static_cast<void>(ignored);
    return 127;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const std::string& log) {
  Actions actions;
  actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  actions.open(STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND);
  actions.open(STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND);
  return start(arguments, actions, log);
}

int run_into(const std::vector<std::string>& arguments, const std::string& out, const std::string& log) {
  Actions actions;
  actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  actions.open(STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC);
  actions.open(STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND);
  return start(arguments, actions, log);
}

FileLock::FileLock(const std::string& file) : file_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (file_ >= 0) flock(file_, LOCK_EX);
}

FileLock::~FileLock() {
  if (file_ >= 0) close(file_);
}

bool in_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return false;
  for (const std::string_view folder : corpora::split(path, ':')) {
    if (access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::string last_lines(const std::string& file, unsigned lines) {
  const auto text = corpora::read_file(file, kLogLimit);
  if (!text) return "";
  std::size_t at = text->size();
  for (unsigned i = 0; i <= lines && at > 0; ++i) {
    const std::size_t previous = text->rfind('\n', at - 1);
    if (previous == std::string::npos) return *text;
    at = previous;
  }
  return text->substr(at + 1);
}

}  // namespace idreg::audit
