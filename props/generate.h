// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of the shared generator: what a case is made of. Private to props/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/types.h"
#include "props/run.h"

namespace idreg::props {

/// 2^width - 1; all ones for 64 and above, 0 for 0.
[[nodiscard]] constexpr std::uint64_t ones(std::uint32_t width) {
  return width >= kRegisterBits ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/// The bits [shift, shift + width) as far as they exist, whatever the bytes of `entry` say.
[[nodiscard]] constexpr std::uint64_t bits_of(const Entry& entry) {
  return entry.shift >= kRegisterBits ? 0 : ones(entry.width) << entry.shift;
}

/// Adjacent fields from bit 0 to bit 63 and the gaps between them.
struct Span {
  std::uint8_t shift;
  std::uint8_t width;
};

// --- codes (generate_codes.cpp) ---

/// A code below 2^width from where faults live: the ends of the range, the sign bit, powers of two,
/// the ends of `entry`'s order, its safe value.
[[nodiscard]] std::uint64_t boundary_code(Random& random, const Entry& entry);

/// A code near `limit`: equal, one off, the safe value of both, another boundary. Half of them are
/// permitted, if the engine is right.
[[nodiscard]] std::uint64_t code_near(Random& random, const Entry& entry, std::uint64_t limit);

/// A register with a boundary code in each entry's bits. Entries may be ill formed.
[[nodiscard]] std::uint64_t boundary_register(Random& random, std::span<const Entry> entries);

/// `reg` with few fields changed (most often one): a fault in one field must not hide behind a
/// refusal in another.
[[nodiscard]] std::uint64_t register_near(Random& random, std::span<const Entry> entries, std::uint64_t reg);

/// All, none, whole fields, a part of a field, or anything.
[[nodiscard]] std::uint64_t writable_mask(Random& random, std::span<const Entry> entries);

// --- entries (generate_entries.cpp, generate_lists.cpp) ---

/// A well-formed entry on these bits.
[[nodiscard]] Entry well_formed_entry(Random& random, Span bits);

/// Breaks one rule of one entry: bits, width, policy, order, bias or safe value.
void spoil_entry(Random& random, Entry& entry);

/// A scheme for a field of `entry`: most often one that the entry fits, sometimes nearly, sometimes any.
[[nodiscard]] Scheme scheme_for(Random& random, const Entry& entry);

/// Bits that share some with those of `entry` but are not the same.
[[nodiscard]] Span overlapping(Random& random, const Entry& entry);

/// Fields that part the 64 bits. Small sizes give few fields.
[[nodiscard]] std::vector<Span> partition(Random& random, unsigned size);

/// Fills the lists of a case: well formed, or (one in five, all if `spoilt`) with exactly one fault.
void fill_lists(Random& random, unsigned size, bool spoilt, Case& output);

/// Fills general[0..63] as the slots of a table in the making, value and limit as its masks, and
/// overrides[0] as an entry to add.
void fill_slots(Random& random, unsigned size, Case& output);

/// Spoils one slot that fill_slots has filled or left empty, or puts the entry to add into its slot.
void spoil_slots(Random& random, Case& output);

// --- registers by name (generate_architecture.cpp) ---

struct ChosenField {
  std::uint32_t reg;
  std::uint32_t field;
};

/// A field of a register by name, most often one whose scheme is not the common one (unsigned).
/// Precondition: there are registers, each with fields.
[[nodiscard]] ChosenField choose_field(Random& random);

/// The definitions that an exception gains: those for which exceptions-needed holds of its lowest codes.
/// Precondition: exception < kExceptionCount.
[[nodiscard]] std::vector<std::uint32_t> definitions_gained(std::uint32_t exception);

/// A feature's definition, and registers around the thresholds that it names.
void fill_definition(Random& random, Case& output);

// --- real registers (real_registers.cpp) ---

/// A value of this register on a real machine of corpora/cpus; 0 if none is known.
[[nodiscard]] std::uint64_t real_value(Random& random, std::uint32_t reg);

}  // namespace idreg::props
