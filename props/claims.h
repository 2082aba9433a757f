// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The claims: each property once, as a plain predicate over a Case. The list is claims.cpp; to add
// one, follow an example there (CONTRIBUTING.md).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "props/case.h"
#include "props/subject.h"

namespace idreg::props {

enum class Verdict : std::uint8_t {
  Holds,      ///< the case meets the precondition and the claim holds for it
  Violated,   ///< the case meets the precondition and refutes the claim
  Discarded,  ///< the case does not meet the precondition
};

/// What a claim reads of a Case, so that generators fill that and minimising compares that.
struct Reads {
  bool lists : 1;     ///< overrides, general and their counts
  bool one_entry : 1; ///< general[0] only, whatever the counts say
  bool pair : 1;      ///< value and limit
  bool writable : 1;
  bool cpus : 1;
  bool scheme : 1;
  bool registers : 1; ///< reg names a register (or kNoRegister where `lists` is set too)
  bool items : 1;     ///< item, other
  bool more : 1;      ///< more_values, more_limits
  bool codes : 1;     ///< value, limit and cpus are codes of general[0], below 2^width
};

struct Claim {
  const char* name;          ///< "never-above-limit"
  const char* sentence;      ///< what it says, for people
  const char* source;        ///< the rule that it formalises
  const char* precondition;  ///< when a case is not discarded
  int theorem;               ///< its number in docs/claims.md
  const char* symbol;        ///< the predicate's symbol in the embedded bitcode
  Verdict (*predicate)(const Subject& subject, const Case& input);
  Reads reads;
};

/// Every claim, in the order of the theorems.
[[nodiscard]] std::span<const Claim> claims();

/// The claim of that name; null if there is none.
[[nodiscard]] const Claim* find_claim(std::string_view name);

/// Every subject: the engine first, then pmuver-signed, then the must-fail twins.
[[nodiscard]] std::span<const NamedSubject> subjects();

}  // namespace idreg::props
