// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether the native methods notice that a subject is wrong, and after how much work: property tests,
// fuzzing, stored cases. The subject may crash or never return, which is noticing too: each method runs
// in a child process.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "props/case_io.h"
#include "props/claims.h"

namespace idreg::fuzz {

struct Notice {
  bool noticed = false;
  std::string claim;        ///< that is violated, or was being asked when the subject crashed
  std::string how;          ///< "violated", "crashed", "never returned"
  std::uint64_t cases = 0;  ///< until then; all of them where nothing was noticed
  double cpu_seconds = 0;
};

struct NoticeOptions {
  std::uint64_t seed = 1;
  std::uint64_t property_cases = 500;  ///< for each claim
  double fuzz_seconds = 10;            ///< for all claims together; 0: not asked
  /// libFuzzer's targets in that directory; empty: the campaign's own engine.
  std::string libfuzzer = {};
};

/// RapidCheck over every claim, in their order, until one is violated.
[[nodiscard]] Notice by_properties(const props::NamedSubject& subject, const NoticeOptions& options);

/// A campaign over all claims (campaign.h); libFuzzer takes the subject from `library`.
[[nodiscard]] Notice by_fuzzing(const props::NamedSubject& subject, const std::string& library,
                                const NoticeOptions& options);

/// Every stored case, whatever subject it was stored for.
[[nodiscard]] Notice by_corpus(const props::NamedSubject& subject, std::span<const props::StoredCase> cases);

}  // namespace idreg::fuzz
