// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Discharging claims: lifts a claim's predicate over a symbolic Case, splits it into parts, decides
// each, distrusts the answer. The main flow is `prove` in prove.cpp.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "props/claims.h"

namespace idreg::smt::prove {

enum class Outcome : std::uint8_t {
  Proved,
  Refuted,
  Unknown,      ///< out of budget, or the solver gave up
  Unsupported,  ///< the lifter met something it does not know
  NotApplicable,  ///< the claim asks for what this subject, a design, does not have
  Vacuous,      ///< no input meets the precondition, or the conclusion cannot fail
};
[[nodiscard]] const char* to_string(Outcome outcome);

struct Counterexample {
  props::Case input;
  bool smallest;  ///< certified, level by level, by an unsat answer (docs/minimal.md)
};

/// One part of a claim: "any table", "lists of 2 general entries and 1 override", "ID_AA64DFR0_EL1".
struct Part {
  std::string name;
  Outcome outcome;
  std::string detail;       ///< why it is not proved, in words; empty when it is
  double seconds;           ///< CPU time
  std::uint64_t resources;  ///< solver units
  std::optional<props::Case> counterexample;
};

/// What a second solver makes of what was decided (of the solver's own part, that is, not of its replayed models).
struct Agreement {
  std::string solver;
  std::size_t agreed;                  ///< scripts on which both say the same
  std::vector<std::string> undecided;  ///< "script: why": counted as unknown, never as agreement
};

struct ClaimResult {
  const props::Claim* claim;
  std::string subject;
  Outcome outcome;                        ///< the worst of its parts
  double seconds;                         ///< sum over parts
  std::vector<Part> parts;
  std::vector<std::string> assumptions;   ///< named, printed with the verdict
  std::vector<std::string> lemmas;        ///< claims whose result this proof uses
  std::optional<Counterexample> counterexample;  ///< replayed natively before it is reported
  std::uint64_t sampled;                  ///< native boundary-biased cases that agreed
  std::uint64_t seed;                     ///< of that sampling
  std::vector<Agreement> second;          ///< one for each second solver
  const char* fails_with;                 ///< for a proved claim: an engine function with which it was seen to fail,
                           ///< natively, when that answered otherwise (props/disturbed.h); may be null
};

struct Progress {
  std::size_t done;
  std::size_t total;
  std::string current;
};

/// A solver that is asked a second time, by its command line.
struct SecondSolver {
  std::string name;
  std::vector<std::string> command;  ///< words; the script's path is appended
  unsigned seconds;  ///< of CPU, for what knows no other limit; kClockForCpu times as many on the clock
};
inline constexpr unsigned kClockForCpu = 5;

/// "z3", "cvc5" and "boolector", the first two with a resource limit by `budget` (boolector has none), or
/// "NAME=COMMAND WITH WORDS". An error in words.
[[nodiscard]] std::expected<SecondSolver, std::string> second_solver(const std::string& text, std::uint64_t budget,
                                                                     unsigned seconds);

/// Where scripts go and who is asked.
struct SecondOpinions {
  std::string folder;
  bool keep = false;  ///< scripts stay; else only those about which there is a dispute
  std::vector<SecondSolver> solvers;
};

/// For the tests of the safeguards (tests/smt/prove/safeguards_test.cpp): faults to be caught, and safeguards
/// switched off to see that they are missed. No option of the command sets any of it.
struct Tampering {
  std::uint8_t lifter_fault = 0;  ///< smt/lift/faults.h
  const char* lifted_symbol = nullptr;  ///< a subject that is lifted instead of the one that runs natively
  const props::Claim* planted = nullptr;  ///< proved instead of those that the options select
  bool no_vacuity = false;
  bool no_replay = false;
  bool no_sampling = false;
  bool solver_lies = false;  ///< every question is answered with unsat
  std::uint8_t unstable_fault = 0;  ///< a fault of the lifter that comes and goes: when a thing is lifted again
  bool no_canary = false;
  bool no_identity = false;
};

struct Options {
  std::string claims = "*";  ///< a glob over claim names
  bool whole = false;  ///< of these only the claims by which designs can be judged
  bool first_refutation = false;  ///< a claim's parts after the first that is refuted are not asked about
  std::string subject = "engine";
  /// A subject from outside, in place of `subject`: its library's, and the bitcode that defines
  /// `idreg_outside_subject` (subjects/outside.h). Null: `subject` is one of ours.
  const props::NamedSubject* outside = nullptr;
  std::string outside_bitcode;  ///< the bytes of that bitcode
  /// What became of lemmas in earlier runs with the same budget, by claim; written too. Null: none yet.
  std::shared_ptr<std::map<std::string, Outcome>> settled;
  unsigned jobs = 0;  ///< 0: one per core
  std::uint64_t budget = 50'000'000;  ///< solver units for each query
  std::uint64_t seed = 1;
  std::uint64_t samples = 2'000;  ///< native cases for each proved claim
  std::optional<SecondOpinions> second;
  std::vector<props::NamedOverride> overrides;  ///< added to the subject's own (`--override`, `--table`)
  /// The mask of every case that claims with a writable mask speak of, instead of any.
  std::optional<std::uint64_t> writable = {};
  /// Cases that violate claims of this subject natively, by claim, found by other means: each proof is held against
  /// its claim's like against a sample.
  std::map<std::string, props::Case> violations = {};
  std::function<void(const Progress&)> progress;  ///< called from one thread at a time; may be empty
  /// Called with each result as soon as it is final and those before it are, from one thread at a time; may be empty.
  std::function<void(const ClaimResult&)> finished = {};
  Tampering tampering = {};
};

/// An internal error: solvers that disagree, a counterexample that does not replay, a sampled case that contradicts the
/// proof of a part that is about it.
struct InternalError {
  std::string what;
};

/// Discharges every claim that the glob selects, in the order of the theorems. An empty selection is
/// an empty list (the caller's to report).
[[nodiscard]] std::expected<std::vector<ClaimResult>, InternalError> prove(const Options& options);

/// The smallest counterexample for the same claim and subject in DESIGN's order, each level certified.
/// Errors in words when `input` refutes nothing.
struct Minimised {
  props::Case input;
  bool smallest;
  std::vector<std::string> levels;  ///< one line per certified level, for people
};
[[nodiscard]] std::expected<Minimised, std::string> minimise(const props::Claim& claim, const Options& options,
                                                             const props::Case& input);

/// SHA-256 (hex) over the embedded bitcode, and the versions of clang and the solvers: what a proof is about.
struct Provenance {
  std::string bitcode_sha256;
  std::string compiler;
  std::string solver;
};
[[nodiscard]] Provenance provenance();

}  // namespace idreg::smt::prove
