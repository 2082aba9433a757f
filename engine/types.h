// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain data shared by everybody: the engine, the specification, the claims and their readers.
// Nothing in this file computes anything; the specification may know it because it says nothing
// about the rules.
#pragma once

#include <cstdint>

namespace idreg {

/// Bits in an ID register. All of Arm's are 64 bits wide (the AArch32 views use the low 32).
inline constexpr std::uint32_t kRegisterBits = 64;

/// How one of two codes of a field is chosen as the safe one. Linux: `enum ftr_type` (FTR_*).
enum class Policy : std::uint8_t {
  Exact,             ///< codes that differ are replaced by the entry's safe value
  LowerSafe,         ///< the smaller one, by the entry's order
  HigherSafe,        ///< the larger one, by the entry's order
  HigherOrZeroSafe,  ///< 0 if either is 0, else the larger one
};
inline constexpr std::uint8_t kPolicies = 4;

/// The shape of a field's order; see Scheme. Source: Arm ARM D24.1.3 (principles of the ID scheme).
enum class OrderKind : std::uint8_t {
  Rotation,         ///< rank(code) = (code + bias) mod 2^width, at or below iff rank <=
  ReverseRotation,  ///< the same rank, at or below iff rank >= (hazards, log2 sizes with 0 = unknown)
  Subset,           ///< a group of flags: at or below iff no flag is added
  None,             ///< a format or selector: at or below iff equal, or `a` is the safe code
};
inline constexpr std::uint8_t kOrderKinds = 4;

/// An ID scheme: how the architecture orders the codes of one field.
///
/// unsigned = {Rotation, 0}; signed = {Rotation, 2^(width-1)}; PMU version (0xF is lowest) =
/// {Rotation, 1}; hazard = {ReverseRotation, 0}; CWG/ERG = {ReverseRotation, 2^width - 1}.
struct Scheme {
  OrderKind kind;
  std::uint64_t bias;  ///< below 2^width; 0 for Subset and None
  std::uint64_t safe;  ///< a code; read for kind None only

  friend bool operator==(const Scheme&, const Scheme&) = default;
};

/// One field of a register as somebody defines it: a row of a general table or an override.
/// Linux: `struct arm64_ftr_bits`.
struct Entry {
  std::uint8_t shift;  ///< lowest bit
  std::uint8_t width;  ///< bits; 0 marks an unused slot of a Table
  Policy policy;
  OrderKind kind;      ///< with `bias`: the order by which the policy means smaller and larger
  std::uint64_t bias;  ///< below 2^width; 0 for Subset and None
  std::uint64_t safe;  ///< a code, below 2^width; used where the policy is Exact or the kind None

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// The effective fields of one register, after overrides. A field is kept in the slot of its
/// lowest bit, so a table is canonical (the order of entries cannot matter), is a plain value, and
/// can never overflow: 64 bits hold at most 64 disjoint fields.
///
/// Well formed: each used slot s holds a well-formed entry with shift == s, each unused slot is all
/// zero, and the fields are pairwise disjoint. `merge` makes only well-formed tables.
struct Table {
  Entry slots[kRegisterBits];

  friend bool operator==(const Table&, const Table&) = default;
};

/// Why a list of entries is refused. Words for people are made by the callers.
enum class TableErrorKind : std::uint8_t {
  None,
  Width,             ///< width 0 or above 64
  Shift,             ///< the field reaches beyond bit 63
  Policy,            ///< not one of the four policies
  Order,             ///< not an order, or no order where the policy needs one
  Bias,              ///< not below 2^width, or not 0 where the order has none
  Safe,              ///< safe value outside the field
  GeneralOverlap,    ///< two general entries share bits
  OverrideOverlap,   ///< two overrides share bits
  OverrideStraddles  ///< an override shares bits with a general entry but is not equal to it in bits
};

/// A refused list: which rule, which entries, which bits.
struct TableError {
  TableErrorKind kind;
  std::uint8_t in_overrides;  ///< 1: `first` is an index into the overrides, 0: into the general entries
  std::uint32_t first;        ///< index of the offending entry
  std::uint32_t second;       ///< index of the entry it collides with; for OverrideStraddles `first` is the
                              ///< general entry and `second` the override
  std::uint64_t bits;         ///< the shared bits, 0 where the error is about one entry

  friend bool operator==(const TableError&, const TableError&) = default;
};

/// Why one field of a value is not permitted.
enum class Reason : std::uint8_t {
  NotPermitted,  ///< the field may be changed, but not to this code under this limit
  NotWritable,   ///< the field is not wholly writable, and its code differs from the limit's
};

/// One offending field of a value.
struct Violation {
  std::uint8_t width;   ///< 0: no violation
  Reason reason;
  std::uint64_t value;  ///< the field's code in the value
  std::uint64_t limit;  ///< the field's code in the limit

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// Every reason why a value is not permitted; all zero iff it is.
struct Explanation {
  Violation violations[kRegisterBits];  ///< at the lowest bit of the field, like Table's slots
  std::uint64_t fields;                 ///< the lowest bits of the offending fields
  std::uint64_t outside;                ///< bits in no effective field that differ from the limit's
};

/// The permitted value nearest to a wanted one, from below.
struct Nearest {
  std::uint64_t value;   ///< permitted, and in each field the highest at or below the wanted one
  std::uint64_t raised;  ///< bits of fields (and outside bits) where nothing at or below is permitted;
                         ///< there `value` holds the limit's
};

}  // namespace idreg
