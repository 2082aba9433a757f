// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A subject under entries of one's own: what --table and --override make of it.
#pragma once

#include <vector>

#include "cli/input.h"
#include "cli/judge.h"
#include "cli/status.h"
#include "props/subject.h"

namespace idreg::cli {

struct Variant {
  std::vector<props::NamedOverride> added;  ///< the caller's entries, without those the architecture has already
  std::vector<props::NamedOverride> all;    ///< the subject's own, then the caller's
  std::vector<Misfit> misfits;              ///< those of `all` that do not fit; `field` names the register too

  /// The subject's functions with these overrides. Lives as long as this Variant.
  [[nodiscard]] props::Subject subject(const props::Subject& base) const;
};

/// Errors: entries that the engine refuses to merge with a
/// register's table, more entries for one register than a subject can carry.
[[nodiscard]] Result<Variant> variant_of(const props::Subject& base, const Tables& tables);

}  // namespace idreg::cli
