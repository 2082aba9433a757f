// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/policy.h"
#include "engine/tables.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

std::uint64_t with_code(std::uint64_t reg, const Entry& entry, std::uint64_t code) {
  const std::uint64_t mask = bits_of(entry);
  return mask == 0 ? reg : (reg & ~mask) | ((code << entry.shift) & mask);
}

std::uint64_t code_of(std::uint64_t reg, const Entry& entry) {
  const std::uint64_t mask = bits_of(entry);
  return mask == 0 ? 0 : (reg & mask) >> entry.shift;
}

}  // namespace

std::uint64_t boundary_code(Random& random, const Entry& entry) {
  const std::uint32_t width = entry.width == 0 ? 1 : entry.width;
  const std::uint64_t all = ones(width);
  const std::uint64_t sign = all ^ (all >> 1U);
  switch (random.below(12)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return sign;
    case 3:
      return sign - 1;
    case 4:
      return all;
    case 5:
      return (all - 1) & all;
    case 6:
      return (std::uint64_t{1} << random.below(kRegisterBits)) & all;
    case 7:
      return (0 - entry.bias) & all;  // lowest of a rotation
    case 8:
      return (0 - entry.bias - 1) & all;  // highest of a rotation
    case 9:
      return entry.safe & all;
    default:
      return random.next() & all;
  }
}

std::uint64_t code_near(Random& random, const Entry& entry, std::uint64_t limit) {
  const std::uint64_t all = ones(entry.width == 0 ? 1 : entry.width);
  if (random.one_in(2) && engine::entry_error(entry) == TableErrorKind::None)
    return engine::safe_code(entry, boundary_code(random, entry), limit & all);
  switch (random.below(9)) {
    case 0:
      return limit & all;
    case 1:
      return (limit + 1) & all;
    case 2:
      return (limit - 1) & all;
    case 3:
      return entry.safe & all;
    case 4:
      return 0;
    case 5:
      return limit & random.next() & all;  // flags removed
    case 6:
      return (limit | random.next()) & all;  // flags added
    default:
      return boundary_code(random, entry);
  }
}

std::uint64_t boundary_register(Random& random, std::span<const Entry> entries) {
  // Bits outside every field: none, all or some.
  const std::uint64_t kinds[] = {0, ~std::uint64_t{0}, random.next()};
  std::uint64_t reg = kinds[random.below(3)];
  for (const Entry& entry : entries) reg = with_code(reg, entry, boundary_code(random, entry));
  return reg;
}

std::uint64_t register_near(Random& random, std::span<const Entry> entries, std::uint64_t reg) {
  const std::uint64_t plan = random.below(20);
  if (plan == 0) return reg;
  if (plan == 1) return reg ^ (std::uint64_t{1} << random.below(kRegisterBits));
  if (entries.empty()) return plan < 10 ? reg & random.next() : random.next();
  if (plan <= 3) {
    for (const Entry& entry : entries) reg = with_code(reg, entry, code_near(random, entry, code_of(reg, entry)));
    return reg;
  }
  const std::uint64_t changes = plan <= 6 ? 2 : 1;
  for (std::uint64_t i = 0; i < changes; ++i) {
    const Entry& entry = entries[random.below(entries.size())];
    reg = with_code(reg, entry, code_near(random, entry, code_of(reg, entry)));
  }
  return plan == 4 ? reg ^ (std::uint64_t{1} << random.below(kRegisterBits)) : reg;
}

std::uint64_t writable_mask(Random& random, std::span<const Entry> entries) {
  std::uint64_t covered = 0;
  for (const Entry& entry : entries) covered |= bits_of(entry);
  switch (random.below(10)) {
    case 0:
      return 0;
    case 1:
      return covered;
    case 2:
    case 3: {
      std::uint64_t some = 0;
      for (const Entry& entry : entries) some |= random.one_in(2) ? bits_of(entry) : 0;
      return some;
    }
    case 4:  // one bit missing: a field that is not wholly writable
      return ~(std::uint64_t{1} << random.below(kRegisterBits));
    case 5:
      return random.next();
    default:
      return ~std::uint64_t{0};
  }
}

}  // namespace idreg::props
