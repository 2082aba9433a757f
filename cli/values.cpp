// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/values.h"

#include <fmt/format.h>

#include <bit>

#include "corpora/text.h"

namespace idreg::cli {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::expected<std::uint64_t, std::string> parse_value(std::string_view text) {
  const std::string shown = corpora::quote(text);
  unsigned base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) base = 16;
  if (text.starts_with("0b") || text.starts_with("0B")) base = 2;
  if (base != 10) text.remove_prefix(2);
  if (text.empty() || text.front() == '_' || text.back() == '_') {
    return std::unexpected(
        fmt::format("{} is not a number: expected 0x and hex digits, 0b and binary digits, or "
                    "decimal digits (_ may separate digits)",
                    shown));
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c == '_') continue;
    const int d = digit(c);
    if (d < 0 || static_cast<unsigned>(d) >= base) {
      return std::unexpected(fmt::format("{} is not a number: {} is no {} digit", shown, corpora::quote({&c, 1}),
                                         base == 16  ? "hex"
                                         : base == 2 ? "binary"
                                                     : "decimal (hex needs 0x)"));
    }
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(value, base, &product) ||
        __builtin_add_overflow(product, static_cast<std::uint64_t>(d), &value)) {
      return std::unexpected(fmt::format("{} is too wide: a register has 64 bits (at most 0xffffffffffffffff)", shown));
    }
  }
  return value;
}

std::string hex(std::uint64_t value) { return fmt::format("{:#x}", value); }

std::string register_hex(std::uint64_t value) {
  return fmt::format("{:#010x}_{:08x}", value >> 32, value & 0xffffffff);
}

std::string bits(unsigned msb, unsigned lsb) {
  return msb == lsb ? fmt::format("[{}]", lsb) : fmt::format("[{}:{}]", msb, lsb);
}

std::string bit_runs(std::uint64_t mask) {
  std::string text;
  while (mask != 0) {
    const auto msb = static_cast<unsigned>(63 - std::countl_zero(mask));
    const auto run = static_cast<unsigned>(std::countl_one(mask << (63 - msb)));
    text += (text.empty() ? "" : ", ") + bits(msb, msb + 1 - run);
    mask &= run > msb ? 0 : ~std::uint64_t{0} >> (63 - (msb - run));
  }
  return text;
}

}  // namespace idreg::cli
