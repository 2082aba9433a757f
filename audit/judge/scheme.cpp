// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/judge/scheme.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <set>
#include <span>
#include <tuple>

#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/policy.h"

namespace idreg::audit {
namespace {

std::uint64_t half(std::uint32_t width) { return std::uint64_t{1} << (width - 1); }

/// All codes of a narrow field; of a wide one those at which some order or policy can change its mind.
std::vector<std::uint64_t> codes_of(const Entry& entry) {
  std::set<std::uint64_t> codes;
  const std::uint64_t last = engine::field_mask(0, entry.width);
  if (entry.width <= 8) {
    for (std::uint64_t code = 0; code <= last; ++code) codes.insert(code);
  } else {
    for (const std::uint64_t edge : {std::uint64_t{0}, half(entry.width), last, entry.safe}) {
      for (const std::uint64_t near : {edge - 1, edge, edge + 1}) codes.insert(near & last);
    }
  }
  return {codes.begin(), codes.end()};
}

bool atom_holds(const arch::Atom& atom, std::uint64_t reg) {
  const std::uint64_t code = engine::extract(reg, atom.shift, atom.width);
  // Rotated, two's complement compares like unsigned numbers.
  const std::uint64_t flip = atom.is_signed != 0 ? half(atom.width) : 0;
  const std::uint64_t wanted = (atom.constant & engine::field_mask(0, atom.width)) ^ flip;
  switch (atom.compare) {
    case arch::Compare::Equal:
      return (code ^ flip) == wanted;
    case arch::Compare::AtLeast:
      return (code ^ flip) >= wanted;
    case arch::Compare::Below:
      return (code ^ flip) < wanted;
  }
  return false;
}

bool reads(const arch::Definition& definition, const arch::Register& reg, const arch::Field& field) {
  const std::uint8_t count = definition.conjunction_count == 0 ? 0 : definition.ends[definition.conjunction_count - 1];
  return std::ranges::any_of(std::span(definition.atoms, count), [&](const arch::Atom& atom) {
    return definition.registers[atom.place] == arch::index_of(reg) && atom.shift == field.entry.shift;
  });
}

}  // namespace

Entry engine_entry(const FtrBits& bits) {
  const auto width = bits.width;
  return {.shift = static_cast<std::uint8_t>(bits.shift),
          .width = static_cast<std::uint8_t>(width),
          .policy = bits.policy,
          .kind = OrderKind::Rotation,
          .bias = bits.is_signed ? half(width) : 0,
          .safe = static_cast<std::uint64_t>(bits.safe_value) & engine::field_mask(0, width)};
}

bool holds(const arch::Definition& definition, const std::uint64_t (&registers)[4]) {
  std::size_t first = 0;
  for (std::uint32_t i = 0; i < definition.conjunction_count; ++i) {
    const std::span<const arch::Atom> all(definition.atoms + first, definition.ends[i] - first);
    if (std::ranges::all_of(all, [&](const arch::Atom& atom) { return atom_holds(atom, registers[atom.place]); })) {
      return true;
    }
    first = definition.ends[i];
  }
  return false;
}

std::vector<std::string> gained(const arch::Register& reg, const arch::Field& field, std::uint64_t value,
                                std::uint64_t limit) {
  std::set<std::string> features;
  for (const arch::Definition& definition : arch::definitions()) {
    if (!reads(definition, reg, field)) continue;
    std::uint64_t with[4] = {};
    std::uint64_t without[4] = {};
    for (std::uint32_t place = 0; place < definition.register_count; ++place) {
      if (definition.registers[place] != arch::index_of(reg)) continue;
      with[place] = value << field.entry.shift;
      without[place] = limit << field.entry.shift;
    }
    if (holds(definition, with) && !holds(definition, without)) features.insert(definition.feature);
  }
  return {features.begin(), features.end()};
}

bool allocated(const arch::Register& reg, const arch::Field& field, std::uint64_t code) {
  if (code == 0) return true;
  const auto meanings = arch::meanings(field);
  if (std::ranges::any_of(meanings, [&](const arch::Meaning& m) { return m.code == code; })) return true;
  if (!meanings.empty()) return false;
  for (const arch::Definition& definition : arch::definitions()) {
    if (!reads(definition, reg, field)) continue;
    const std::uint8_t count = definition.ends[definition.conjunction_count - 1];
    for (const arch::Atom& atom : std::span(definition.atoms, count)) {
      const bool here = definition.registers[atom.place] == arch::index_of(reg) && atom.shift == field.entry.shift;
      if (here && (atom.constant & engine::field_mask(0, atom.width)) == code) return true;
    }
  }
  return false;
}

std::optional<Witness> misfit(const arch::Register& reg, const arch::Field& field, const Entry& entry) {
  if (engine::fits(entry, field.scheme)) return std::nullopt;
  std::optional<Witness> best;
  const auto rank = [](const Witness& w) {
    return std::tuple(w.gained.empty(), !w.limit_known, std::popcount(w.value) + std::popcount(w.limit), w.value,
                      w.limit);
  };
  const std::vector<std::uint64_t> codes = codes_of(entry);
  for (const std::uint64_t value : codes) {
    for (const std::uint64_t limit : codes) {
      if (!engine::permitted_code(entry, value, limit)) continue;
      if (engine::at_or_below(field.scheme, entry.width, value, limit)) continue;
      Witness found{value, limit, gained(reg, field, value, limit), allocated(reg, field, limit)};
      if (!best || rank(found) < rank(*best)) best = std::move(found);
    }
  }
  return best;
}

std::optional<bool> scheme_signed(const arch::Field& field) {
  if (field.scheme.kind != OrderKind::Rotation || field.entry.width < 2) return std::nullopt;
  if (field.scheme.bias == half(field.entry.width)) return true;
  // A PMU version is unsigned but for 0xF; two's complement is wrong for it.
  return field.scheme.bias <= 1 ? std::optional(false) : std::nullopt;
}

std::string scheme_words(const arch::Field& field) {
  return corpora::to_text(corpora::Order{field.scheme.kind, field.scheme.bias}, field.entry.width);
}

Basis basis_of(const arch::Field& field) {
  switch (field.basis) {
    case arch::Basis::Feature:
      return Basis::Feature;
    case arch::Basis::Manual:
      return Basis::Manual;
    case arch::Basis::Principle:
      return Basis::Principle;
  }
  return Basis::Principle;
}

std::string entry_words(const FtrBits& bits) {
  return fmt::format("{} {}, safe value {}", bits.is_signed ? "signed" : "unsigned",
                     bits.type_known ? corpora::to_text(bits.policy) : "of an unknown type", bits.safe_value);
}

}  // namespace idreg::audit
