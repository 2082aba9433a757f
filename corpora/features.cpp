// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "corpora/text.h"
#include "engine/fields.h"

namespace idreg::corpora {

namespace {

using Fault = std::string;

constexpr std::size_t kMostRegisters = std::size(arch::Definition{}.registers);
/// Ends of conjunctions are kept in a byte.
constexpr std::size_t kMostAtoms = 255;

std::optional<arch::Compare> parse_compare(std::string_view word) {
  if (word == "==") return arch::Compare::Equal;
  if (word == ">=") return arch::Compare::AtLeast;
  if (word == "<") return arch::Compare::Below;
  return std::nullopt;
}

class DefinitionReader {
 public:
  explicit DefinitionReader(std::span<const RegisterFact> registers) : registers_(registers) {}

  Fault add_conjunction(std::string_view text) {
    std::vector<arch::Atom> atoms;
    std::size_t from = 0;
    while (true) {
      const std::size_t end = text.find("&&", from);
      if (Fault fault = add_atom(trimmed(text.substr(from, end - from)), atoms); !fault.empty()) return fault;
      if (end == std::string_view::npos) break;
      from = end + 2;
    }
    atoms_ += atoms.size();
    if (atoms_ > kMostAtoms) return fmt::format("more than {} comparisons in one feature", kMostAtoms);
    definition_.conjunctions.push_back(std::move(atoms));
    return {};
  }

  DefinitionFact take() { return std::move(definition_); }

 private:
  Fault add_atom(std::string_view text, std::vector<arch::Atom>& atoms) {
    auto parts = words(text);
    const bool is_signed = !parts.empty() && parts[0] == "signed";
    if (is_signed) parts.erase(parts.begin());
    const auto compare = parts.size() == 3 ? parse_compare(parts[1]) : std::nullopt;
    if (!compare) {
      return fmt::format("{} is not '[signed] REGISTER.FIELD OP NUMBER' with OP ==, >= or <", quote(text));
    }
    arch::Atom atom{};
    if (Fault fault = set_field(parts[0], atom); !fault.empty()) return fault;
    atom.is_signed = static_cast<std::uint8_t>(is_signed);
    atom.compare = *compare;
    const std::uint64_t most = engine::field_mask(0, atom.width) >> static_cast<unsigned>(is_signed);
    const bool minus = is_signed && parts[2].starts_with('-');
    const auto number = parse_number(minus ? parts[2].substr(1) : parts[2]);
    if (!number || *number > most + static_cast<std::uint64_t>(minus)) {
      return fmt::format("{} is not a number that field {} can hold", quote(parts[2]), parts[0]);
    }
    atom.constant = minus ? 0 - *number : *number;
    atoms.push_back(atom);
    return {};
  }

  Fault set_field(std::string_view name, arch::Atom& atom) {
    const std::size_t dot = name.find('.');
    const auto reg = std::ranges::find(registers_, name.substr(0, dot), &RegisterFact::name);
    if (dot == std::string_view::npos || reg == registers_.end()) {
      return fmt::format("{} is not REGISTER.FIELD of a register that is described", quote(name));
    }
    const auto field = std::ranges::find(reg->fields, name.substr(dot + 1), &FieldFact::name);
    if (field == reg->fields.end()) {
      return fmt::format("{} has no field {}", reg->name, quote(name.substr(dot + 1)));
    }
    atom.shift = field->entry.shift;
    atom.width = field->entry.width;
    return set_place(static_cast<std::uint32_t>(reg - registers_.begin()), atom);
  }

  Fault set_place(std::uint32_t reg, arch::Atom& atom) {
    auto& used = definition_.registers;
    const auto place = std::ranges::find(used, reg);
    atom.place = static_cast<std::uint8_t>(place - used.begin());
    if (place != used.end()) return {};
    if (used.size() == kMostRegisters) return fmt::format("more than {} registers in one feature", kMostRegisters);
    used.push_back(reg);
    return {};
  }

  std::span<const RegisterFact> registers_;
  DefinitionFact definition_;
  std::size_t atoms_ = 0;
};

}  // namespace

std::expected<DefinitionFact, Error> parse_definition(const FeatureText& feature,
                                                      std::span<const RegisterFact> registers) {
  if (feature.conjunctions.empty()) {
    return std::unexpected(Error{feature.file, feature.line, "expected a 'when' line: what makes the feature present"});
  }
  DefinitionReader reader(registers);
  for (const auto& conjunction : feature.conjunctions) {
    if (Fault fault = reader.add_conjunction(conjunction.text); !fault.empty()) {
      return std::unexpected(Error{feature.file, conjunction.line, std::move(fault)});
    }
  }
  DefinitionFact definition = reader.take();
  definition.feature = feature.name;
  return definition;
}

}  // namespace idreg::corpora
