// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was decided of a tree, tried on the tree's own functions: every finding's witness, and for registers
// that were proved many writes, most of them near the limit's codes. Any disagreement is a fault of idreg's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/code/judge.h"
#include "audit/code/limit.h"
#include "audit/code/sanitise.h"
#include "audit/replay/native.h"

namespace idreg::audit::replay {

struct Options {
  std::uint64_t cases = 2000;  ///< for each register
  std::uint64_t seed = 1;
};

struct Report {
  std::uint64_t witnesses = 0;           ///< that did natively what the finding says
  std::uint64_t registers = 0;           ///< sampled
  std::uint64_t cases = 0;               ///< writes compared, of all registers together
  std::uint64_t accepted = 0;            ///< of them
  std::vector<std::string> not_tried;    ///< "REGISTER ...: why"
  std::vector<std::string> disagreements;  ///< internal errors, in words
};

/// Symbols that the following call or pass: for Native::load.
[[nodiscard]] std::set<std::string> symbols(const code::Tree& tree);

/// Every flaw's witness.
void witnesses(Native& native, const code::Tree& tree, const std::vector<code::Verdict>& verdicts,
               const std::vector<code::LimitVerdict>& limits, const std::vector<code::SanitiseVerdict>& sanitising,
               Report& report);

/// Writes to one register: the native answer against the terms, and where the verdict says proved, the stored
/// value against the limit. Stops at the register's first disagreement.
void sample(Native& native, const code::Tree& tree, const code::Verdict& verdict, const Options& options,
            Report& report);

}  // namespace idreg::audit::replay
