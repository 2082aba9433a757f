// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What registers show without a solver: features by their definitions, and the version of the
// architecture by what exists from a version on and what a version demands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpora/rules/rules.h"

namespace idreg::rules {

/// The features that the fields decide: definitions only, followed until nothing new follows. A feature
/// on which two definitions disagree stays open, as does one whose fields or conditions are not known.
[[nodiscard]] Symbols shown(const RuleSet& rules, const Values& values);

/// One version and why the registers speak for or against it.
struct VersionReason {
  std::string version;                ///< "v8Ap4"
  std::vector<std::string> features;  ///< by name
};

struct ArchitectureVersion {
  VersionReason at_least;  ///< the highest version from which on some feature shown exists; empty for Armv8.0
  std::string complete;    ///< the highest version whose demands, and those of all before it, are not missed
  VersionReason next;      ///< the lowest version that demands what is not there, and what that is
};

[[nodiscard]] ArchitectureVersion version_of(const RuleSet& rules, const Symbols& symbols);

/// Whether a rule that was found broken is broken by what is known: none of the values of its open
/// symbols makes it hold. Used to hold the solver's words against the rules themselves: a set of rules
/// has no common solution for these values iff this is true.
[[nodiscard]] bool no_solution(const std::vector<const Rule*>& rules, const Values& values, std::size_t symbols);

}  // namespace idreg::rules
