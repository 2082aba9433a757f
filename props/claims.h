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
  bool lists : 1 = false;  ///< overrides, general and their counts: two lists of entries
  bool spoilt : 1 = false;  ///< with `lists`: it speaks of ill-formed lists only
  bool slots : 1 = false;      ///< general[0..63] as the slots of a table (an entry at the index of its shift,
                       ///< unused ones all zero), value and limit as the builder's two masks, and
                       ///< overrides[0] as an entry to add
  bool one_entry : 1 = false;  ///< general[0] only, whatever the counts say
  bool any_bytes : 1 = false;  ///< that entry (with `slots`: any slot) may be ill formed; otherwise discarded
  bool pair : 1 = false;       ///< value and limit
  bool codes : 1 = false;      ///< value, limit, more_values and cpus are codes of general[0], below 2^width
  bool writable : 1 = false;
  bool cpus : 1 = false;       ///< cpus; and cpu_count where lists or registers is set
  bool scheme : 1 = false;     ///< a scheme for the field that the claim is about
  bool registers : 1 = false;  ///< reg names a register (or is kNoRegister where `lists` is set too)
  bool items : 1 = false;      ///< item (and other): with `registers`, an index into that register's fields; with
                       ///< `lists`, the lowest bit of a field (two fields) in the lists
  bool definitions : 1 = false;  ///< item is an index into arch::kDefinitions; value and limit, more_values and
                         ///< more_limits are those of its registers
  bool exceptions : 1 = false;   ///< item is an index into kExceptions (exceptions.h), other a definition that it
                         ///< gains (generate.h, definitions_gained); value and limit are what its two
                         ///< registers hold around the fields it names, more_values[0] and
                         ///< more_limits[0] how far above the lowest of its codes their codes are
  bool words : 1 = false;      ///< writable, more_values, more_limits and cpus are words of any kind
  bool together : 1 = false;   ///< what is compared is made of all fields at once: decided for registers by
                         ///< name and short lists, not for 64 free fields
  bool candidate : 1 = false;  ///< more_values[0] is a further value (or code)
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
  bool whole = false;  ///< asks its subject for nothing but whether it accepts, so that designs can be judged by it
};

/// Why a claim says nothing about a subject, in words; empty where it does. Such a claim is not run on it:
/// it would judge the engine's functions.
[[nodiscard]] std::string_view not_applicable(const Claim& claim, const Subject& subject);

/// Every claim, in the order of the theorems.
[[nodiscard]] std::span<const Claim> claims();

/// The claim of that name; null if there is none.
[[nodiscard]] const Claim* find_claim(std::string_view name);

/// Every subject: the engine first, then pmuver-signed, then the must-fail twins.
[[nodiscard]] std::span<const NamedSubject> subjects();

}  // namespace idreg::props
