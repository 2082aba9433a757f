// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims made up for the tests of the machinery, one for each answer it must give.
#pragma once

#include "props/claims.h"

namespace idreg::props::test {

inline Claim local_claim(const char* name, Verdict (*predicate)(const Subject&, const Case&), Reads reads) {
  return {name, "made up for a test", "tests", "none", 0, "", predicate, reads};
}

inline Claim always(Verdict (*predicate)(const Subject&, const Case&)) {
  return local_claim("local", predicate, {.pair = true});
}

inline Verdict holds_always(const Subject& /*subject*/, const Case& /*input*/) { return Verdict::Holds; }
inline Verdict discards_always(const Subject& /*subject*/, const Case& /*input*/) { return Verdict::Discarded; }
inline Verdict fails_always(const Subject& /*subject*/, const Case& /*input*/) { return Verdict::Violated; }

/// Violated where the value has a bit above 31 that the limit has not.
inline Verdict fails_above_31(const Subject& /*subject*/, const Case& input) {
  return ((input.value & ~input.limit) >> 32U) != 0 ? Verdict::Violated : Verdict::Holds;
}

/// Violated by lists with an override on bit 8 and a general entry wider than 2.
inline Verdict fails_on_lists(const Subject& /*subject*/, const Case& input) {
  bool override_on_8 = false;
  bool wide = false;
  for (std::uint32_t i = 0; i < input.override_count; ++i)
    override_on_8 = override_on_8 || input.overrides[i].shift == 8;
  for (std::uint32_t i = 0; i < input.general_count; ++i) wide = wide || input.general[i].width > 2;
  return override_on_8 && wide ? Verdict::Violated : Verdict::Holds;
}

}  // namespace idreg::props::test
