// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `mutate --record FILE`: what is known of each mutant, kept as soon as it is known, so that a run which is
// interrupted goes on where it stopped.
#pragma once

#include <string>
#include <vector>

#include "cli/mutate.h"

namespace idreg::cli {

class MutateRecord {
 public:
  /// Reads FILE if there is one; an empty path keeps nothing. `run`: all that results depend on. Errors: FILE is
  /// no record, or of a run with other bitcode or options.
  [[nodiscard]] static Result<MutateRecord> open(const std::string& path, report::Json run);

  /// The result of a mutant of which the same was expected; none if it has to be asked.
  [[nodiscard]] std::optional<MutantReport> find(const smt::mutate::Mutant& mutant, const std::string& expected) const;

  /// Adds a result. FILE is replaced as a whole: it holds the old results or the new ones, whatever happens.
  [[nodiscard]] Result<void> add(const MutantReport& report);

 private:
  std::string path_;
  report::Json document_;
};

}  // namespace idreg::cli
