// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers of `idreg fuzz`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/findings.h"
#include "cli/report/json.h"
#include "fuzz/campaign.h"

namespace idreg::cli::report {

/// A campaign that has ended.
struct Campaign {
  const props::NamedSubject* subject = nullptr;
  fuzz::Engine engine = fuzz::Engine::Random;
  std::uint64_t seed = 1;
  bool interrupted = false;
  std::size_t units = 0;                               ///< in the corpus at the end; 0 without one
  std::string corpus;                                  ///< its directory; empty: none
  std::vector<const props::Claim*> inapplicable;       ///< to this subject; not run
  std::vector<fuzz::ClaimReport> reports;
  std::vector<std::optional<StoredFinding>> findings;  ///< by report
  std::vector<fuzz::Progress> progress;                ///< in order of time, thinned
};

[[nodiscard]] const char* outcome(const fuzz::ClaimReport& report);
[[nodiscard]] Json to_json(const Campaign& campaign);
[[nodiscard]] std::string to_text(const Campaign& campaign, const Terminal& terminal);

/// "12000 cases, 4000 a second, 31 situations, ...": one line, for people who wait.
[[nodiscard]] std::string progress_text(const fuzz::Progress& now);

}  // namespace idreg::cli::report
