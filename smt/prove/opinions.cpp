// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/opinions.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "corpora/file.h"
#include "corpora/text.h"

namespace idreg::smt::prove {

namespace {

/// Z3's resource units are about so much smaller than cvc5's.
constexpr std::uint64_t kFiner = 50;

/// More than any answer; a solver that writes without end is stopped there.
constexpr std::size_t kLongest = 4096;

/// Only what may be called between fork and exec.
[[noreturn]] void become(char* const* words, int out, unsigned cpu_seconds) {
  setpgid(0, 0);                        // so that what a script starts ends with it
  prctl(PR_SET_PDEATHSIG, SIGKILL);     // nor does it outlive us
  const rlimit cpu{cpu_seconds, cpu_seconds + 1};
  setrlimit(RLIMIT_CPU, &cpu);
  const int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0) _exit(126);  // 127 says that there is no such program
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  execvp(words[0], words);
  _exit(127);
}

struct Ran {
  std::string out;
  int status = 0;  ///< as waitpid gives it
  bool in_time = true;
};

/// Reads until the end of the stream or the deadline, then ends the child.
Ran gather(pid_t child, int in, std::chrono::seconds patience) {
  Ran ran;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::array<char, 512> buffer{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{in, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    const ssize_t got = ready <= 0 ? -1 : read(in, buffer.data(), buffer.size());
    if (got < 0) ran.in_time = false;
    if (got <= 0) break;
    ran.out.append(buffer.data(), static_cast<std::size_t>(got));
    if (ran.out.size() > kLongest) break;
  }
  if (!ran.in_time || ran.out.size() > kLongest) kill(-child, SIGKILL);
  while (waitpid(child, &ran.status, 0) < 0 && errno == EINTR) {
  }
  return ran;
}

std::expected<Ran, std::string> run(const SecondSolver& solver, const std::string& file) {
  std::vector<std::string> words = solver.command;
  words.push_back(file);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::unexpected(std::string(std::strerror(errno)));
  const pid_t child = fork();
  if (child == 0) become(pointers.data(), ends[1], solver.seconds);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return std::unexpected("cannot start it: " + std::string(std::strerror(errno)));
  }
  setpgid(child, child);
  Ran ran = gather(child, ends[0], std::chrono::seconds(kClockForCpu * solver.seconds));
  close(ends[0]);
  return ran;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

const char* word(Answer answer) {
  return answer == Answer::Sat ? "sat" : answer == Answer::Unsat ? "unsat" : "unknown";
}

/// A name as a part of a path.
std::string path_part(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
    if (!plain) c = '_';
  }
  return result;
}

}  // namespace

std::expected<SecondSolver, std::string> second_solver(const std::string& text, std::uint64_t budget,
                                                       unsigned seconds) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals != 0) {
    SecondSolver solver{text.substr(0, equals), {}, seconds};
    for (const std::string_view word : corpora::words(std::string_view(text).substr(equals + 1)))
      solver.command.emplace_back(word);
    if (!solver.command.empty()) return solver;
  }
  if (text == "z3") return SecondSolver{text, {"z3", "-smt2", fmt::format("rlimit={}", kFiner * budget)}, seconds};
  if (text == "cvc5") return SecondSolver{text, {"cvc5", "--lang=smt2", fmt::format("--rlimit={}", budget)}, seconds};
  if (text == "boolector") return SecondSolver{text, {"boolector", "--smt2"}, seconds};
  return std::unexpected(fmt::format(
      "'{}' is no solver: expected z3, cvc5, boolector, or NAME=COMMAND, to which the script is appended", text));
}

Opinion ask(const SecondSolver& solver, const std::string& file) {
  const auto ran = run(solver, file);
  if (!ran) return {Answer::Unknown, ran.error()};
  if (!ran->in_time) return {Answer::Unknown, fmt::format("no answer in {} s", kClockForCpu * solver.seconds)};
  if (WIFSIGNALED(ran->status)) {
    const int signal = WTERMSIG(ran->status);
    if (signal == SIGXCPU) return {Answer::Unknown, fmt::format("no answer in {} s of CPU", solver.seconds)};
    return {Answer::Unknown, fmt::format("ended by signal {}", signal)};
  }
  if (WEXITSTATUS(ran->status) == 127) return {Answer::Unknown, "not installed: " + solver.command.front()};
  const std::string answer = trimmed(ran->out);
  if (answer == "unsat") return {Answer::Unsat, ""};
  if (answer == "sat") return {Answer::Sat, ""};
  return {Answer::Unknown, answer.empty() ? "no answer" : fmt::format("answered '{}'", answer.substr(0, 80))};
}

Opinions::Opinions(const SecondOpinions& asked, std::string name) : asked_(&asked), name_(std::move(name)) {
  for (const SecondSolver& solver : asked.solvers) agreements_.push_back({solver.name, 0, {}});
}

void Opinions::hear(std::span<const Term> assertions, const Decision& decision) {
  if (error_ || decision.answer == Answer::Unknown) return;
  namespace fs = std::filesystem;
  std::string name;
  for (std::size_t from = 0; from <= name_.size();) {
    const std::size_t to = std::min(name_.find('/', from), name_.size());
    name += (name.empty() ? "" : "/") + path_part(name_.substr(from, to - from));
    from = to + 1;
  }
  name += fmt::format(".{}", ++count_);
  const fs::path file = fs::path(asked_->folder) / (name + ".smt2");
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  const auto written = corpora::write_file(
      file.string(), fmt::format("; {}\n; idreg: {}\n{}", name, word(decision.answer), script(assertions)));
  if (!written) {
    error_ = InternalError{corpora::to_text(written.error())};
    return;
  }
  for (std::size_t i = 0; i < asked_->solvers.size(); ++i) {
    const Opinion opinion = ask(asked_->solvers[i], file.string());
    Agreement& so_far = agreements_[i];
    if (opinion.answer == Answer::Unknown) {
      so_far.undecided.push_back(fmt::format("{}: {}", name, opinion.reason));
    } else if (opinion.answer == decision.answer) {
      ++so_far.agreed;
    } else {
      error_ = InternalError{fmt::format("{}: idreg says {}, {} says {}; the script is {}", name, word(decision.answer),
                                         so_far.solver, word(opinion.answer), file.string())};
      return;
    }
  }
  if (!asked_->keep) fs::remove(file, failed);
}

}  // namespace idreg::smt::prove
