// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Second opinions: what was decided is written as an SMT-LIB 2 script under the name of its part, and put to
// other solvers by their command lines.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smt/prove/prove.h"
#include "smt/term/solver.h"

namespace idreg::smt::prove {

/// What one solver says of one script.
struct Opinion {
  Answer answer;
  std::string reason;  ///< of Unknown: "unknown", "no answer in 300 s", "ended by signal 11", what it wrote instead
};

/// Runs a solver on a script. Whatever it does (another word than sat or unsat, a crash, no end) is an Opinion.
[[nodiscard]] Opinion ask(const SecondSolver& solver, const std::string& file);

/// The scripts of one part and what is said of them.
class Opinions {
 public:
  /// `name`: subject, claim and part, as the parts of a path. Without `asked.folder` scripts are removed again,
  /// but for those about which there is a dispute.
  Opinions(const SecondOpinions& asked, std::string name);

  /// Writes the script of what was decided, puts it to every solver.
  void hear(std::span<const Term> assertions, const Decision& decision);

  [[nodiscard]] std::vector<Agreement> agreements() const { return agreements_; }
  /// The first dispute, or why a script could not be written.
  [[nodiscard]] const std::optional<InternalError>& error() const { return error_; }

 private:
  const SecondOpinions* asked_;
  std::string name_;
  std::size_t count_ = 0;
  std::vector<Agreement> agreements_;
  std::optional<InternalError> error_;
};

}  // namespace idreg::smt::prove
