// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The random engine. Work is handed out in batches of consecutive cases, in order; a claim's result is
// taken from its batches up to the first finding, so the number of jobs cannot change it.
#include "fuzz/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "fuzz/engines.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kBatch = 4096;
constexpr double kDefaultSeconds = 10;
constexpr double kProgressEvery = 0.1;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// What a batch found. `hit` is the index of the first violating case.
struct Batch {
  std::uint64_t cases = 0;
  std::uint64_t discarded = 0;
  double seconds = 0;
  props::Coverage coverage;
  std::optional<std::uint64_t> hit;
};

Batch run_batch(const props::Claim& claim, const props::Subject& subject, std::uint64_t seed, std::uint64_t first,
                std::uint64_t count) {
  const auto start = Clock::now();
  Batch batch;
  for (std::uint64_t i = first; i < first + count && !batch.hit; ++i) {
    const props::Case input = props::nth_case(claim, seed, i);
    switch (claim.predicate(subject, input)) {
      case props::Verdict::Holds:
        if (batch.cases++ % kCoverageEvery == 0) batch.coverage.add(claim, subject, input);
        break;
      case props::Verdict::Discarded:
        ++batch.discarded;
        break;
      case props::Verdict::Violated:
        ++batch.cases;
        batch.hit = i;
        break;
    }
  }
  batch.seconds = seconds_since(start);
  return batch;
}

/// Hands out batches, claim after claim in turn, and collects them.
class Queue {
 public:
  explicit Queue(const Options& options) : options_(options), claims_(options.claims.size()), start_(Clock::now()) {}

  /// Works until nothing is left. Runs in each job.
  void work() {
    while (const std::optional<Item> item = take()) {
      const std::uint64_t first = item->batch * kBatch;
      const std::uint64_t count = options_.runs ? std::min(kBatch, *options_.runs - first) : kBatch;
      const Batch batch =
          run_batch(*options_.claims[item->claim], *options_.subject->subject, options_.seed, first, count);
      put(*item, batch);
    }
  }

  [[nodiscard]] std::vector<ClaimReport> reports() const {
    std::vector<ClaimReport> result;
    for (std::size_t i = 0; i < claims_.size(); ++i) result.push_back(report(i));
    return result;
  }

 private:
  struct Item {
    std::size_t claim;
    std::uint64_t batch;
  };

  struct State {
    std::uint64_t handed_out = 0;
    bool found = false;
    std::vector<Batch> batches;  ///< by number
  };

  [[nodiscard]] bool exhausted(const State& state) const {
    return state.found || (options_.runs && state.handed_out * kBatch >= *options_.runs);
  }

  [[nodiscard]] double budget() const { return options_.runs ? 0 : options_.seconds.value_or(kDefaultSeconds); }

  std::optional<Item> take() {
    const std::lock_guard lock(mutex_);
    if (!options_.runs && seconds_since(start_) >= budget()) return std::nullopt;
    for (std::size_t tried = 0; tried < claims_.size(); ++tried) {
      const std::size_t claim = turn_++ % claims_.size();
      State& state = claims_[claim];
      if (exhausted(state)) continue;
      state.batches.emplace_back();
      return Item{claim, state.handed_out++};
    }
    return std::nullopt;
  }

  void put(const Item& item, const Batch& batch) {
    const std::lock_guard lock(mutex_);
    State& state = claims_[item.claim];
    tried_ += batch.cases + batch.discarded;
    findings_ += batch.hit && !state.found ? 1 : 0;
    state.found = state.found || batch.hit.has_value();
    state.batches[item.batch] = batch;
    const double now = seconds_since(start_);
    if (!options_.progress || now - reported_ < kProgressEvery) return;
    reported_ = now;
    options_.progress({tried_, options_.runs.value_or(0) * claims_.size(), now, budget(), findings_});
  }

  [[nodiscard]] ClaimReport report(std::size_t index) const {
    const props::Claim& claim = *options_.claims[index];
    ClaimReport report;
    report.claim = &claim;
    report.coverage.emplace();
    std::optional<std::uint64_t> hit;
    for (const Batch& batch : claims_[index].batches) {
      report.coverage->add(batch.coverage);
      report.cases += batch.cases;
      report.discarded += batch.discarded;
      report.seconds += batch.seconds;
      hit = batch.hit;
      if (hit) break;
    }
    const std::uint64_t tried = report.cases + report.discarded;
    report.gave_up = !hit && report.discarded > props::kMaxDiscardRatio * report.cases;
    report.reproduce = props::reproduce_line("random", claim.name, options_.subject->name, options_.seed, tried);
    if (hit) report.finding = shrunk(options_, claim, props::nth_case(claim, options_.seed, *hit));
    return report;
  }

  const Options& options_;
  std::mutex mutex_;
  std::vector<State> claims_;
  Clock::time_point start_;
  std::size_t turn_ = 0;
  std::uint64_t tried_ = 0;
  std::size_t findings_ = 0;
  double reported_ = 0;
};

std::vector<ClaimReport> run_random(const Options& options) {
  Queue queue(options);
  const unsigned jobs = options.jobs == 0 ? std::max(std::thread::hardware_concurrency(), 1U) : options.jobs;
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < jobs; ++i) threads.emplace_back([&queue] { queue.work(); });
    queue.work();
  }
  return queue.reports();
}

/// RapidCheck counts cases, not seconds: a time is spent in rounds of growing size and another seed.
ClaimReport run_rapidcheck(const Options& options, const props::Claim& claim, double seconds) {
  ClaimReport report;
  report.claim = &claim;
  report.coverage.emplace();
  const auto start = Clock::now();
  std::uint64_t round = options.runs.value_or(1000);
  for (std::uint64_t seed = options.seed;; ++seed, round = std::min<std::uint64_t>(round * 2, 1'000'000)) {
    const props::RunResult result =
        props::run_property(claim, *options.subject->subject, seed, round, options.subject->name);
    report.cases += result.cases;
    report.discarded += result.discarded;
    report.coverage->add(result.coverage);
    report.reproduce = result.reproduce;
    report.gave_up = result.outcome == props::RunResult::Outcome::GaveUp;
    if (result.counterexample) report.finding = shrunk(options, claim, *result.counterexample);
    if (report.finding || report.gave_up || options.runs || seconds_since(start) >= seconds) break;
  }
  report.seconds = seconds_since(start);
  return report;
}

std::vector<ClaimReport> run_rapidcheck(const Options& options) {
  const auto start = Clock::now();
  const double seconds = options.seconds.value_or(kDefaultSeconds);
  const auto share = seconds / static_cast<double>(options.claims.size());
  std::vector<ClaimReport> reports;
  Progress progress{0, 0, 0, options.runs ? 0 : seconds, 0};
  for (const props::Claim* claim : options.claims) {
    reports.push_back(run_rapidcheck(options, *claim, share));
    progress.cases += reports.back().cases + reports.back().discarded;
    progress.findings += reports.back().finding ? 1 : 0;
    progress.seconds = seconds_since(start);
    if (options.progress) options.progress(progress);
  }
  return reports;
}

}  // namespace

const char* to_string(Engine engine) {
  switch (engine) {
    case Engine::Random:
      return "random";
    case Engine::RapidCheck:
      return "rapidcheck";
    case Engine::LibFuzzer:
      return "libfuzzer";
  }
  return "unknown";
}

props::StoredCase shrunk(const Options& options, const props::Claim& claim, const props::Case& input) {
  return {claim.name, options.subject->name, props::shrink_greedily(claim, *options.subject->subject, input)};
}

namespace {

std::expected<std::vector<ClaimReport>, std::string> run_engine(const Options& options) {
  switch (options.engine) {
    case Engine::Random:
      return run_random(options);
    case Engine::RapidCheck:
      return run_rapidcheck(options);
    case Engine::LibFuzzer:
      break;
  }
  return run_libfuzzer(options);
}

}  // namespace

std::expected<std::vector<ClaimReport>, std::string> run(const Options& options) {
  if (options.claims.empty()) return std::unexpected("no claims to run");
  if (options.subject == nullptr) return std::unexpected("no subject to run them on");
  auto reports = run_engine(options);
  if (!reports || options.library.empty()) return reports;
  // What is run again is the library, not one of our subjects of that name.
  const std::string named = fmt::format("--subject {}", options.subject->name);
  for (ClaimReport& report : *reports) {
    const std::size_t at = report.reproduce.find(named);
    if (at != std::string::npos) report.reproduce.replace(at, named.size(), "--subject-library " + options.library);
  }
  return reports;
}

}  // namespace idreg::fuzz
