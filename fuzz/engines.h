// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the engines of a campaign share. Private to fuzz/.
#pragma once

#include "fuzz/campaign.h"

namespace idreg::fuzz {

/// The case made smaller, ready to be stored.
[[nodiscard]] props::StoredCase shrunk(const Options& options, const props::Claim& claim, const props::Case& input);

/// The claims one after the other through `<targets>/fuzz_claims`, one process each. A finding is read
/// back from the file that libFuzzer leaves.
[[nodiscard]] std::expected<std::vector<ClaimReport>, std::string> run_libfuzzer(const Options& options);

}  // namespace idreg::fuzz
