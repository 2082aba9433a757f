// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Terms to native code: straight-line C++, one statement for each distinct subterm.
//
// Trust: nobody has to trust this file. The prover lifts the bitcode of what it wrote and proves it
// equal to the terms (claim `lowering`).
#pragma once

#include <expected>
#include <span>
#include <string>

#include "smt/term/term.h"

namespace idreg::smt::lower {

/// The text of `extern "C" std::uint64_t symbol(std::uint64_t <parameter>...) noexcept`, which
/// computes `result` (a Boolean as 0 or 1). Every variable of `result` must be a 64-bit parameter.
/// Errors in words: a variable that is none, or a bit-vector wider than 64 bits.
[[nodiscard]] std::expected<std::string, std::string> function_text(const std::string& symbol,
                                                                    std::span<const char* const> parameters,
                                                                    const Term& result);

}  // namespace idreg::smt::lower
