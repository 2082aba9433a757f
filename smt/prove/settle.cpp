// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/settle.h"

#include <algorithm>

namespace idreg::smt::prove {

void withdraw(std::vector<ClaimResult>& results, Settled& settled, bool about_the_engine) {
  for (bool changed = true; changed;) {
    changed = false;
    for (ClaimResult& result : results) {
      if (result.outcome != Outcome::Proved) continue;
      const auto broken = std::ranges::find_if(
          result.lemmas, [&](const std::string& lemma) { return settled.at(lemma) != Outcome::Proved; });
      if (broken == result.lemmas.end()) continue;
      result.outcome = Outcome::Unknown;
      result.parts.push_back({"lemma " + *broken, Outcome::Unknown,
                              "is itself " + std::string(to_string(settled.at(*broken))), 0, 0, std::nullopt});
      if (about_the_engine) settled[result.claim->name] = Outcome::Unknown;
      changed = true;
    }
  }
}

}  // namespace idreg::smt::prove
