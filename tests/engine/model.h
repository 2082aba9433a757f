// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the engine should answer, said as naively as possible: bits are sets of numbers, an order is
// the list of its codes from lowest to highest, a table is a list of entries. Nothing here is shared
// with the engine or with the specification but the plain data types.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/types.h"

namespace idreg::model {

using Code = std::uint64_t;
using Bits = std::set<unsigned>;

/// The numbers of the bits that are set.
Bits bits_of(std::uint64_t word);
/// The word in which exactly these bits are set.
std::uint64_t word_of(const Bits& bits);
/// The bits that a field covers.
Bits span_of(const Entry& entry);
/// The code of a field, bit by bit.
Code code_of(std::uint64_t word, const Entry& entry);
/// `word` with the field's bits taken from `code`, bit by bit.
std::uint64_t with_code(std::uint64_t word, const Entry& entry, Code code);

/// Widest field for which orders are written out as lists.
inline constexpr unsigned kSmall = 4;

/// at_or_below[a][b] for each two codes of a small field.
using Relation = std::vector<std::vector<bool>>;
/// An ID scheme, from its list of codes. Precondition: 1 <= width <= kSmall.
Relation relation_of(const Scheme& scheme, unsigned width);

/// One entry at any width, by 128-bit arithmetic on ranks and by sets for flags.
bool at_or_below(const Scheme& scheme, unsigned width, Code a, Code b);
Code safe(const Entry& entry, Code a, Code b);
bool permitted(const Entry& entry, Code value, Code limit);
bool not_above(const Entry& entry, Code a, Code b);

/// The order of an entry as a scheme.
Scheme order_of(const Entry& entry);

/// The first rule that an entry breaks, in the order of TableErrorKind.
TableErrorKind entry_error(const Entry& entry);

/// Every well-formed entry of this width at shift 0: policies, orders, biases, safe values.
void for_each_entry(unsigned width, const std::function<void(const Entry&)>& visit);
/// Every scheme of this width.
void for_each_scheme(unsigned width, const std::function<void(const Scheme&)>& visit);

/// A list of entries merged by the rules: either an error or the effective fields.
struct Merged {
  TableError error;
  std::vector<Entry> fields;
};
Merged merge(const std::vector<Entry>& general, const std::vector<Entry>& overrides);

/// The same, as the canonical table.
Table table_of(const std::vector<Entry>& fields);

/// A whole register.
bool permitted(const std::vector<Entry>& fields, std::uint64_t writable, std::uint64_t value, std::uint64_t limit);
Explanation explain(const std::vector<Entry>& fields, std::uint64_t writable, std::uint64_t value, std::uint64_t limit);
std::uint64_t sanitise_pair(const std::vector<Entry>& fields, std::uint64_t a, std::uint64_t b);

/// Random inputs, the same in every run: the seed is the constructor's argument.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t word() { return engine_(); }
  /// Uniform enough below `bound` (not 0).
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  /// A code of that width, half of the time one at the edges of the range.
  Code code(unsigned width);
  /// A well-formed entry that covers these bits.
  Entry entry(unsigned shift, unsigned width);
  /// Disjoint well-formed entries in no particular order, of small and odd widths.
  std::vector<Entry> fields();
  /// A value of a register: near `limit` (some of its fields changed) or anything.
  std::uint64_t value(const std::vector<Entry>& fields, std::uint64_t limit);
  /// All bits, the fields' bits, or some of them.
  std::uint64_t mask(const std::vector<Entry>& fields);

 private:
  std::mt19937_64 engine_;
};

std::string to_string(const Entry& entry);

}  // namespace idreg::model

namespace idreg {
/// GoogleTest prints entries with this.
inline void PrintTo(const Entry& entry, std::ostream* out) { *out << model::to_string(entry); }
}  // namespace idreg
