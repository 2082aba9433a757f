// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What idreg-prover does for `mutate`: which method notices which mutant of the engine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "fuzz/notice.h"
#include "smt/prove/mutants.h"

namespace idreg::cli {

/// What is known of one mutant.
struct MutantReport {
  smt::mutate::Mutant mutant;
  smt::prove::MutantProof proof;
  std::optional<fuzz::Notice> property;  ///< none where it was not asked
  std::optional<fuzz::Notice> fuzzing;
  std::optional<fuzz::Notice> corpus;
  std::string expected;                  ///< "killed CLAIM" or "equivalent"; empty where nothing is
};

/// What a native method tells from the original is not equivalent, whatever was compared: it has *survived*.
inline void doubt(MutantReport& report) {
  if (report.proof.fate != smt::prove::Fate::Equivalent) return;
  for (const auto& notice : {report.corpus, report.property, report.fuzzing}) {
    if (!notice || !notice->noticed) continue;
    report.proof.fate = smt::prove::Fate::Survived;
    report.proof.detail = "equal to the original in all that was compared, but natively a case tells them apart";
  }
}

/// Whether the mutant is what is expected of it; of one of which nothing is, whether it is dealt with.
[[nodiscard]] bool as_expected(const MutantReport& report);

/// {"mutant", "location", "what", "outcome", "claim"?, ...}
[[nodiscard]] report::Json mutant_json(const MutantReport& report);

/// A line for each mutant, then the shares of each method.
[[nodiscard]] std::string mutants_text(const std::vector<MutantReport>& reports, const Terminal& terminal);

/// {"results": [...], "summary": {...}}
[[nodiscard]] report::Json mutants_json(const std::vector<MutantReport>& reports);

[[nodiscard]] Result<Status> run_mutate(const MutateOptions& options, Console& console);

}  // namespace idreg::cli
