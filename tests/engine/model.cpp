// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/engine/model.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

namespace idreg::model {

namespace {

__extension__ typedef unsigned __int128 Wide;

Wide codes_in(unsigned width) { return Wide{1} << width; }

/// Codes from lowest to highest.
std::vector<Code> ladder_of(const Scheme& scheme, unsigned width) {
  std::vector<Code> codes(std::size_t{1} << width);
  std::iota(codes.begin(), codes.end(), Code{0});
  const auto first = static_cast<std::ptrdiff_t>((codes.size() - scheme.bias) % codes.size());
  std::rotate(codes.begin(), codes.begin() + first, codes.end());
  if (scheme.kind == OrderKind::ReverseRotation) std::reverse(codes.begin(), codes.end());
  return codes;
}

bool is_subset(const Bits& a, const Bits& b) { return std::includes(b.begin(), b.end(), a.begin(), a.end()); }

Bits united(const Bits& a, const Bits& b) {
  Bits both = a;
  both.insert(b.begin(), b.end());
  return both;
}

Bits common(const Bits& a, const Bits& b) {
  Bits both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
  return both;
}

bool disjoint(const Entry& a, const Entry& b) { return common(span_of(a), span_of(b)).empty(); }

Code lower_of(const Entry& entry, Code a, Code b) {
  if (entry.kind == OrderKind::Subset) return word_of(common(bits_of(a), bits_of(b)));
  return at_or_below(order_of(entry), entry.width, a, b) ? a : b;
}

Code higher_of(const Entry& entry, Code a, Code b) {
  if (entry.kind == OrderKind::Subset) return word_of(united(bits_of(a), bits_of(b)));
  return at_or_below(order_of(entry), entry.width, a, b) ? b : a;
}

bool rotates(OrderKind kind) { return kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation; }

/// The error of an entry that collides with one of `others`, or None.
TableError collision(TableErrorKind kind, bool in_overrides, std::size_t index, const Entry& entry,
                     const std::vector<Entry>& others, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (disjoint(entry, others[i])) continue;
    return {kind, static_cast<std::uint8_t>(in_overrides), static_cast<std::uint32_t>(index),
            static_cast<std::uint32_t>(i), word_of(common(span_of(entry), span_of(others[i])))};
  }
  return {};
}

TableError ill_formed(bool in_overrides, std::size_t index, const Entry& entry) {
  const TableErrorKind kind = entry_error(entry);
  if (kind == TableErrorKind::None) return {};
  return {kind, static_cast<std::uint8_t>(in_overrides), static_cast<std::uint32_t>(index), 0, 0};
}

/// Disjoint, or on the same bits.
bool tells_apart(const Entry& general, const Entry& by) {
  return disjoint(general, by) || span_of(general) == span_of(by);
}

TableError general_error(const std::vector<Entry>& general, std::size_t index, const std::vector<Entry>& overrides) {
  const Entry& entry = general[index];
  if (const TableError e = ill_formed(false, index, entry); e != TableError{}) return e;
  if (const TableError e = collision(TableErrorKind::GeneralOverlap, false, index, entry, general, index);
      e != TableError{})
    return e;
  if (std::all_of(overrides.begin(), overrides.end(), [&](const Entry& o) { return tells_apart(entry, o); })) return {};
  return collision(TableErrorKind::OverrideStraddles, false, index, entry, overrides, overrides.size());
}

}  // namespace

Bits bits_of(std::uint64_t word) {
  Bits bits;
  for (unsigned i = 0; i < kRegisterBits; ++i) {
    if ((word >> i) % 2 == 1) bits.insert(i);
  }
  return bits;
}

std::uint64_t word_of(const Bits& bits) {
  std::uint64_t word = 0;
  for (const unsigned bit : bits) word += std::uint64_t{1} << bit;
  return word;
}

Bits span_of(const Entry& entry) {
  Bits bits;
  for (unsigned i = 0; i < entry.width; ++i) bits.insert(entry.shift + i);
  return bits;
}

Code code_of(std::uint64_t word, const Entry& entry) {
  Bits code;
  for (const unsigned bit : common(bits_of(word), span_of(entry))) code.insert(bit - entry.shift);
  return word_of(code);
}

std::uint64_t with_code(std::uint64_t word, const Entry& entry, Code code) {
  Bits bits = bits_of(word);
  const Bits wanted = bits_of(code);
  for (unsigned i = 0; i < entry.width; ++i) {
    bits.erase(entry.shift + i);
    if (wanted.contains(i)) bits.insert(entry.shift + i);
  }
  return word_of(bits);
}

Relation relation_of(const Scheme& scheme, unsigned width) {
  const std::size_t codes = std::size_t{1} << width;
  Relation relation(codes, std::vector<bool>(codes, false));
  const std::vector<Code> ladder = ladder_of(scheme, width);
  for (std::size_t low = 0; low < codes; ++low) {
    for (std::size_t high = low; rotates(scheme.kind) && high < codes; ++high)
      relation[ladder[low]][ladder[high]] = true;
  }
  for (Code a = 0; a < codes; ++a) {
    for (Code b = 0; b < codes; ++b) {
      if (scheme.kind == OrderKind::Subset) relation[a][b] = is_subset(bits_of(a), bits_of(b));
      if (scheme.kind == OrderKind::None) relation[a][b] = a == b || a == scheme.safe;
    }
  }
  return relation;
}

bool at_or_below(const Scheme& scheme, unsigned width, Code a, Code b) {
  const Wide rank_a = (Wide{a} + scheme.bias) % codes_in(width);
  const Wide rank_b = (Wide{b} + scheme.bias) % codes_in(width);
  if (scheme.kind == OrderKind::Rotation) return rank_a <= rank_b;
  if (scheme.kind == OrderKind::ReverseRotation) return rank_a >= rank_b;
  if (scheme.kind == OrderKind::Subset) return is_subset(bits_of(a), bits_of(b));
  return a == b || a == scheme.safe;
}

Code safe(const Entry& entry, Code a, Code b) {
  if (entry.policy == Policy::Exact) return entry.safe;
  if (entry.policy == Policy::LowerSafe) return lower_of(entry, a, b);
  if (entry.policy == Policy::HigherOrZeroSafe && (a == 0 || b == 0)) return 0;
  return higher_of(entry, a, b);
}

bool permitted(const Entry& entry, Code value, Code limit) {
  return value == limit || safe(entry, value, limit) == value;
}

bool not_above(const Entry& entry, Code a, Code b) {
  return entry.policy == Policy::Exact ? at_or_below(order_of(entry), entry.width, a, b) : permitted(entry, a, b);
}

Scheme order_of(const Entry& entry) { return {entry.kind, entry.bias, entry.safe}; }

TableErrorKind entry_error(const Entry& entry) {
  if (entry.width == 0 || entry.width > 64) return TableErrorKind::Width;
  if (entry.shift + entry.width > 64) return TableErrorKind::Shift;
  if (static_cast<unsigned>(entry.policy) > static_cast<unsigned>(Policy::HigherOrZeroSafe))
    return TableErrorKind::Policy;
  if (static_cast<unsigned>(entry.kind) > static_cast<unsigned>(OrderKind::None)) return TableErrorKind::Order;
  if (entry.kind == OrderKind::None && entry.policy != Policy::Exact) return TableErrorKind::Order;
  if (Wide{entry.bias} >= (rotates(entry.kind) ? codes_in(entry.width) : 1)) return TableErrorKind::Bias;
  if (Wide{entry.safe} >= codes_in(entry.width)) return TableErrorKind::Safe;
  return TableErrorKind::None;
}

void for_each_entry(unsigned width, const std::function<void(const Entry&)>& visit) {
  const Code codes = Code{1} << width;
  for_each_scheme(width, [&](const Scheme& scheme) {
    for (const Policy policy : {Policy::Exact, Policy::LowerSafe, Policy::HigherSafe, Policy::HigherOrZeroSafe}) {
      if (scheme.kind == OrderKind::None && policy != Policy::Exact) continue;
      if (scheme.kind == OrderKind::None) {
        visit({0, static_cast<std::uint8_t>(width), policy, scheme.kind, 0, scheme.safe});
        continue;
      }
      for (Code safe = 0; safe < codes; ++safe)
        visit({0, static_cast<std::uint8_t>(width), policy, scheme.kind, scheme.bias, safe});
    }
  });
}

void for_each_scheme(unsigned width, const std::function<void(const Scheme&)>& visit) {
  for (Code i = 0; i < Code{1} << width; ++i) {
    visit({OrderKind::Rotation, i, 0});
    visit({OrderKind::ReverseRotation, i, 0});
    visit({OrderKind::None, 0, i});
  }
  visit({OrderKind::Subset, 0, 0});
}

Merged merge(const std::vector<Entry>& general, const std::vector<Entry>& overrides) {
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    if (const TableError e = ill_formed(true, i, overrides[i]); e != TableError{}) return {e, {}};
    if (const TableError e = collision(TableErrorKind::OverrideOverlap, true, i, overrides[i], overrides, i);
        e != TableError{})
      return {e, {}};
  }
  Merged merged{{}, overrides};
  for (std::size_t i = 0; i < general.size(); ++i) {
    if (const TableError e = general_error(general, i, overrides); e != TableError{}) return {e, {}};
    const bool replaced = std::any_of(overrides.begin(), overrides.end(),
                                      [&](const Entry& o) { return span_of(o) == span_of(general[i]); });
    if (!replaced) merged.fields.push_back(general[i]);
  }
  return merged;
}

Table table_of(const std::vector<Entry>& fields) {
  Table table{};
  for (const Entry& field : fields) table.slots[field.shift] = field;
  return table;
}

bool permitted(const std::vector<Entry>& fields, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) {
  Bits frozen = bits_of(~std::uint64_t{0});
  for (const Entry& field : fields) {
    if (!is_subset(span_of(field), bits_of(writable))) continue;
    for (const unsigned bit : span_of(field)) frozen.erase(bit);
    if (!permitted(field, code_of(value, field), code_of(limit, field))) return false;
  }
  return common(bits_of(value), frozen) == common(bits_of(limit), frozen);
}

Explanation explain(const std::vector<Entry>& fields, std::uint64_t writable, std::uint64_t value,
                    std::uint64_t limit) {
  Explanation out{};
  Bits outside = bits_of(value ^ limit);
  for (const Entry& field : fields) {
    for (const unsigned bit : span_of(field)) outside.erase(bit);
    const Code v = code_of(value, field);
    const Code l = code_of(limit, field);
    const bool writes = is_subset(span_of(field), bits_of(writable));
    if (v == l || (writes && permitted(field, v, l))) continue;
    out.fields |= std::uint64_t{1} << field.shift;
    out.violations[field.shift] = {field.width, writes ? Reason::NotPermitted : Reason::NotWritable, v, l};
  }
  out.outside = word_of(outside);
  return out;
}

std::uint64_t sanitise_pair(const std::vector<Entry>& fields, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = word_of(common(bits_of(a), bits_of(b)));
  for (const Entry& field : fields) {
    const Code x = code_of(a, field);
    const Code y = code_of(b, field);
    result = with_code(result, field, x == y ? x : safe(field, x, y));
  }
  return result;
}

std::string to_string(const Entry& entry) {
  return fmt::format("{{shift {}, width {}, policy {}, order {}, bias {:#x}, safe {:#x}}}", entry.shift, entry.width,
                     static_cast<unsigned>(entry.policy), static_cast<unsigned>(entry.kind), entry.bias, entry.safe);
}

}  // namespace idreg::model
