// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a claim's conclusion can be false at all: the engine with one function's answers disturbed at random.
#pragma once

#include <cstdint>
#include <optional>

#include "props/claims.h"

namespace idreg::props {

/// How a claim was made false.
struct Doubt {
  const char* function;  ///< the member of Subject whose answers were disturbed
  Case input;
};

/// A case of the first `cases` of the stream that `seed` starts, and a function of the subject, such that the
/// claim is violated when that function answers otherwise than the engine does. Nothing: the claim was not seen
/// to depend on any answer. Overrides and design stay the subject's; a disturbed design answers at random.
[[nodiscard]] std::optional<Doubt> false_if_disturbed(const Claim& claim, const Subject& subject, std::uint64_t seed,
                                                      std::uint64_t cases);

}  // namespace idreg::props
