// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "corpora/file.h"
#include "corpora/text.h"
#include "fuzz/engines.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr double kDefaultSeconds = 10;

/// A directory of its own that goes when the object goes.
class TemporaryDirectory {
 public:
  static std::expected<TemporaryDirectory, std::string> make() {
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "idreg-fuzz-XXXXXX").string();
    if (error || mkdtemp(pattern.data()) == nullptr)
      return std::unexpected(fmt::format("cannot make a temporary directory: {}", std::strerror(errno)));
    return TemporaryDirectory(pattern);
  }
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// Runs a program with its output in `log`; its exit status, or 128 + signal.
std::expected<int, std::string> run_child(std::vector<std::string> arguments, std::vector<std::string> variables,
                                          const std::string& log) {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!text.starts_with("IDREG_CLAIM=") && !text.starts_with("IDREG_SUBJECT=") &&
        !text.starts_with("IDREG_SUBJECT_LIBRARY=")) {
      variables.emplace_back(text);
    }
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int failed = posix_spawn(&child, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(),
                                 pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return std::unexpected(fmt::format("cannot run {}: {}", arguments[0], std::strerror(failed)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return std::unexpected(fmt::format("lost {}: {}", arguments[0], std::strerror(errno)));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The number after `key` in libFuzzer's closing statistics; 0 where it stopped before them.
std::uint64_t statistic(std::string_view log, std::string_view key) {
  const std::size_t at = log.rfind(key);
  if (at == std::string_view::npos) return 0;
  std::string_view rest = corpora::trimmed(log.substr(at + key.size()));
  return corpora::parse_number(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(0);
}

std::string last_line(std::string_view log) {
  const std::string_view text = corpora::trimmed(log);
  return std::string(text.substr(text.rfind('\n') + 1));
}

/// The line in which a sanitizer says what it found; empty if it was none.
std::string sanitizer_line(std::string_view log) {
  for (const std::string_view mark : {": runtime error: ", "ERROR: AddressSanitizer: "}) {
    const std::size_t at = log.find(mark);
    if (at == std::string_view::npos) continue;
    const std::size_t start = log.rfind('\n', at) + 1;
    return std::string(log.substr(start, log.find('\n', at) - start));
  }
  return {};
}

/// Reads the case in the file that libFuzzer left: violated in this process too, or a sanitizer's.
bool take_finding(const Options& options, const std::string& crash, ClaimReport& report) {
  const auto bytes = corpora::read_file(crash);
  if (!bytes) return false;
  const std::vector<std::uint8_t> raw(bytes->begin(), bytes->end());
  const props::Case input = props::conform(*report.claim, props::decode(raw));
  if (report.claim->predicate(*options.subject->subject, input) == props::Verdict::Violated) {
    report.finding = shrunk(options, *report.claim, input);
  } else if (!report.detail.empty()) {
    report.finding = props::StoredCase{report.claim->name, options.subject->name, input};
  }
  return report.finding.has_value();
}

std::expected<ClaimReport, std::string> run_claim(const Options& options, const props::Claim& claim, double seconds) {
  const auto directory = TemporaryDirectory::make();
  if (!directory) return std::unexpected(directory.error());
  const std::string crash = directory->path() + "/crash";
  const std::string log = directory->path() + "/log";
  const std::string budget = options.runs ? fmt::format("-runs={}", *options.runs)
                                          : fmt::format("-max_total_time={}", std::max(1.0, std::ceil(seconds)));
  // libFuzzer takes a seed of 32 bits, and 0 means any.
  const std::uint64_t seed = options.seed % 0xffffffff + (options.seed % 0xffffffff == 0 ? 1 : 0);
  const std::string subject = options.library.empty() ? fmt::format("IDREG_SUBJECT={}", options.subject->name)
                                                      : fmt::format("IDREG_SUBJECT_LIBRARY={}", options.library);
  const auto start = std::chrono::steady_clock::now();
  const auto status = run_child({options.targets + "/fuzz_claims", fmt::format("-seed={}", seed), budget,
                                 "-print_final_stats=1", "-exact_artifact_path=" + crash},
                                {fmt::format("IDREG_CLAIM={}", claim.name), subject}, log);
  if (!status) return std::unexpected(status.error());
  const auto output = corpora::read_file(log);
  const std::string_view text = output ? std::string_view(*output) : std::string_view();
  ClaimReport report;
  report.claim = &claim;
  report.cases = statistic(text, "stat::number_of_executed_units:");
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  report.reproduce =
      fmt::format("IDREG_CLAIM={} {} {}/fuzz_claims -seed={} {}", claim.name, subject, options.targets, seed, budget);
  if (*status == 0) return report;
  report.detail = sanitizer_line(text);
  if (take_finding(options, crash, report)) return report;
  return std::unexpected(fmt::format("{} ended with status {} but left no case that violates {}: {}\nagain: {}",
                                     options.targets + "/fuzz_claims", *status, claim.name, last_line(text),
                                     report.reproduce));
}

}  // namespace

std::expected<std::vector<ClaimReport>, std::string> run_libfuzzer(const Options& options) {
  if (!fs::exists(options.targets + "/fuzz_claims"))
    return std::unexpected(
        fmt::format("no fuzz_claims in {:?}; build it with `cmake --preset fuzz && cmake --build "
                    "--preset fuzz` and name build/fuzz/fuzz",
                    options.targets));
  const double share = options.seconds.value_or(kDefaultSeconds) / static_cast<double>(options.claims.size());
  std::vector<ClaimReport> reports;
  Progress progress{0, 0, 0, options.runs ? 0 : options.seconds.value_or(kDefaultSeconds), 0};
  for (const props::Claim* claim : options.claims) {
    auto report = run_claim(options, *claim, share);
    if (!report) return std::unexpected(report.error());
    progress.cases += report->cases;
    progress.seconds += report->seconds;
    progress.findings += report->finding ? 1 : 0;
    reports.push_back(std::move(*report));
    if (options.progress) options.progress(progress);
  }
  return reports;
}

}  // namespace idreg::fuzz
