// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A campaign: claims against one subject, for a time or a number of cases. The engines are the shared
// generator on its own (fast, any number of jobs), RapidCheck, and libFuzzer's targets as child
// processes where they have been built. Findings are shrunk and are the same Case whoever found them.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "props/case_io.h"
#include "props/claims.h"
#include "props/coverage.h"

namespace idreg::fuzz {

class Corpus;

enum class Engine : std::uint8_t {
  Random,      ///< `--random`
  RapidCheck,  ///< `--rapidcheck`
  LibFuzzer,   ///< `--libfuzzer DIR`
};
[[nodiscard]] const char* to_string(Engine engine);

struct Progress {
  std::uint64_t cases = 0;  ///< tried so far, over all claims
  std::uint64_t total = 0;  ///< 0 where the time decides
  double seconds = 0;
  double budget = 0;        ///< seconds; 0 where the number of cases decides
  std::size_t findings = 0;
  std::size_t units = 0;       ///< in the corpus; 0 without one
  std::size_t situations = 0;  ///< shown so far (props/coverage.h); 0 where they are counted at the end
  std::size_t edges = 0;       ///< of code, as libFuzzer counts them, the most of any claim; 0 without it
  double since_new = 0;        ///< seconds since something new was shown
};

struct Options {
  std::vector<const props::Claim*> claims;
  const props::NamedSubject* subject = nullptr;
  std::string library;            ///< of that subject, where it comes from one (subjects/library.h)
  Engine engine = Engine::Random;
  std::uint64_t seed = 1;
  /// Cases tried for each claim, those that do not meet its precondition among them; RapidCheck tries until so many
  /// met it (or it gives up: ClaimReport::gave_up). With `runs` the result depends on nothing but these options,
  /// whatever the number of jobs (except the libFuzzer engine's).
  std::optional<std::uint64_t> runs;
  std::optional<double> seconds;  ///< for all claims together; ignored where `runs` is set. Neither: 10 s.
  unsigned jobs = 1;              ///< 0: one for each core
  std::string targets;            ///< directory of the libFuzzer targets, for that engine
  std::vector<props::StoredCase> examples;  ///< judged by every claim before anything else
  Corpus* corpus = nullptr;       ///< kept between runs; may be null. RapidCheck's cases are not kept.
  std::function<void(const Progress&)> progress;  ///< called from one thread at a time; may be empty
  /// Called at once for a claim's first finding, shrunk, from one thread at a time; may be empty.
  std::function<void(const props::StoredCase&)> found;
  std::function<bool()> stop;     ///< asked between batches whether to end early; may be empty
};

/// The random engine asks one case in so many for its situations: that costs as much as a cheap claim.
inline constexpr std::uint64_t kCoverageEvery = 16;

/// One claim's part of a campaign.
struct ClaimReport {
  const props::Claim* claim = nullptr;
  std::uint64_t cases = 0;      ///< that met the precondition, up to the finding if there is one
  std::uint64_t discarded = 0;
  double seconds = 0;           ///< of work, over all jobs
  /// Situations tried (props/coverage.h): of the random engine's cases every kCoverageEvery-th, of
  /// RapidCheck's all, of libFuzzer's those of the units that it kept.
  std::optional<props::Coverage> coverage;
  bool gave_up = false;         ///< too many cases were discarded: nothing can be concluded
  std::optional<props::StoredCase> finding;  ///< shrunk, and checked again natively
  std::string detail;           ///< what a sanitizer said, if it was one that found the case (not shrunk then)
  std::string reproduce;        ///< one command line
};

/// Runs a campaign; one report for each claim, in their order. A claim's campaign ends at its first
/// finding. Errors in words: no claims, no subject, a libFuzzer target that is missing or failed to run.
[[nodiscard]] std::expected<std::vector<ClaimReport>, std::string> run(const Options& options);

}  // namespace idreg::fuzz
