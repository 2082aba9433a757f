// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/packed.h"

#include "engine/fields.h"

namespace idreg::engine {

namespace {

/// The tops of the fields whose bits in `word` are all 0. Adding all ones carries into the top bit unless the
/// low bits are 0.
std::uint64_t zeroes(const Packed& p, std::uint64_t word) noexcept {
  return ~(((word & p.low) + p.low) | word) & p.tops;
}

/// Every field's code with its bias added, in place. Top bits are added without their carry, which would reach
/// the next field.
std::uint64_t biased(const Packed& p, std::uint64_t word) noexcept {
  return ((word & p.low) + p.bias) ^ (word & p.tops);
}

/// The tops of the fields that are not as they must be: whose rank is above the limit's. In a field of w bits
/// a > b iff a + ~b reaches 2^w, so iff the top bit of their average (a & ~b) + ((a ^ ~b) >> 1) is set; and an
/// average, unlike a sum, stays within its field. Here it is complemented, as a difference.
std::uint64_t offending(const Packed& p, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::uint64_t a = biased(p, value);
  const std::uint64_t differs = a ^ biased(p, limit);
  return ~(((differs >> 1U) | p.tops) - ((a ^ p.flip) & differs)) & p.ranked;
}

/// As `offending`, for tables that hold more than ranked fields under LowerSafe and HigherSafe.
std::uint64_t offending_any(const Packed& p, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::uint64_t wrong = ((value ^ p.safe) & p.exact) | (value & ~limit & p.fewer) | (limit & ~value & p.more);
  const std::uint64_t differs = ~zeroes(p, value ^ limit);
  const std::uint64_t breaks =
      offending(p, value, limit) | (~zeroes(p, wrong) & p.tops & ~p.ranked) | (zeroes(p, limit) & p.or_zero);
  return breaks & differs & ~(zeroes(p, value) & p.or_zero);
}

/// Whether ranks alone judge every field: most tables, and half the work.
bool ranks_suffice(const Packed& p) noexcept { return p.ranked == p.tops && p.or_zero == 0; }

/// One bit of each of eight bytes that are 0 or 1, the first byte's lowest.
std::uint64_t gather(std::uint64_t bytes) noexcept { return (bytes * 0x0102040810204080U) >> 56U; }

constexpr std::uint64_t kChunk = 64;

/// So far ahead memory is asked for: the hardware's own prefetching stops at the end of a page.
constexpr std::uint64_t kAhead = 512;
constexpr std::uint64_t kCacheLine = 8;

/// Asks for the words of one chunk.
void prefetch(const std::uint64_t* words) noexcept {
  for (std::uint64_t word = 0; word < kChunk; word += kCacheLine) __builtin_prefetch(words + word);
}

/// One word of the bitmap. The answers are first written as bytes: a loop that compilers can vectorise.
template <bool simple>
std::uint64_t chunk(const Packed& p, const std::uint64_t* values, const std::uint64_t* limits,
                    std::uint64_t count) noexcept {
  alignas(8) std::uint8_t answers[kChunk] = {};
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t bad = simple ? offending(p, values[i], limits[i]) : offending_any(p, values[i], limits[i]);
    answers[i] = static_cast<std::uint8_t>((bad | ((values[i] ^ limits[i]) & p.fixed)) == 0 ? 1 : 0);
  }
  std::uint64_t word = 0;
  for (std::uint32_t byte = 0; byte < kChunk; byte += 8) {
    std::uint64_t eight = 0;
    __builtin_memcpy(&eight, answers + byte, sizeof eight);
    word |= gather(eight) << byte;
  }
  return word;
}

template <bool simple>
std::uint64_t batch(const Packed& p, const std::uint64_t* values, const std::uint64_t* limits, std::uint64_t count,
                    std::uint64_t* bitmap) noexcept {
  std::uint64_t permitted = 0;
  for (std::uint64_t done = 0; done < count; done += kChunk) {
    const std::uint64_t left = count - done;
    if (left >= kAhead + kChunk) {
      prefetch(values + done + kAhead);
      prefetch(limits + done + kAhead);
    }
    const std::uint64_t word = chunk<simple>(p, values + done, limits + done, left < kChunk ? left : kChunk);
    bitmap[done / kChunk] = word;
    permitted += static_cast<std::uint64_t>(__builtin_popcountll(word));
  }
  return permitted;
}

/// Judges one more field.
void pack_field(Packed& packed, const Entry& field) noexcept {
  const std::uint64_t mask = field_mask(field.shift, field.width);
  const std::uint64_t top = mask & ~(mask >> 1U);
  packed.fixed &= ~mask;
  packed.tops |= top;
  packed.low |= mask & ~top;
  if (field.policy == Policy::Exact) {
    packed.exact |= mask;
    packed.safe |= insert(0, field.shift, field.width, field.safe);
    return;
  }
  if (field.policy == Policy::HigherOrZeroSafe) packed.or_zero |= top;
  const bool lower = field.policy == Policy::LowerSafe;
  if (field.kind == OrderKind::Subset) {
    (lower ? packed.fewer : packed.more) |= mask;
    return;
  }
  packed.ranked |= top;
  const std::uint64_t bias = insert(0, field.shift, field.width, field.bias);
  packed.bias |= bias & ~top;
  packed.flip |= bias & top;
  if (lower == (field.kind == OrderKind::ReverseRotation)) packed.flip ^= mask;
}

}  // namespace

Packed pack(const Table& table, std::uint64_t writable) noexcept {
  Packed packed{};
  packed.fixed = ~std::uint64_t{0};
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width != 0 && (field_mask(shift, field.width) & ~writable) == 0) pack_field(packed, field);
  }
  return packed;
}

bool permitted_packed(const Packed& packed, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::uint64_t bad =
      ranks_suffice(packed) ? offending(packed, value, limit) : offending_any(packed, value, limit);
  return (bad | ((value ^ limit) & packed.fixed)) == 0;
}

std::uint64_t permitted_batch(const Packed& packed, const std::uint64_t* values, const std::uint64_t* limits,
                              std::uint64_t count, std::uint64_t* bitmap) noexcept {
  return ranks_suffice(packed) ? batch<true>(packed, values, limits, count, bitmap)
                               : batch<false>(packed, values, limits, count, bitmap);
}

}  // namespace idreg::engine
