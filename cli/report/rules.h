// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arm's rules and their conflicts in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "smt/rules/lint.h"

namespace idreg::cli::report {

/// "at least 1", "at most 1", "1", "2 or 3": codes of a field of that width, rising.
[[nodiscard]] std::string codes_words(const std::vector<std::uint64_t>& codes, unsigned width);

/// "ID_AA64ISAR0_EL1.SHA2 = 2 means FEAT_SHA512; ... but FEAT_SHA512 requires FEAT_SHA3: set ..."
[[nodiscard]] std::string conflict_words(const idreg::rules::RuleSet& rules, const smt::rules::Conflict& conflict,
                                         const idreg::rules::Values& values);

/// What the fields of one definition mean: "ID_AA64ISAR0_EL1.SHA2 = 2 means FEAT_SHA512", with "no" where
/// they do not show it; the rule's own words where they leave it open.
[[nodiscard]] std::string shown_words(const idreg::rules::RuleSet& rules, const idreg::rules::Rule& rule,
                                      const idreg::rules::Values& values);

}  // namespace idreg::cli::report
