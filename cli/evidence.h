// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known of claims besides their proofs, for `prove --fuzz` and `--enumerate`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/enumerated.h"
#include "fuzz/campaign.h"
#include "props/claims.h"

namespace idreg::cli {

/// What was asked of one claim, and what came of it.
struct Native {
  std::optional<fuzz::ClaimReport> fuzzed;
  std::optional<Exhausted> exhausted;  ///< only of claims about one field
};

struct Evidence {
  std::string compiler;                  ///< the enumerator's; empty if it was not asked
  std::map<std::string, Native> claims;  ///< by name

  /// A violation for each claim for which one was found; each violates the claim in this program too.
  [[nodiscard]] std::map<std::string, props::Case> violations() const;
};

/// Fuzzes and enumerates as the options say (nothing, if they say nothing). `claims`: those that are applicable.
/// Errors: there is no enumerator; what it found violates nothing here, so that two compilers disagree.
[[nodiscard]] Result<Evidence> gather_evidence(const ProveOptions& options, const props::NamedSubject& subject,
                                               const std::vector<const props::Claim*>& claims);

}  // namespace idreg::cli
