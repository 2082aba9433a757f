// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/arch/lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpora/text.h"

namespace idreg::arch {

namespace {

using corpora::same_name;

constexpr std::uint64_t kKvmSysreg = 0x6030000000130000;

/// Without _EL1 or _EL0.
std::string_view stem(std::string_view name) {
  if (name.size() <= 4) return name;
  const std::string_view end = name.substr(name.size() - 4);
  return same_name(end, "_EL1") || same_name(end, "_EL0") ? name.substr(0, name.size() - 4) : name;
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& candidates) {
  const std::string_view best = corpora::closest(name, candidates);
  return best.empty() ? std::string() : fmt::format(", did you mean {}?", best);
}

void add_field_names(const Register& reg, std::vector<std::string_view>& names) {
  for (const Field& field : fields(reg)) names.emplace_back(field.name);
}

}  // namespace

std::span<const Register> registers() { return {kRegisters, kRegisterCount}; }
std::span<const Definition> definitions() { return {kDefinitions, kDefinitionCount}; }
std::span<const Field> fields(const Register& reg) { return {reg.fields, reg.field_count}; }
std::span<const Entry> entries(const Register& reg) { return {reg.entries, reg.entry_count}; }
std::span<const Meaning> meanings(const Field& field) { return {field.meanings, field.meaning_count}; }

std::uint32_t index_of(const Register& reg) { return static_cast<std::uint32_t>(&reg - kRegisters); }

const Register* find_register(std::string_view name) {
  for (const Register& reg : registers()) {
    if (same_name(name, reg.name) || same_name(name, stem(reg.name))) return &reg;
  }
  return nullptr;
}

const Register* register_by_encoding(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn, std::uint32_t crm,
                                     std::uint32_t op2) {
  for (const Register& reg : registers()) {
    if (reg.op0 == op0 && reg.op1 == op1 && reg.crn == crn && reg.crm == crm && reg.op2 == op2) return &reg;
  }
  return nullptr;
}

std::uint64_t kvm_id(const Register& reg) {
  return kKvmSysreg | std::uint64_t{reg.op0} << 14 | std::uint64_t{reg.op1} << 11 | std::uint64_t{reg.crn} << 7 |
         std::uint64_t{reg.crm} << 3 | reg.op2;
}

const Register* register_by_kvm_id(std::uint64_t id) {
  for (const Register& reg : registers()) {
    if (kvm_id(reg) == id) return &reg;
  }
  return nullptr;
}

const Field* find_field(const Register& reg, std::string_view name) {
  for (const Field& field : fields(reg)) {
    if (same_name(name, field.name)) return &field;
  }
  return nullptr;
}

const Field* field_at(const Register& reg, std::uint32_t shift, std::uint32_t width) {
  for (const Field& field : fields(reg)) {
    if (field.entry.shift == shift && field.entry.width == width) return &field;
  }
  return nullptr;
}

std::string bits_name(const Register& reg, std::uint32_t shift, std::uint32_t width) {
  if (const Field* field = field_at(reg, shift, width)) return field->name;
  return fmt::format("[{}:{}]", shift + width - 1, shift);
}

std::vector<FieldPlace> find_fields(std::string_view name) {
  std::vector<FieldPlace> found;
  const std::size_t dot = name.find('.');
  const bool anywhere = dot == std::string_view::npos;
  const Register* const only = anywhere ? nullptr : find_register(name.substr(0, dot));
  const std::string_view field_name = anywhere ? name : name.substr(dot + 1);
  for (const Register& reg : registers()) {
    if (!anywhere && &reg != only) continue;
    if (const Field* field = find_field(reg, field_name)) found.push_back(FieldPlace{&reg, field});
  }
  return found;
}

std::string_view meaning_of(const Field& field, std::uint64_t code) {
  for (const Meaning& meaning : meanings(field)) {
    if (meaning.code == code) return meaning.text;
  }
  return {};
}

std::string suggest_register(std::string_view name) {
  std::vector<std::string_view> names;
  // The stems too, or a slip in a short name would be far from every long one.
  for (const Register& reg : registers()) {
    names.emplace_back(reg.name);
    names.push_back(stem(reg.name));
  }
  return suggestion(name, names);
}

std::string suggest_field(const Register& reg, std::string_view name) {
  std::vector<std::string_view> names;
  add_field_names(reg, names);
  return suggestion(name, names);
}

std::string suggest_field(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Register& reg : registers()) add_field_names(reg, names);
  return suggestion(name, names);
}

}  // namespace idreg::arch
