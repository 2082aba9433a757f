// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims of sameness: a subject's function answers as the engine's on every input that the interface
// admits. No claims about the engine, of which they say nothing; they tell a mutant that nobody notices
// from one that nobody can notice (smt/prove/mutants.h).
#pragma once

#include <span>

#include "props/claims.h"

namespace idreg::props {

/// The engine's functions, the original ones where a mutant stands in their place.
extern "C" const Subject idreg_reference;  // NOLINT(readability-identifier-naming): a symbol, like functions

/// One claim for each function of the engine, named "same-" and its name, and one for the tables.
[[nodiscard]] std::span<const Claim> sameness();

}  // namespace idreg::props
