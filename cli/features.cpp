// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/features.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

/// The bits of a field of a register that is not known.
struct OpenField {
  std::uint8_t place;
  std::uint8_t shift;
  std::uint8_t width;

  friend auto operator<=>(const OpenField&, const OpenField&) = default;
};

/// One assignment of all registers of a definition, by place.
struct Assignment {
  std::uint64_t registers[4] = {};
};

/// More bits than any definition leaves open; beyond them the answer is "depends".
constexpr unsigned kMaxOpenBits = 16;

std::uint64_t low_bits(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

bool holds(const arch::Atom& atom, const Assignment& assignment) {
  const std::uint64_t code = assignment.registers[atom.place] >> atom.shift & low_bits(atom.width);
  if (atom.is_signed != 0) {
    const unsigned unused = 64 - atom.width;
    const auto number = static_cast<std::int64_t>(code << unused) >> unused;
    const auto constant = static_cast<std::int64_t>(atom.constant);
    switch (atom.compare) {
      case arch::Compare::Equal:
        return number == constant;
      case arch::Compare::AtLeast:
        return number >= constant;
      case arch::Compare::Below:
        return number < constant;
    }
  }
  switch (atom.compare) {
    case arch::Compare::Equal:
      return code == atom.constant;
    case arch::Compare::AtLeast:
      return code >= atom.constant;
    case arch::Compare::Below:
      return code < atom.constant;
  }
  return false;
}

std::span<const arch::Atom> atoms_of(const arch::Definition& definition) {
  const std::size_t count = definition.conjunction_count == 0 ? 0 : definition.ends[definition.conjunction_count - 1];
  return {definition.atoms, count};
}

bool holds(const arch::Definition& definition, const Assignment& assignment) {
  std::size_t first = 0;
  for (std::uint32_t i = 0; i < definition.conjunction_count; ++i) {
    const std::size_t end = definition.ends[i];
    const auto conjunction = atoms_of(definition).subspan(first, end - first);
    if (std::ranges::all_of(conjunction, [&](const arch::Atom& atom) { return holds(atom, assignment); })) return true;
    first = end;
  }
  return false;
}

Assignment known(const arch::Definition& definition, const Values& values) {
  Assignment assignment;
  for (std::uint32_t place = 0; place < definition.register_count; ++place) {
    const auto found = values.find(definition.registers[place]);
    if (found != values.end()) assignment.registers[place] = found->second;
  }
  return assignment;
}

std::vector<OpenField> open_fields(const arch::Definition& definition, const Values& values) {
  std::set<OpenField> open;
  for (const arch::Atom& atom : atoms_of(definition)) {
    if (!values.contains(definition.registers[atom.place])) open.insert({atom.place, atom.shift, atom.width});
  }
  return {open.begin(), open.end()};
}

unsigned total_bits(std::span<const OpenField> open) {
  unsigned sum = 0;
  for (const OpenField& field : open) sum += field.width;
  return sum;
}

/// Puts the bits of `choice` into the open fields, one after the other.
void choose(std::span<const OpenField> open, std::uint64_t choice, Assignment& assignment) {
  for (const OpenField& field : open) {
    const std::uint64_t mask = low_bits(field.width) << field.shift;
    std::uint64_t& reg = assignment.registers[field.place];
    reg = (reg & ~mask) | (choice << field.shift & mask);
    choice >>= field.width;
  }
}

std::string open_names(const arch::Definition& definition, std::span<const OpenField> open) {
  std::string names;
  for (const OpenField& field : open) {
    const arch::Register& reg = arch::registers()[definition.registers[field.place]];
    std::string name = reg.name;
    for (const arch::Field& candidate : arch::fields(reg)) {
      if (candidate.entry.shift == field.shift && candidate.entry.width == field.width) {
        name += std::string(".") + candidate.name;
      }
    }
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

bool reads(const arch::Definition& definition, std::uint32_t reg) {
  return std::ranges::count(definition.registers, definition.registers + definition.register_count, reg) != 0;
}

/// Sorted by name; open ones only for features without a certain one, and each once.
std::vector<Implied> tidy(std::vector<Implied> all) {
  std::ranges::sort(all);
  std::vector<Implied> once;
  for (Implied& item : all) {
    if (once.empty() || once.back().feature != item.feature) once.push_back(std::move(item));
  }
  return once;
}

/// Whether a definition is gained for all, some or none of the contents of the open fields.
Truth gains(const arch::Definition& definition, const Values& values, const Values& limits,
            std::span<const OpenField> open) {
  if (total_bits(open) > kMaxOpenBits) return Truth::Depends;
  Assignment value = known(definition, values);
  Assignment limit = known(definition, limits);
  bool some = false;
  bool all = true;
  for (std::uint64_t choice = 0; choice >> total_bits(open) == 0; ++choice) {
    choose(open, choice, value);
    choose(open, choice, limit);
    const bool gain = holds(definition, value) && !holds(definition, limit);
    some = some || gain;
    all = all && gain;
  }
  return all ? Truth::True : some ? Truth::Depends : Truth::False;
}

}  // namespace

Truth holds(const arch::Definition& definition, const Values& values) {
  const std::vector<OpenField> open = open_fields(definition, values);
  if (total_bits(open) > kMaxOpenBits) return Truth::Depends;
  Assignment assignment = known(definition, values);
  bool some = false;
  bool all = true;
  for (std::uint64_t choice = 0; choice >> total_bits(open) == 0; ++choice) {
    choose(open, choice, assignment);
    const bool yes = holds(definition, assignment);
    some = some || yes;
    all = all && yes;
  }
  return all ? Truth::True : some ? Truth::Depends : Truth::False;
}

std::vector<Implied> implied_by(std::uint32_t reg, const Values& values) {
  std::vector<Implied> all;
  for (const arch::Definition& definition : arch::definitions()) {
    if (!reads(definition, reg)) continue;
    const Truth truth = holds(definition, values);
    if (truth == Truth::True) all.push_back({definition.feature, ""});
    if (truth == Truth::Depends) {
      all.push_back({definition.feature, open_names(definition, open_fields(definition, values))});
    }
  }
  return tidy(std::move(all));
}

std::vector<Implied> gained(const Values& values, const Values& limits) {
  std::vector<Implied> all;
  for (const arch::Definition& definition : arch::definitions()) {
    const bool touched = std::ranges::any_of(values, [&](const auto& value) {
      const auto limit = limits.find(value.first);
      return limit != limits.end() && limit->second != value.second && reads(definition, value.first);
    });
    if (!touched) continue;
    // Known on one side only counts as not known: nothing can be compared.
    Values both;
    for (const auto& [reg, value] : values) {
      if (limits.contains(reg)) both.emplace(reg, value);
    }
    const std::vector<OpenField> open = open_fields(definition, both);
    const Truth truth = gains(definition, both, limits, open);
    if (truth == Truth::True) all.push_back({definition.feature, ""});
    if (truth == Truth::Depends) all.push_back({definition.feature, open_names(definition, open)});
  }
  return tidy(std::move(all));
}

}  // namespace idreg::cli
