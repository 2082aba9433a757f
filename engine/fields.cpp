// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/fields.h"

namespace idreg::engine {

namespace {

// ~0 >> (64 - width) rather than (1 << width) - 1: the latter is undefined for width 64.
constexpr std::uint64_t low_mask(std::uint32_t width) noexcept { return ~std::uint64_t{0} >> (kRegisterBits - width); }

}  // namespace

std::uint64_t field_mask(std::uint32_t shift, std::uint32_t width) noexcept { return low_mask(width) << shift; }

std::uint64_t extract(std::uint64_t reg, std::uint32_t shift, std::uint32_t width) noexcept {
  return (reg >> shift) & low_mask(width);
}

std::uint64_t insert(std::uint64_t reg, std::uint32_t shift, std::uint32_t width, std::uint64_t code) noexcept {
  const std::uint64_t mask = low_mask(width) << shift;
  return (reg & ~mask) | ((code << shift) & mask);
}

}  // namespace idreg::engine
