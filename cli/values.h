// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers as people write them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace idreg::cli {

/// A 64-bit value: hex with 0x, binary with 0b, else decimal; `_` may separate digits. The error says
/// what is wrong with `text`, without naming where it was found.
[[nodiscard]] std::expected<std::uint64_t, std::string> parse_value(std::string_view text);

/// "0x" and lower-case hex, without leading zeros: how JSON gives values.
[[nodiscard]] std::string hex(std::uint64_t value);

/// A register for people: all sixteen digits, in two groups of eight ("0x00000011_11000010"), which
/// parse_value reads back.
[[nodiscard]] std::string register_hex(std::uint64_t value);

/// "[msb:lsb]", or "[bit]".
[[nodiscard]] std::string bits(unsigned msb, unsigned lsb);

/// The runs of set bits in `mask`, as `bits`, highest first, with ", " between.
[[nodiscard]] std::string bit_runs(std::uint64_t mask);

}  // namespace idreg::cli
