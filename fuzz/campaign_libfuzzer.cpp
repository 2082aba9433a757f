// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libFuzzer's targets as child processes. What they keep is taken into the corpus while they run.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <system_error>
#include <thread>
#include <utility>

#include "corpora/file.h"
#include "corpora/text.h"
#include "fuzz/child.h"
#include "fuzz/corpus.h"
#include "fuzz/engines.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kKeepEvery = 1;  ///< seconds

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

/// The end of a text file, enough for a few lines.
std::string tail_of(const std::string& path) {
  constexpr std::streamoff kTail = 4096;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - kTail));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A claim that its target is hunting in.
struct Hunt {
  const props::Claim* claim;
  std::size_t index;
  TemporaryDirectory directory;
  std::string units;  ///< where libFuzzer puts new ones
  std::string reproduce;
  Clock::time_point start;
  Child child;
  std::uint64_t executions = 0;
  std::uint64_t edges = 0;
  double kept_at = 0;

  [[nodiscard]] std::string log() const { return directory.path() + "/log"; }
  [[nodiscard]] std::string crash() const { return units + "/crash"; }
};

/// Runs the claims' targets, `jobs` at a time.
class Hunts {
 public:
  explicit Hunts(const Options& options) : options_(options), start_(Clock::now()), reports_(options.claims.size()) {
    for (std::size_t i = 0; i < reports_.size(); ++i) reports_[i].claim = options.claims[i];
  }

  std::expected<std::vector<ClaimReport>, std::string> run() {
    const std::size_t jobs = options_.jobs == 0 ? std::max(std::thread::hardware_concurrency(), 1U) : options_.jobs;
    bool stopping = false;
    while (next_ < reports_.size() || !running_.empty()) {
      if (!stopping && options_.stop && options_.stop()) {
        stopping = true;
        next_ = reports_.size();
        for (const Hunt& hunt : running_) hunt.child.stop();
      }
      while (next_ < reports_.size() && running_.size() < jobs)
        if (const auto begun = begin(next_++, jobs); !begun) return std::unexpected(begun.error());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      if (const auto looked = look(stopping); !looked) return std::unexpected(looked.error());
    }
    return std::move(reports_);
  }

 private:
  using Done = std::expected<void, std::string>;

  Done begin(std::size_t index, std::size_t jobs) {
    const props::Claim& claim = *options_.claims[index];
    auto directory = TemporaryDirectory::make();
    if (!directory) return std::unexpected(directory.error());
    const bool kept = options_.corpus != nullptr;
    // Beside the corpus, so that what is here outlives this process and is taken in by the next.
    const std::string units =
        kept ? fmt::format("{}/.new/{}", options_.corpus->directory(), claim.name) : directory->path() + "/units";
    if (kept)
      if (const auto taken = options_.corpus->add_all(claim.name, units); !taken) return std::unexpected(taken.error());
    std::error_code failed;
    fs::remove_all(units, failed);
    fs::create_directories(units, failed);
    if (failed) return std::unexpected(fmt::format("{}: cannot make the directory: {}", units, failed.message()));
    const double share = options_.seconds.value_or(kDefaultSeconds) * static_cast<double>(jobs) /
                         static_cast<double>(std::max(reports_.size(), jobs));
    const std::string budget = options_.runs ? fmt::format("-runs={}", *options_.runs)
                                             : fmt::format("-max_total_time={}", std::max(1.0, std::ceil(share)));
    // libFuzzer takes a seed of 32 bits, and 0 means any.
    const std::uint64_t seed = options_.seed % 0xffffffff + (options_.seed % 0xffffffff == 0 ? 1 : 0);
    std::vector<std::string> arguments = {options_.targets + "/fuzz_claims",
                                          fmt::format("-seed={}", seed),
                                          budget,
                                          "-print_final_stats=1",
                                          "-exact_artifact_path=" + units + "/crash",
                                          units};
    if (kept && fs::exists(options_.corpus->part(claim.name), failed))
      arguments.push_back(options_.corpus->part(claim.name));
    const std::vector<std::string> variables = {fmt::format("IDREG_CLAIM={}", claim.name),
                                                options_.library.empty()
                                                    ? fmt::format("IDREG_SUBJECT={}", options_.subject->name)
                                                    : fmt::format("IDREG_SUBJECT_LIBRARY={}", options_.library)};
    const std::string log = directory->path() + "/log";
    auto child = Child::start(std::move(arguments), variables, log);
    if (!child) return std::unexpected(child.error());
    running_.push_back(
        {&claim, index, std::move(*directory), units,
         fmt::format("{} {} {}/fuzz_claims -seed={} {}", variables[0], variables[1], options_.targets, seed, budget),
         Clock::now(), std::move(*child)});
    return {};
  }

  /// Takes in what the running targets have found, and the results of those that have ended.
  Done look(bool stopping) {
    std::list<Hunt> still;
    while (!running_.empty()) {
      Hunt& hunt = running_.front();
      const std::optional<int> status = hunt.child.ended();
      follow(hunt);
      if (status || seconds() - hunt.kept_at >= kKeepEvery) {
        hunt.kept_at = seconds();
        if (const Done kept = keep_units(hunt); !kept) return kept;
      }
      if (status) {
        if (const Done taken = finish(hunt, *status, stopping); !taken) return taken;
        running_.pop_front();
      } else {
        still.splice(still.end(), running_, running_.begin());
      }
    }
    running_ = std::move(still);
    tell();
    return {};
  }

  void follow(Hunt& hunt) {
    const std::string tail = tail_of(hunt.log());
    hunt.executions = std::max(hunt.executions, statistic(tail, "\n#"));
    const std::uint64_t edges = std::max(hunt.edges, statistic(tail, " cov: "));
    if (edges > std::exchange(hunt.edges, edges)) new_at_ = seconds();
  }

  Done keep_units(const Hunt& hunt) {
    if (options_.corpus == nullptr) return {};
    std::error_code failed;
    const fs::space_info space = fs::space(hunt.units, failed);
    if (!failed && space.available == 0) {
      // libFuzzer does not notice: it would go on with empty files.
      return std::unexpected(fmt::format("{}: cannot be written: no space left; the {} units kept before are intact",
                                         hunt.units, options_.corpus->size()));
    }
    const auto added = options_.corpus->add_all(hunt.claim->name, hunt.units);
    if (!added) return std::unexpected(added.error());
    if (*added != 0) new_at_ = seconds();
    return {};
  }

  Done finish(const Hunt& hunt, int status, bool stopping) {
    const auto output = corpora::read_file(hunt.log());
    const std::string_view text = output ? std::string_view(*output) : std::string_view();
    ClaimReport& report = reports_[hunt.index];
    report.cases = std::max(hunt.executions, statistic(text, "stat::number_of_executed_units:"));
    report.seconds = std::chrono::duration<double>(Clock::now() - hunt.start).count();
    report.reproduce = hunt.reproduce;
    count_situations(hunt, report);
    done_ += report.cases;
    if (status == 0) return {};
    report.detail = sanitizer_line(text);
    if (take_finding(options_, hunt.crash(), report)) {
      ++findings_;
      if (options_.found) options_.found(*report.finding);
      return {};
    }
    if (stopping) return {};
    return std::unexpected(fmt::format("{} ended with status {} but left no case that violates {}: {}\nagain: {}",
                                       options_.targets + "/fuzz_claims", status, hunt.claim->name, last_line(text),
                                       report.reproduce));
  }

  /// The situations that the units show: those of all cases are the target's own.
  void count_situations(const Hunt& hunt, ClaimReport& report) const {
    report.coverage.emplace();
    std::vector<std::string> directories = {hunt.units};
    if (options_.corpus != nullptr) directories.push_back(options_.corpus->part(hunt.claim->name));
    for (const std::string& directory : directories) {
      std::error_code failed;
      for (fs::directory_iterator it(directory, failed), end; !failed && it != end; it.increment(failed)) {
        const auto bytes = corpora::read_file(it->path());
        if (!bytes) continue;
        const props::Case input =
            props::conform(*hunt.claim, props::decode(std::vector<std::uint8_t>(bytes->begin(), bytes->end())));
        if (hunt.claim->predicate(*options_.subject->subject, input) == props::Verdict::Holds)
          report.coverage->add(*hunt.claim, *options_.subject->subject, input);
      }
    }
  }

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  void tell() {
    if (!options_.progress) return;
    Progress now{.cases = done_, .seconds = seconds(), .findings = findings_};
    now.budget = options_.runs ? 0 : options_.seconds.value_or(kDefaultSeconds);
    now.total = options_.runs.value_or(0) * reports_.size();
    now.units = options_.corpus == nullptr ? 0 : options_.corpus->size();
    for (const Hunt& hunt : running_) {
      now.cases += hunt.executions;
      edges_ = std::max(edges_, hunt.edges);
    }
    now.edges = edges_;
    now.since_new = now.seconds - new_at_;
    options_.progress(now);
  }

  const Options& options_;
  Clock::time_point start_;
  std::vector<ClaimReport> reports_;
  std::list<Hunt> running_;
  std::size_t next_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t edges_ = 0;
  std::size_t findings_ = 0;
  double new_at_ = 0;
};

}  // namespace

std::expected<std::vector<ClaimReport>, std::string> run_libfuzzer(const Options& options) {
  if (!fs::exists(options.targets + "/fuzz_claims"))
    return std::unexpected(
        fmt::format("no fuzz_claims in {:?}; build it with `cmake --preset fuzz && cmake --build "
                    "--preset fuzz` and name build/fuzz/fuzz",
                    options.targets));
  return Hunts(options).run();
}

}  // namespace idreg::fuzz
