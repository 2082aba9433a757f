// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one input of every claim. RapidCheck generates it, libFuzzer decodes it from bytes, the prover
// takes every scalar in it as a free symbol; a counterexample of any of the three is a Case.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/types.h"

namespace idreg::props {

inline constexpr std::uint32_t kMaxOverrides = 16;
inline constexpr std::uint32_t kMaxGeneral = 64;
inline constexpr std::uint32_t kMaxCpus = 4;
inline constexpr std::uint32_t kMaxMore = 3;
/// `Case::reg` of a case that is about the entries it carries and about no register by name.
inline constexpr std::uint32_t kNoRegister = 0xffffffff;

/// Plain data. The order of the members is the order in which counterexamples are compared after the
/// leading criteria (docs/minimal.md), so that "smallest" means one thing everywhere.
/// A claim reads only what its text names; members that it does not read are 0 in a minimal case.
struct Case {
  std::uint32_t override_count;  ///< at most kMaxOverrides
  std::uint32_t general_count;   ///< at most kMaxGeneral
  std::uint32_t cpu_count;       ///< at most kMaxCpus
  std::uint32_t reg;             ///< index into arch::registers(), or kNoRegister
  std::uint32_t item;            ///< which field, slot, feature or entry the claim is about
  std::uint32_t other;           ///< a second one, where the claim speaks of two
  std::uint64_t value;           ///< what somebody wants to show
  std::uint64_t limit;           ///< the largest that may be shown
  std::uint64_t writable;        ///< the writable mask
  std::uint64_t more_values[kMaxMore];  ///< further registers, for features that read several
  std::uint64_t more_limits[kMaxMore];
  std::uint64_t cpus[kMaxCpus];  ///< one register of several CPUs
  Scheme scheme;                 ///< the true scheme of field `item` (a ghost: the engine never sees it)
  Entry overrides[kMaxOverrides];
  Entry general[kMaxGeneral];

  friend bool operator==(const Case&, const Case&) = default;
};

/// Calls `visit(name, offset, bytes)` for each scalar of a Case in declaration order: the one list
/// from which symbolic cases, their text form and the order of counterexamples are made.
/// `name` is a NUL-terminated path such as "general[3].width" that lives only during the call.
void for_each_scalar(void (*visit)(void* state, const char* name, std::size_t offset, std::size_t bytes), void* state);

}  // namespace idreg::props
