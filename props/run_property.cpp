// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RapidCheck over the shared generator; a file of its own, since the fuzz targets link the rest without it.
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "props/run.h"

namespace idreg::props {

namespace {

constexpr unsigned kMaxSize = 100;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// RapidCheck reports to a listener; the default one writes to standard error and reads RC_PARAMS.
class Silent : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription& /*description*/) override {}
  void onShrinkTried(const rc::detail::CaseDescription& /*shrink*/, bool /*accepted*/) override {}
  void onTestFinished(const rc::detail::TestMetadata& /*metadata*/, const rc::detail::TestResult& /*result*/) override {
  }
};

/// What a run of RapidCheck leaves behind besides its own result.
struct Tally {
  std::uint64_t cases = 0;
  std::uint64_t discarded = 0;
  Coverage coverage;
  std::optional<Case> failed;  ///< the last failing case: RapidCheck goes on from the one that it accepts
};

rc::detail::CaseDescription describe(const Claim& claim, const Subject& subject, const Case& input, Tally& tally) {
  rc::detail::CaseDescription description;
  description.example = [] { return rc::detail::Example(); };
  using Type = rc::detail::CaseResult::Type;
  const bool searching = !tally.failed.has_value();
  switch (claim.predicate(subject, input)) {
    case Verdict::Holds:
      description.result = rc::detail::CaseResult(Type::Success);
      tally.cases += searching ? 1 : 0;
      if (searching) tally.coverage.add(claim, subject, input);
      break;
    case Verdict::Discarded:
      description.result = rc::detail::CaseResult(Type::Discard);
      tally.discarded += searching ? 1 : 0;
      break;
    case Verdict::Violated:
      description.result = rc::detail::CaseResult(Type::Failure);
      tally.cases += searching ? 1 : 0;
      tally.failed = input;
      break;
  }
  return description;
}

rc::Gen<Case> shrinking_generator(const Claim& claim) {
  return [&claim](const rc::Random& seed, int size) {
    rc::Random source = seed;
    Random random(source.next());
    const Case first = generate(claim, random, static_cast<unsigned>(std::clamp(size, 0, 100)));
    return rc::shrinkable::shrinkRecur(
        first, [&claim](const Case& input) { return rc::seq::fromContainer(shrinks(claim, input)); });
  };
}

}  // namespace

RunResult run_property(const Claim& claim, const Subject& subject, std::uint64_t seed, std::uint64_t count,
                       std::string_view subject_name) {
  const auto start = Clock::now();
  Tally tally;
  // gen::map keeps the shrinks.
  const rc::detail::Property property = rc::gen::map(
      shrinking_generator(claim), [&](const Case& input) { return describe(claim, subject, input, tally); });
  rc::detail::TestMetadata metadata;
  metadata.id = claim.name;
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = static_cast<int>(std::min<std::uint64_t>(count, std::numeric_limits<int>::max() / 16));
  params.maxDiscardRatio = static_cast<int>(kMaxDiscardRatio);
  params.maxSize = static_cast<int>(kMaxSize);
  Silent listener;
  const rc::detail::TestResult answer = rc::detail::checkProperty(property, metadata, params, listener, {});

  RunResult result;
  result.seed = seed;
  result.cases = tally.cases;
  result.discarded = tally.discarded;
  result.coverage = tally.coverage;
  result.reproduce = reproduce_line("rapidcheck", claim.name, subject_name, seed, count);
  if (tally.failed) {
    result.outcome = RunResult::Outcome::Violated;
    result.counterexample = tally.failed;
  } else if (!answer.is<rc::detail::SuccessResult>()) {
    result.outcome = RunResult::Outcome::GaveUp;
  }
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace idreg::props
