// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace idreg::props {

namespace {

constexpr unsigned kMaxSize = 100;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

std::string reproduce_line(std::string_view engine, std::string_view claim, std::string_view subject,
                           std::uint64_t seed, std::uint64_t runs) {
  const std::string on = subject.empty() ? std::string() : fmt::format(" --subject {}", subject);
  return fmt::format("idreg fuzz --{} --claim {}{} --seed {} --runs {}", engine, claim, on, seed, runs);
}

Case nth_case(const Claim& claim, std::uint64_t seed, std::uint64_t index) {
  // Neighbouring seeds must not share cases, so both numbers go through the mixer.
  Random mixed(seed);
  Random random(mixed.next() ^ index);
  return generate(claim, random, static_cast<unsigned>(index % (kMaxSize + 1)));
}

RunResult sample(const Claim& claim, const Subject& subject, std::uint64_t seed, std::uint64_t count,
                 std::string_view subject_name, std::optional<std::uint64_t> writable) {
  const auto start = Clock::now();
  RunResult result;
  result.seed = seed;
  while (result.cases < count && result.outcome == RunResult::Outcome::Passed) {
    Case input = nth_case(claim, seed, result.cases + result.discarded);
    if (writable && claim.reads.writable) input.writable = *writable;
    switch (claim.predicate(subject, input)) {
      case Verdict::Holds:
        ++result.cases;
        result.coverage.add(claim, subject, input);
        break;
      case Verdict::Discarded:
        if (++result.discarded > kMaxDiscardRatio * count) result.outcome = RunResult::Outcome::GaveUp;
        break;
      case Verdict::Violated:
        ++result.cases;
        result.outcome = RunResult::Outcome::Violated;
        result.counterexample = input;
        break;
    }
  }
  result.reproduce = reproduce_line("random", claim.name, subject_name, seed, result.cases + result.discarded);
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace idreg::props
