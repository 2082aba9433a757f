// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/settle.h"

#include <algorithm>
#include <set>

namespace idreg::smt::prove {

void withdraw(std::vector<ClaimResult>& results, Settled& settled, bool about_the_engine) {
  for (bool changed = true; changed;) {
    changed = false;
    for (ClaimResult& result : results) {
      if (result.outcome != Outcome::Proved) continue;
      const auto broken = std::ranges::find_if(result.lemmas, [&](const std::string& lemma) {
        const auto known = settled.find(lemma);
        return known != settled.end() && known->second != Outcome::Proved;
      });
      if (broken == result.lemmas.end()) continue;
      result.outcome = Outcome::Unknown;
      result.parts.push_back({"lemma " + *broken, Outcome::Unknown,
                              "is itself " + std::string(to_string(settled.at(*broken))), 0, 0, std::nullopt});
      if (about_the_engine) settled[result.claim->name] = Outcome::Unknown;
      changed = true;
    }
  }
}

bool firm(const ClaimResult& result, const std::vector<ClaimResult>& results, const Settled& settled,
          bool about_the_engine) {
  std::vector<std::string> open = result.lemmas;
  std::set<std::string, std::less<>> seen;
  while (!open.empty()) {
    const std::string lemma = std::move(open.back());
    open.pop_back();
    if (!seen.insert(lemma).second) continue;
    if (!settled.contains(lemma)) return false;
    if (!about_the_engine) continue;
    const auto its = std::ranges::find_if(results, [&](const ClaimResult& one) { return one.claim->name == lemma; });
    if (its != results.end()) open.insert(open.end(), its->lemmas.begin(), its->lemmas.end());
  }
  return true;
}

}  // namespace idreg::smt::prove
