// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two statements of the same rules, held against each other: which rules of one follow from the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "smt/rules/lint.h"

namespace idreg::smt::rules {

/// A rule that does not follow from the other side's.
struct Unfollowed {
  std::size_t rule = 0;                  ///< by index in its own set
  std::vector<std::string> only_here;    ///< its symbols of which the other side says nothing at all
  std::vector<idreg::rules::FieldKey> fields;  ///< those it reads, with the codes of a CPU that the other side permits
  std::vector<std::uint64_t> codes;
};

/// The rules of `of` that are no consequence of those of `from`, by index. A version or feature is the same
/// on both sides if its name is. `given`: features and versions that every CPU in question has, by name.
/// Each answer is a proof (unsat) or a counterexample, which is held against direct evaluation of all
/// rules (std::logic_error).
[[nodiscard]] Answered<std::vector<Unfollowed>> unfollowed(const RuleSet& of, const RuleSet& from,
                                                           const std::vector<std::string>& given, std::uint64_t budget);

}  // namespace idreg::smt::rules
