// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Native search for counterexamples: the generator that everybody shares, plain sampling, and
// RapidCheck with shrinking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "props/claims.h"
#include "props/coverage.h"

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
  /// True in `n` of 100 calls on average.
  bool percent(std::uint64_t n) { return below(100) < n; }

 private:
  std::uint64_t state_;
};

/// A case for this claim, biased to where faults live: codes near the limit and at the ends of their
/// range, real registers, tables of every policy and odd widths, lists that nearly are well formed.
/// `size` 0..100 grows lists and widths, as in RapidCheck.
[[nodiscard]] Case generate(const Claim& claim, Random& random, unsigned size);

/// Case `index` of the stream that `seed` starts: what `sample` and campaigns try, in this order.
[[nodiscard]] Case nth_case(const Claim& claim, std::uint64_t seed, std::uint64_t index);

/// The nearest case of the form that the claim reads: counts within bounds, `reg` and `item` in range,
/// codes below 2^width, and 0 in every member that the claim does not read. Leaves alone what is of that
/// form already; lists stay as ill formed as they are. For cases that come from bytes.
[[nodiscard]] Case conform(const Claim& claim, const Case& input);

/// A small random change of structure: one member, one entry, one field's code (libFuzzer's mutator).
[[nodiscard]] Case mutate(const Claim& claim, const Case& input, Random& random);

/// Simpler neighbours of a case, simplest first: each is smaller (smaller.h) than `input`, none appears
/// twice. None for the simplest.
[[nodiscard]] std::vector<Case> shrinks(const Claim& claim, const Case& input);

/// The smallest case reachable by greedy shrinking that still violates the claim (not certified).
[[nodiscard]] Case shrink_greedily(const Claim& claim, const Subject& subject, Case input);

struct RunResult {
  enum class Outcome : std::uint8_t { Passed, Violated, GaveUp } outcome = Outcome::Passed;
  std::uint64_t cases = 0;  ///< that met the precondition
  std::uint64_t discarded = 0;
  std::uint64_t seed = 0;
  double seconds = 0;
  std::optional<Case> counterexample;
  Coverage coverage;        ///< of the cases that met the precondition
  std::string reproduce;    ///< one command line
};

/// Too many were discarded to conclude anything: ten for each kept.
inline constexpr std::uint64_t kMaxDiscardRatio = 10;

/// Cases of the stream until `count` met the precondition; no shrinking. GaveUp: kMaxDiscardRatio.
/// `subject_name` is for the `reproduce` line, which says nothing about the subject if it is empty.
/// `writable`: the mask of every case, where the claim reads one.
[[nodiscard]] RunResult sample(const Claim& claim, const Subject& subject, std::uint64_t seed, std::uint64_t count,
                               std::string_view subject_name = {}, std::optional<std::uint64_t> writable = {});

/// RapidCheck over the same generator, with shrinking.
[[nodiscard]] RunResult run_property(const Claim& claim, const Subject& subject, std::uint64_t seed,
                                     std::uint64_t count, std::string_view subject_name = {});

/// The command line that runs a claim again with the same cases. `engine`: "random" or "rapidcheck".
[[nodiscard]] std::string reproduce_line(std::string_view engine, std::string_view claim, std::string_view subject,
                                         std::uint64_t seed, std::uint64_t runs);

}  // namespace idreg::props
