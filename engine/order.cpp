// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/order.h"

#include "engine/fields.h"

namespace idreg::engine {

namespace {

/// The code whose rank is 0.
std::uint64_t rank_zero(std::uint64_t bias, std::uint32_t width) noexcept { return (0 - bias) & field_mask(0, width); }

/// The code of the highest rank.
std::uint64_t rank_last(std::uint64_t bias, std::uint32_t width) noexcept {
  return (0 - bias - 1) & field_mask(0, width);
}

/// HigherOrZeroSafe keeps 0 lowest and turns the rest of the order round. That is a scheme only
/// where 0 already stands at one end of the entry's order, or the order is of flags.
bool higher_or_zero_fits(const Entry& entry, const Scheme& scheme) noexcept {
  const std::uint64_t all = field_mask(0, entry.width);
  const bool zero_at_end = entry.bias == 0 || entry.bias == all;
  switch (entry.kind) {
    case OrderKind::Rotation:
      return zero_at_end && scheme.kind == OrderKind::ReverseRotation && scheme.bias == all;
    case OrderKind::ReverseRotation:
      return zero_at_end && scheme.kind == OrderKind::Rotation && scheme.bias == 0;
    case OrderKind::Subset:
      return scheme.kind == OrderKind::ReverseRotation && scheme.bias == all;
    case OrderKind::None:
      return false;
  }
  return false;
}

/// LowerSafe permits the entry's own order; a subset of flags is also a smaller number.
bool lower_fits(const Entry& entry, const Scheme& scheme) noexcept {
  if (entry.kind == OrderKind::Subset && scheme.kind == OrderKind::Rotation) return scheme.bias == 0;
  return entry.kind == scheme.kind && entry.bias == scheme.bias;
}

/// HigherSafe permits the entry's order turned round.
bool higher_fits(const Entry& entry, const Scheme& scheme) noexcept {
  switch (entry.kind) {
    case OrderKind::Rotation:
      return scheme.kind == OrderKind::ReverseRotation && scheme.bias == entry.bias;
    case OrderKind::ReverseRotation:
      return scheme.kind == OrderKind::Rotation && scheme.bias == entry.bias;
    case OrderKind::Subset:
      return scheme.kind == OrderKind::ReverseRotation && scheme.bias == 0;
    case OrderKind::None:
      return false;
  }
  return false;
}

/// The lower of the two codes of a one-bit field under a policy other than Exact.
std::uint64_t one_bit_lowest(const Entry& entry) noexcept {
  if (entry.policy == Policy::HigherOrZeroSafe) return 0;
  const bool turned = (entry.kind == OrderKind::ReverseRotation) != (entry.policy == Policy::HigherSafe);
  const std::uint64_t bias = entry.kind == OrderKind::Subset ? 0 : entry.bias;
  return turned ? rank_last(bias, 1) : rank_zero(bias, 1);
}

}  // namespace

std::uint64_t rank(std::uint64_t code, std::uint64_t bias, std::uint32_t width) noexcept {
  return (code + bias) & field_mask(0, width);
}

bool at_or_below(const Scheme& scheme, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept {
  switch (scheme.kind) {
    case OrderKind::Rotation:
      return rank(a, scheme.bias, width) <= rank(b, scheme.bias, width);
    case OrderKind::ReverseRotation:
      return rank(a, scheme.bias, width) >= rank(b, scheme.bias, width);
    case OrderKind::Subset:
      return (a & ~b) == 0;
    case OrderKind::None:
      return a == b || a == scheme.safe;
  }
  return false;
}

std::uint64_t lowest(const Scheme& scheme, std::uint32_t width) noexcept {
  switch (scheme.kind) {
    case OrderKind::Rotation:
      return rank_zero(scheme.bias, width);
    case OrderKind::ReverseRotation:
      return rank_last(scheme.bias, width);
    case OrderKind::Subset:
      return 0;
    case OrderKind::None:
      return scheme.safe;
  }
  return 0;
}

bool fits(const Entry& entry, const Scheme& scheme) noexcept {
  if (entry.policy == Policy::Exact) return entry.safe == lowest(scheme, entry.width);
  // Two codes have two orders only, whatever they are called.
  if (entry.width == 1) return one_bit_lowest(entry) == lowest(scheme, 1);
  switch (entry.policy) {
    case Policy::LowerSafe:
      return lower_fits(entry, scheme);
    case Policy::HigherSafe:
      return higher_fits(entry, scheme);
    case Policy::HigherOrZeroSafe:
      return higher_or_zero_fits(entry, scheme);
    case Policy::Exact:
      break;
  }
  return false;
}

}  // namespace idreg::engine
