// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every run asks of the prover itself before it believes it.
#pragma once

#include <expected>
#include <string>

#include "smt/prove/prove.h"

namespace idreg::smt::prove {

/// A claim that is known to be wrong of a subject: a prover that does not refute it is broken.
struct Canary {
  const char* claim = "orders-equal-spec";
  const char* subject = "twin-dropped-sign";
};

/// Lifts and decides one part of the canary; an InternalError unless it is refuted and replays natively.
[[nodiscard]] std::expected<void, InternalError> check_canary(const Canary& canary = {},
                                                              const Tampering& tampering = {});

/// Lifts one part of a claim twice: an InternalError unless the two are equal for every input, and differ
/// from the same part of the canary's subject for some.
[[nodiscard]] std::expected<void, InternalError> check_identity(const Canary& canary = {},
                                                                const Tampering& tampering = {});

}  // namespace idreg::smt::prove
