// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a write path lets through, decided for every value, host and VM: never above the limit, no feature
// gained, nothing outside the writable mask, not too strict, nothing undefined.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/code/path.h"
#include "audit/finding.h"

namespace idreg::audit::code {

/// One write that shows a flaw: the smallest (docs/minimal.md), if certified.
struct Witness {
  std::uint64_t value;
  std::uint64_t limit;
  std::uint64_t stored;  ///< read afterwards; for TooStrict what is read still
  std::vector<std::pair<std::string, std::uint64_t>> state;  ///< the variables that it depends on, by name
  bool certified;        ///< each level of "smaller" was answered by unsat
};

struct Flaw {
  Kind kind;
  const arch::Field* field;  ///< null where it is not about one field
  std::string what;          ///< bits, feature, or kind of undefined behaviour
  std::string location;      ///< file:line, of undefined behaviour or of the function; may be empty
  Witness witness;
  bool real_limit;           ///< the limit's codes that the value differs from have meanings, so a host can have
                             ///< them; else they are reserved codes
  std::vector<std::string> gained;  ///< features that the stored value has and the limit has not
  std::optional<Severity> severity = {};  ///< empty: follows from the rest
  std::string function = {};  ///< the symbol of the function to blame
};

struct Verdict {
  const Descriptor* reg;
  Outcome outcome;
  std::string reason;                    ///< of Fixed, Unknown and Unsupported
  std::vector<Flaw> flaws;
  std::vector<std::string> policy;       ///< fields of which the register's own function refuses codes on purpose
  std::vector<std::string> assumptions;  ///< each with a witness of what happens without it, in words
  std::vector<std::string> unknown;      ///< functions that no module defines; anything was assumed of them
  std::vector<std::string> warnings;     ///< WARN()s on the way
  double lift_ms = 0;                    ///< processor time; in no result
  double solve_ms = 0;
};

struct Options {
  /// Features that the VM has (true) or lacks (false); others may be either.
  std::vector<std::pair<std::string, bool>> vcpu;
  std::uint64_t budget = 50'000'000;  ///< solver units for each question
  /// Only hosts on which the register's limit is this number; none: any.
  std::optional<std::uint64_t> limit = {};
};

/// Judges one register. Never throws; what the lifter refuses is Unsupported.
[[nodiscard]] Verdict judge(const Tree& tree, const Descriptor& reg, const Options& options);
/// All of them, in order.
[[nodiscard]] std::vector<Verdict> judge_all(const Tree& tree, const Options& options);

}  // namespace idreg::audit::code
