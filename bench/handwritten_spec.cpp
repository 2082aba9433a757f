// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "bench/handwritten_spec.h"

#include "engine/types.h"

namespace idreg::bench {

namespace {

constexpr Word kRotation = static_cast<Word>(OrderKind::Rotation);
constexpr Word kReverse = static_cast<Word>(OrderKind::ReverseRotation);
constexpr Word kSubset = static_cast<Word>(OrderKind::Subset);
constexpr Word kNone = static_cast<Word>(OrderKind::None);
constexpr Word kExact = static_cast<Word>(Policy::Exact);
constexpr Word kLower = static_cast<Word>(Policy::LowerSafe);
constexpr Word kHigher = static_cast<Word>(Policy::HigherSafe);

/// The lowest `width` bits; all for 64.
Word mask(Word width) noexcept { return width >= 64 ? ~Word{0} : (Word{1} << width) - 1; }

bool below(Word width, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  const Word all = mask(width);
  if (kind == kRotation) return ((a + bias) & all) <= ((b + bias) & all);
  if (kind == kReverse) return ((a + bias) & all) >= ((b + bias) & all);
  if (kind == kSubset) return (a & ~b) == 0;
  return a == b || a == safe;
}

Word higher(Word width, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  if (kind == kSubset) return a | b;
  return below(width, kind, bias, safe, a, b) ? b : a;
}

Word lower(Word width, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  if (kind == kSubset) return a & b;
  return below(width, kind, bias, safe, a, b) ? a : b;
}

Word chosen(Word width, Word policy, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  if (policy == kExact) return safe;
  if (policy == kLower) return lower(width, kind, bias, safe, a, b);
  if (policy != kHigher && (a == 0 || b == 0)) return 0;
  return higher(width, kind, bias, safe, a, b);
}

}  // namespace

Word extract(Word reg, Word shift, Word width) noexcept { return (reg >> shift) & mask(width); }

Word insert(Word reg, Word shift, Word width, Word code) noexcept {
  const Word bits = mask(width) << shift;
  return (reg & ~bits) | ((code << shift) & bits);
}

Word rank(Word code, Word bias, Word width) noexcept { return (code + bias) & mask(width); }

Word at_or_below(Word width, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  return below(width, kind, bias, safe, a, b) ? 1 : 0;
}

Word lowest(Word width, Word kind, Word bias, Word safe) noexcept {
  if (kind == kRotation) return (0 - bias) & mask(width);
  if (kind == kReverse) return (0 - bias - 1) & mask(width);
  return kind == kSubset ? 0 : safe;
}

Word safe_code(Word width, Word policy, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  return chosen(width, policy, kind, bias, safe, a, b);
}

Word permitted_code(Word width, Word policy, Word kind, Word bias, Word safe, Word value, Word limit) noexcept {
  return value == limit || chosen(width, policy, kind, bias, safe, value, limit) == value ? 1 : 0;
}

Word not_above(Word width, Word policy, Word kind, Word bias, Word safe, Word a, Word b) noexcept {
  if (policy == kExact) return below(width, kind, bias, safe, a, b) ? 1 : 0;
  return permitted_code(width, policy, kind, bias, safe, a, b);
}

Word entry_error(Word shift, Word width, Word policy, Word kind, Word bias, Word safe) noexcept {
  const auto is = [](TableErrorKind error) { return static_cast<Word>(error); };
  if (width < 1 || width > 64) return is(TableErrorKind::Width);
  if (shift + width > 64) return is(TableErrorKind::Shift);
  if (policy >= kPolicies) return is(TableErrorKind::Policy);
  if (kind >= kOrderKinds || (kind == kNone && policy != kExact)) return is(TableErrorKind::Order);
  if (bias > (kind == kRotation || kind == kReverse ? mask(width) : 0)) return is(TableErrorKind::Bias);
  return is(safe > mask(width) ? TableErrorKind::Safe : TableErrorKind::None);
}

}  // namespace idreg::bench
