// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Native search for counterexamples: the generator that everybody shares, plain sampling, and
// RapidCheck with shrinking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "props/claims.h"

namespace idreg::props {

/// A small, fast, seeded generator of pseudo-random numbers (splitmix64). Same seed, same numbers.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// Uniform below `bound`; 0 for bound 0.
  std::uint64_t below(std::uint64_t bound);
  /// True once in `n` calls on average.
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// A case for this claim, biased to where faults live: codes near the limit and at the ends of their
/// range, real registers, tables of every policy and odd widths, lists that nearly are well formed.
/// `size` 0..100 grows lists and widths, as in RapidCheck.
[[nodiscard]] Case generate(const Claim& claim, Random& random, unsigned size);

/// Simpler neighbours of a case, simplest first; none for the simplest.
[[nodiscard]] std::vector<Case> shrinks(const Claim& claim, const Case& input);

/// The smallest case reachable by greedy shrinking that still violates the claim (not certified).
[[nodiscard]] Case shrink_greedily(const Claim& claim, const Subject& subject, Case input);

struct RunResult {
  enum class Outcome : std::uint8_t { Passed, Violated, GaveUp } outcome;
  std::uint64_t cases;      ///< that met the precondition
  std::uint64_t discarded;
  std::uint64_t seed;
  double seconds;
  std::optional<Case> counterexample;
  std::string reproduce;    ///< one command line
};

/// `count` cases from `seed`, no shrinking. GaveUp: too many were discarded (10 for each kept).
[[nodiscard]] RunResult sample(const Claim& claim, const Subject& subject, std::uint64_t seed, std::uint64_t count);

/// RapidCheck over the same generator, with shrinking.
[[nodiscard]] RunResult run_property(const Claim& claim, const Subject& subject, std::uint64_t seed,
                                     std::uint64_t count);

}  // namespace idreg::props
