// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Into which parts a claim is split so that each is decided quickly, and together they cover it.
#pragma once

#include <string>
#include <vector>

#include "props/claims.h"
#include "smt/prove/symbolic_case.h"
#include "smt/term/solver.h"

namespace idreg::smt::prove {

struct PartPlan {
  const props::Claim* claim;
  std::string name;  ///< "any width", "any table, slot 8", "2 general entries, 1 override", "ID_AA64DFR0_EL1"
  Fixed fixed = {};  ///< scalars of the case that have one value in this part
  /// A scalar that has these values one by one, all in one question, whose parts have much in common.
  std::string each = {};
  std::vector<std::uint64_t> values = {};
  /// Any table that merge can make, instead of the table of the case's lists.
  bool any_table = false;
  /// Applications that mention a variable with this prefix are opened at once; "*": all of them.
  std::string open = {};
  /// Scalars by whose value, one of these or another, the question is decided case by case (cases.h).
  struct Split {
    std::string scalar;
    std::vector<std::uint64_t> values;
    bool plainly = false;  ///< as Cases::Split
  };
  std::vector<Split> splits = {};
  /// A scalar that may equal the bias of general[0] (cases.h); may be empty.
  std::string other_bias = {};
  /// One of many that are soon decided: it shares a solver context with others.
  bool small = false;
  /// One arrangement of many, in which perhaps nothing meets the precondition; in some of them it must.
  bool may_be_empty = false;
  /// Scalars that are codes of general[0] and are decided by their rank in its order (cases.h).
  std::vector<std::string> codes = {};
  /// The top bit of a free table's widths is 0 by construction, instead of assumed to be (lemmas.h).
  bool folded_widths = false;
  /// How its questions are decided (smt/term/solver.h); chosen here and nowhere else, but for comparisons (same.h).
  Strategy strategy = Strategy::Circuit;
  /// Prove on the bitcode with traps that nothing undefined happens; the verdict is of no interest.
  bool trapping = false;
};

/// The part for each value of its scalar `each`, which is fixed; the part itself if it has none.
[[nodiscard]] std::vector<PartPlan> one_by_one(const PartPlan& part);

/// The parts of a claim on a subject. `shares_merge`: the subject's merge is the engine's, so that "any
/// table that merge makes" may stand for lists of every length.
[[nodiscard]] std::vector<PartPlan> plan(const props::Claim& claim, bool shares_merge);

/// The parts with those about a step of merging split by the bit at which an entry is added, and those about a field of
/// any table into eight. A mutant is told apart, or shown to be equivalent, where the place is known, and may be
/// neither within the budget where it is not.
[[nodiscard]] std::vector<PartPlan> with_places(std::vector<PartPlan> parts);

/// The parts that speak of a writable mask, of this one only.
void fix_writable(std::vector<PartPlan>& parts, std::uint64_t mask);

/// The parts of claim no-ub: other claims' predicates, run on the bitcode with traps.
[[nodiscard]] std::vector<PartPlan> plan_traps(bool shares_merge);

/// How the parts cover the claim, in words, for the report.
[[nodiscard]] std::string coverage(const props::Claim& claim, bool shares_merge);

// plan_designs.cpp: the same for a subject that is a design.

/// Whether lemmas about the engine's functions are used: one that understands any order has the engine's
/// rule for a field.
[[nodiscard]] bool uses_lemmas(const props::Subject& subject);

[[nodiscard]] std::vector<PartPlan> plan_design(const props::Claim& claim, const props::Design& design);
[[nodiscard]] std::vector<PartPlan> plan_design_traps(const props::Design& design);
/// How the parts cover the claim, and under which premises the design is judged.
[[nodiscard]] std::vector<std::string> design_assumptions(const props::Claim& claim, const props::Design& design);

}  // namespace idreg::smt::prove
