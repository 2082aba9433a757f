// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the engines of a campaign share. Private to fuzz/.
#pragma once

#include "fuzz/campaign.h"

namespace idreg::fuzz {

inline constexpr double kDefaultSeconds = 10;

/// The case made smaller, ready to be stored.
[[nodiscard]] props::StoredCase shrunk(const Options& options, const props::Claim& claim, const props::Case& input);

/// The shared generator, in `jobs` threads.
[[nodiscard]] std::expected<std::vector<ClaimReport>, std::string> run_random(const Options& options);

/// The claims through `<targets>/fuzz_claims`, one process each, `jobs` at a time. A finding is read
/// back from the file that libFuzzer leaves.
[[nodiscard]] std::expected<std::vector<ClaimReport>, std::string> run_libfuzzer(const Options& options);

}  // namespace idreg::fuzz
