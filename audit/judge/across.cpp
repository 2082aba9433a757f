// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Features that read several fields: entries that are right one by one can be wrong together.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "audit/judge/judge.h"
#include "audit/judge/scheme.h"
#include "corpora/arch/lookup.h"
#include "corpora/text.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/policy.h"

namespace idreg::audit {
namespace {

/// One field that a definition reads, and what KVM permits in it.
struct Part {
  std::uint8_t place = 0;
  const arch::Field* field = nullptr;
  const FtrRegister* table = nullptr;
  const FtrBits* bits = nullptr;
  bool writable = false;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;  ///< (value, limit) that are permitted
};

/// Codes at which the definition can change, with their neighbours.
std::vector<std::uint64_t> codes_of(const arch::Definition& definition, const Part& part) {
  std::set<std::uint64_t> codes = {0, engine::lowest(part.field->scheme, part.field->entry.width)};
  const std::uint64_t last = engine::field_mask(0, part.field->entry.width);
  for (const arch::Atom& atom : std::span(definition.atoms, definition.ends[definition.conjunction_count - 1])) {
    if (atom.place != part.place || atom.shift != part.field->entry.shift) continue;
    for (const std::uint64_t code : {atom.constant - 1, atom.constant, atom.constant + 1}) codes.insert(code & last);
  }
  return {codes.begin(), codes.end()};
}

/// The parts of a definition; empty where some register or entry is not known.
std::vector<Part> parts_of(const Tables& tables, const arch::Definition& definition) {
  std::vector<Part> parts;
  for (const arch::Atom& atom : std::span(definition.atoms, definition.ends[definition.conjunction_count - 1])) {
    const bool known = std::ranges::any_of(
        parts, [&](const Part& p) { return p.place == atom.place && p.field->entry.shift == atom.shift; });
    if (known) continue;
    const arch::Register& reg = arch::registers()[definition.registers[atom.place]];
    const std::uint32_t encoding = sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
    Part part{.place = atom.place,
              .field = arch::field_at(reg, atom.shift, atom.width),
              .table = find_register(tables, encoding),
              .bits = nullptr,
              .writable = false,
              .pairs = {}};
    const SysRegDesc* desc = find_desc(tables, encoding);
    if (part.field == nullptr || part.table == nullptr || desc == nullptr) return {};
    for (const FtrBits& bits : part.table->fields) {
      if (bits.shift == atom.shift && bits.width == atom.width && bits.type_known) part.bits = &bits;
    }
    if (part.bits == nullptr) return {};
    const std::uint64_t mask = engine::field_mask(atom.shift, atom.width);
    part.writable = (desc->val & mask) == mask;
    parts.push_back(std::move(part));
  }
  return parts;
}

/// What KVM permits in one field: by its entry where it fits (one that does not is its own finding).
void permit(const arch::Definition& definition, Part& part) {
  const Entry entry = engine_entry(*part.bits);
  for (const std::uint64_t limit : codes_of(definition, part)) {
    for (const std::uint64_t value : codes_of(definition, part)) {
      const bool equal = value == limit;
      const bool below = part.writable && engine::permitted_code(entry, value, limit) &&
                         engine::at_or_below(part.field->scheme, entry.width, value, limit);
      if (equal || below) part.pairs.emplace_back(value, limit);
    }
  }
}

/// A choice of one pair for each part, as an odometer.
class Choices {
 public:
  explicit Choices(const std::vector<Part>& parts) : parts_(parts), at_(parts.size(), 0) {}
  [[nodiscard]] const std::pair<std::uint64_t, std::uint64_t>& operator[](std::size_t i) const {
    return parts_[i].pairs[at_[i]];
  }
  bool next() {
    for (std::size_t i = 0; i < at_.size(); ++i) {
      if (++at_[i] < parts_[i].pairs.size()) return true;
      at_[i] = 0;
    }
    return false;
  }

 private:
  const std::vector<Part>& parts_;
  std::vector<std::size_t> at_;
};

/// More choices than this are not tried; no definition of today comes near.
constexpr std::size_t kMostChoices = 2'000'000;

std::string said(const arch::Definition& definition, const Part& part, std::uint64_t code) {
  return fmt::format("{}.{} = {}", arch::registers()[definition.registers[part.place]].name, part.field->name,
                     corpora::code_text(code));
}

/// All limits of the parts have a meaning.
bool real(const arch::Definition& definition, const std::vector<Part>& parts, const Choices& choices) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!allocated(arch::registers()[definition.registers[parts[i].place]], *parts[i].field, choices[i].second)) {
      return false;
    }
  }
  return true;
}

Finding finding_of(const arch::Definition& definition, const std::vector<Part>& parts, const Choices& choices) {
  Finding finding{.kind = Kind::GainsFeature, .basis = Basis::Feature, .severity = Severity::Low};
  std::string value;
  std::string limit;
  std::map<std::uint8_t, std::pair<std::uint64_t, std::uint64_t>> registers;
  std::uint8_t main = parts.front().place;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [v, l] = choices[i];
    auto& [value_reg, limit_reg] = registers[parts[i].place];
    value_reg |= v << parts[i].field->entry.shift;
    limit_reg |= l << parts[i].field->entry.shift;
    value += (value.empty() ? "" : ", ") + said(definition, parts[i], v);
    limit += (limit.empty() ? "" : ", ") + said(definition, parts[i], l);
    if (v == l || !finding.field.empty()) continue;
    main = parts[i].place;
    finding.field = parts[i].field->name;
    finding.where = parts[i].bits->where;
    finding.entry = parts[i].table->table;
  }
  finding.reg = arch::registers()[definition.registers[main]].name;
  finding.value = registers[main].first;
  finding.limit = registers[main].second;
  finding.detail = fmt::format("each field is at or below its limit, together they gain {}: {} under {}",
                               definition.feature, value, limit);
  return finding;
}

/// The first choice that gains the feature, those with limits of real hosts before others.
void judge_definition(const Tables& tables, const arch::Definition& definition, std::vector<Finding>& findings) {
  std::vector<Part> parts = parts_of(tables, definition);
  if (parts.size() < 2 || std::ranges::none_of(parts, &Part::writable)) return;
  std::size_t count = 1;
  for (Part& part : parts) {
    permit(definition, part);
    count *= part.pairs.size();
  }
  if (count == 0 || count > kMostChoices) return;
  std::optional<Finding> best;
  Choices choices(parts);
  do {
    std::uint64_t value[4] = {};
    std::uint64_t limit[4] = {};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      value[parts[i].place] |= choices[i].first << parts[i].field->entry.shift;
      limit[parts[i].place] |= choices[i].second << parts[i].field->entry.shift;
    }
    if (!holds(definition, value) || holds(definition, limit)) continue;
    const bool possible = real(definition, parts, choices);
    if (best && (best->severity != Severity::Low || !possible)) continue;
    best = finding_of(definition, parts, choices);
    if (possible) best->severity = Severity::Medium;
    if (possible) break;
  } while (choices.next());
  if (best) findings.push_back(std::move(*best));
}

}  // namespace

void judge_across(const Tables& tables, std::vector<Finding>& findings) {
  for (const arch::Definition& definition : arch::definitions()) {
    if (definition.conjunction_count > 0) judge_definition(tables, definition, findings);
  }
}

}  // namespace idreg::audit
