// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "cli/values.h"
#include "cli/words.h"
#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "corpora/text.h"
#include "engine/check.h"
#include "engine/fields.h"
#include "engine/order.h"
#include "engine/policy.h"
#include "engine/tables.h"

namespace idreg::cli {
namespace {

unsigned msb_of(const Entry& entry) { return entry.shift + entry.width - 1U; }

std::string meaning(const arch::Field* field, std::uint64_t code) {
  return field != nullptr ? code_with_meaning(*field, code) : corpora::code_text(code);
}

/// Why `value` is not at or below `limit` in `scheme`.
std::string above_words(const arch::Field* field, const Scheme& scheme, unsigned width, std::uint64_t value,
                        std::uint64_t limit) {
  switch (scheme.kind) {
    case OrderKind::Rotation:
    case OrderKind::ReverseRotation:
      return fmt::format("above the limit: {} is above {} in the {}", meaning(field, value), meaning(field, limit),
                         order_words(scheme.kind, scheme.bias, width));
    case OrderKind::Subset:
      return fmt::format("above the limit: adds flags {} to {}", hex(value & ~limit), hex(limit));
    case OrderKind::None:
      return fmt::format(
          "above the limit: codes of this field have no order, so only the limit's {} or the safe "
          "code {} may be shown",
          meaning(field, limit), meaning(field, scheme.safe));
  }
  return "above the limit";
}

std::string refusal_words(const arch::Field* field, const Entry& entry, const Violation& violation) {
  if (violation.reason == Reason::NotWritable) {
    return fmt::format("not writable: must stay at the limit's {}", meaning(field, violation.limit));
  }
  const Scheme own{entry.kind, entry.bias, entry.safe};
  const Scheme scheme = field != nullptr ? field->scheme : own;
  if (!engine::at_or_below(scheme, entry.width, violation.value, violation.limit)) {
    return above_words(field, scheme, entry.width, violation.value, violation.limit);
  }
  if (entry.policy == Policy::Exact) {
    return fmt::format("the entry is Exact: only the limit's {} or the safe value {} may be shown",
                       meaning(field, violation.limit), meaning(field, entry.safe));
  }
  return fmt::format("refused by the entry ({}), although {} is at or below {} in the architecture's {}",
                     corpora::describe(entry), meaning(field, violation.value), meaning(field, violation.limit),
                     order_words(scheme.kind, scheme.bias, entry.width));
}

void add_violations(const arch::Register& reg, const Table& table, const Explanation& explanation,
                    std::vector<Offence>& out) {
  for (unsigned shift = 0; shift < kRegisterBits; ++shift) {
    const Violation& violation = explanation.violations[shift];
    if (violation.width == 0) continue;
    const Entry& entry = table.slots[shift];
    const arch::Field* field = arch::field_at(reg, shift, entry.width);
    out.push_back({arch::bits_name(reg, entry.shift, entry.width), msb_of(entry), shift, violation.value,
                   violation.limit, refusal_words(field, entry, violation)});
  }
}

void add_outside(std::uint64_t outside, std::uint64_t value, std::uint64_t limit, std::vector<Offence>& out) {
  while (outside != 0) {
    const auto lsb = static_cast<unsigned>(std::countr_zero(outside));
    const auto width = static_cast<unsigned>(std::countr_one(outside >> lsb));
    const std::uint64_t mask = engine::field_mask(lsb, width);
    out.push_back({bits(lsb + width - 1, lsb), lsb + width - 1, lsb, engine::extract(value, lsb, width),
                   engine::extract(limit, lsb, width), "in no field of the table: must equal the limit's"});
    outside &= ~mask;
  }
}

/// Named fields above the limit in the architecture's scheme, violations of the table left out.
std::vector<Offence> above(const arch::Register& reg, const Judgement& judgement) {
  std::vector<Offence> found;
  const std::uint64_t refused = judgement.offending();
  for (const arch::Field& field : arch::fields(reg)) {
    const unsigned shift = field.entry.shift;
    const unsigned width = field.entry.width;
    if ((engine::field_mask(shift, width) & refused) != 0) continue;
    const std::uint64_t value = engine::extract(judgement.value, shift, width);
    const std::uint64_t limit = engine::extract(judgement.limit, shift, width);
    if (engine::at_or_below(field.scheme, width, value, limit)) continue;
    found.push_back(
        {field.name, msb_of(field.entry), shift, value, limit, above_words(&field, field.scheme, width, value, limit)});
  }
  return found;
}

Result<Table> merged(const arch::Register& reg, const Definitions& definitions) {
  Table table;
  const auto& [general, overrides] = definitions;
  const TableError error = engine::merge(general.data(), static_cast<std::uint32_t>(general.size()), overrides.data(),
                                         static_cast<std::uint32_t>(overrides.size()), &table);
  if (error.kind == TableErrorKind::None) return table;
  return usage("the table is refused: " + corpora::describe(error, reg, general, overrides));
}

}  // namespace

bool Judgement::gains() const {
  return std::ranges::any_of(gained, [](const Implied& feature) { return feature.depends_on.empty(); });
}

Status Judgement::status() const { return permitted && above.empty() && !gains() ? Status::Holds : Status::Finding; }

std::uint64_t Judgement::offending() const {
  std::uint64_t mask = 0;
  for (const auto* list : {&violations, &above}) {
    for (const Offence& offence : *list) mask |= engine::field_mask(offence.lsb, offence.msb - offence.lsb + 1);
  }
  return mask;
}

std::optional<Misfit> misfit_of(const arch::Register& reg, const Entry& entry) {
  if (const arch::Field* field = arch::field_at(reg, entry.shift, entry.width)) {
    if (engine::fits(entry, field->scheme)) return std::nullopt;
    return Misfit{
        field->name, entry,
        fmt::format("the entry ({}) does not fit the field's {}: it can permit codes above the limit",
                    corpora::describe(entry), order_words(field->scheme.kind, field->scheme.bias, entry.width))};
  }
  const std::uint64_t mask = engine::field_mask(entry.shift, entry.width);
  std::string names;
  for (const arch::Field& field : arch::fields(reg)) {
    if ((engine::field_mask(field.entry.shift, field.entry.width) & mask) == 0) continue;
    names +=
        fmt::format("{}{} {}", names.empty() ? "" : ", ", field.name, bits(msb_of(field.entry), field.entry.shift));
  }
  const std::string place = bits(msb_of(entry), entry.shift);
  if (names.empty())
    return Misfit{place, entry, "no named field is here, so nothing is known of the order of its codes"};
  return Misfit{place, entry, fmt::format("the entry has other bits than the field it meets: {}", names)};
}

std::vector<Entry> architectural_entries(const arch::Register& reg) {
  return {arch::entries(reg).begin(), arch::entries(reg).end()};
}

Result<Judgement> judge(const Question& question) {
  const arch::Register& reg = arch::registers()[question.reg];
  const Result<Table> table = merged(reg, question.definitions);
  if (!table) return std::unexpected(table.error());

  Judgement judgement;
  judgement.reg = question.reg;
  judgement.value = question.value;
  judgement.limit = question.limit;
  judgement.writable = question.writable.value_or(engine::covered(*table));
  judgement.permitted = engine::permitted(*table, judgement.writable, question.value, question.limit);
  for (const Entry& entry : table->slots) {
    if (entry.width == 0) continue;
    if (auto found = misfit_of(reg, entry)) judgement.misfits.push_back(std::move(*found));
  }

  Explanation explanation;
  engine::explain(*table, judgement.writable, question.value, question.limit, &explanation);
  add_violations(reg, *table, explanation, judgement.violations);
  add_outside(explanation.outside, question.value, question.limit, judgement.violations);
  judgement.above = above(reg, judgement);

  Values values = question.values;
  Values limits = question.limits;
  values[question.reg] = question.value;
  limits[question.reg] = question.limit;
  judgement.gained = gained(values, limits);

  judgement.nearest = engine::nearest(*table, judgement.writable, question.value, question.limit);
  if (!judgement.above.empty()) {
    const Result<Table> architecture = merged(reg, {architectural_entries(reg), {}});
    if (!architecture) return std::unexpected(architecture.error());
    judgement.nearest = engine::nearest(*architecture, judgement.writable, question.value, question.limit);
  }
  return judgement;
}

}  // namespace idreg::cli
