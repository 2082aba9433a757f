// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Obligations of any table: hundreds of places, on paths through 64 slots.
#pragma once

#include <cstdint>
#include <span>

#include "smt/lift/lift.h"
#include "smt/prove/facts.h"

namespace idreg::smt::prove {

/// Whether some obligation can be broken, under all facts. Most have no need of their path: what cannot be true without
/// the path cannot be true with it. They are asked about so, in one question; if that does not refute them all, and of
/// places of which nothing is left without their path, with it.
[[nodiscard]] Decision decide_undefined(const Facts& facts, std::span<const lift::Obligation> obligations,
                                        std::uint64_t budget);

}  // namespace idreg::smt::prove
