// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification as somebody would write it by hand, for comparison only: nothing but the benchmark
// uses it. Same functions, arguments and results as props/spec.h.
#pragma once

#include <cstdint>

namespace idreg::bench {

using Word = std::uint64_t;

Word extract(Word reg, Word shift, Word width) noexcept;
Word insert(Word reg, Word shift, Word width, Word code) noexcept;
Word rank(Word code, Word bias, Word width) noexcept;
Word at_or_below(Word width, Word kind, Word bias, Word safe, Word a, Word b) noexcept;
Word lowest(Word width, Word kind, Word bias, Word safe) noexcept;
Word safe_code(Word width, Word policy, Word kind, Word bias, Word safe, Word a, Word b) noexcept;
Word permitted_code(Word width, Word policy, Word kind, Word bias, Word safe, Word value, Word limit) noexcept;
Word not_above(Word width, Word policy, Word kind, Word bias, Word safe, Word a, Word b) noexcept;
Word entry_error(Word shift, Word width, Word policy, Word kind, Word bias, Word safe) noexcept;

}  // namespace idreg::bench
