// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proved specifications that stand for engine functions inside other proofs.
//
// A function of one engine file is never inlined into another file, so a call to it can be replaced by
// what an earlier claim proves of it. What the replacement owes is the lemma's precondition, as an
// obligation at every call.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>

#include "smt/lift/lift.h"
#include "smt/prove/facts.h"

namespace idreg::smt::prove {

struct Lemma {
  const char* symbol;    ///< the engine function's symbol
  const char* function;  ///< its name, for people
  const char* claim;     ///< the claim that proves it
  lift::Result<Term> (*replace)(lift::Machine& machine, Facts& facts, std::span<const Term> arguments);
};

/// The lemmas, those proved by earlier claims first.
[[nodiscard]] std::span<const Lemma> lemmas();

/// Whether other proofs may rest on that claim.
[[nodiscard]] bool is_lemma(std::string_view claim);

/// Replaces the calls to every lemma's function whose claim comes before `claim` in the order of
/// claims, so that no proof rests on itself. Returns the names of the claims relied upon as calls occur
/// in `*used`.
/// Functions in `bare` stay themselves.
void use_lemmas(lift::Machine& machine, Facts& facts, std::string_view claim,
                const std::set<std::string, std::less<>>& bare, std::vector<std::string>* used);

/// Replaces calls to the specification's native functions by their terms.
void use_specification(lift::Machine& machine, Facts& facts);

/// How the variables of a free table name what its invariant says of a width, that it is at most 64. One proof needs
/// the one, another the other: of never-above-limit, Folded takes fifteen times as long.
enum class Widths : std::uint8_t {
  Assumed,  ///< 8 free bits, and the bound is assumed
  Folded,   ///< the top bit is 0, so that extending a width by its sign folds to extending it by 0
};

/// Replaces calls to engine::merge by: some error, or some well-formed table (claim merge-step).
void use_any_table(lift::Machine& machine, Facts& facts, Widths widths, std::vector<std::string>* used);

}  // namespace idreg::smt::prove
