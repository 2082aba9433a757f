// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses the engine; RapidCheck's is here, it is short.
#include "fuzz/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "fuzz/engines.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

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
  Progress progress{.budget = options.runs ? 0 : seconds};
  for (const props::Claim* claim : options.claims) {
    if (options.stop && options.stop()) break;
    reports.push_back(run_rapidcheck(options, *claim, share));
    progress.cases += reports.back().cases + reports.back().discarded;
    progress.findings += reports.back().finding ? 1 : 0;
    if (reports.back().finding && options.found) options.found(*reports.back().finding);
    progress.seconds = seconds_since(start);
    if (options.progress) options.progress(progress);
  }
  while (reports.size() < options.claims.size()) {
    reports.emplace_back();
    reports.back().claim = options.claims[reports.size() - 1];
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

/// The first example that violates the claim, shrunk.
std::optional<props::StoredCase> violating_example(const Options& options, const props::Claim& claim) {
  for (const props::StoredCase& example : options.examples) {
    const props::Case input = props::conform(claim, example.input);
    if (claim.predicate(*options.subject->subject, input) == props::Verdict::Violated)
      return shrunk(options, claim, input);
  }
  return std::nullopt;
}

/// The examples, and the engine for the claims that they leave.
std::expected<std::vector<ClaimReport>, std::string> run_with_examples(const Options& options) {
  Options left = options;
  left.claims.clear();
  std::vector<ClaimReport> settled(options.claims.size());
  for (std::size_t i = 0; i < options.claims.size(); ++i) {
    const props::Claim& claim = *options.claims[i];
    settled[i].claim = &claim;
    settled[i].finding = violating_example(options, claim);
    settled[i].cases = options.examples.size();
    settled[i].coverage.emplace();
    settled[i].reproduce = props::reproduce_line("random", claim.name, options.subject->name, options.seed, 1);
    if (!settled[i].finding) left.claims.push_back(&claim);
    if (settled[i].finding && options.found) options.found(*settled[i].finding);
  }
  if (left.claims.empty()) return settled;
  auto reports = run_engine(left);
  if (!reports) return reports;
  auto next = reports->begin();
  for (ClaimReport& report : settled)
    if (!report.finding) report = std::move(*next++);
  return settled;
}

}  // namespace

std::expected<std::vector<ClaimReport>, std::string> run(const Options& options) {
  if (options.claims.empty()) return std::unexpected("no claims to run");
  if (options.subject == nullptr) return std::unexpected("no subject to run them on");
  auto reports = options.examples.empty() ? run_engine(options) : run_with_examples(options);
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
