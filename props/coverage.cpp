// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "corpora/arch/arch.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

/// Codes of fields up to this width are tried one by one where it matters which can be reached.
constexpr std::uint32_t kEnumerated = 8;

/// A field as a case shows it.
struct Shown {
  Entry entry;
  bool overridden;
  const arch::Field* named;  ///< null for a field without a name
};

FieldOrder order_of(const Entry& entry) {
  const std::uint64_t sign = std::uint64_t{1} << (entry.width - 1U);
  switch (entry.kind) {
    case OrderKind::Rotation:
      if (entry.bias == 0) return FieldOrder::Unsigned;
      if (entry.bias == sign) return FieldOrder::Signed;
      return entry.bias == 1 ? FieldOrder::Pmu : FieldOrder::Rotation;
    case OrderKind::ReverseRotation:
      return entry.bias == 0 ? FieldOrder::Reverse : FieldOrder::ReverseRotation;
    case OrderKind::Subset:
      return FieldOrder::Subset;
    case OrderKind::None:
      break;
  }
  return FieldOrder::None;
}

Relation relation_of(const Entry& entry, std::uint64_t value, std::uint64_t limit) {
  if (value == limit) return Relation::Equal;
  const Scheme scheme{entry.kind, entry.bias, entry.safe};
  if (engine::at_or_below(scheme, entry.width, value, limit)) return Relation::Below;
  return engine::at_or_below(scheme, entry.width, limit, value) ? Relation::Above : Relation::Incomparable;
}

bool is_boundary(const Entry& entry, std::uint64_t code) {
  const std::uint64_t all = ones(entry.width);
  const std::uint64_t first = (0 - entry.bias) & all;  // of rank 0; the last rank is that of the code before
  return code == 0 || code == all || code == all - (all >> 1U) || code == first || code == ((first - 1) & all);
}

bool is_reserved(const arch::Field* field, std::uint64_t code) {
  if (field == nullptr || field->meaning_count == 0) return false;
  return std::ranges::none_of(std::span(field->meanings, field->meaning_count),
                              [code](const arch::Meaning& meaning) { return meaning.code == code; });
}

Situation situation(const Shown& field, std::uint64_t value, std::uint64_t limit, bool writable) {
  const CodeKind code = is_boundary(field.entry, value)   ? CodeKind::Boundary
                        : is_reserved(field.named, value) ? CodeKind::Reserved
                                                          : CodeKind::Other;
  return {field.entry.policy, order_of(field.entry), relation_of(field.entry, value, limit), code,
          writable,           field.overridden};
}

bool same_bits(const Entry& a, const Entry& b) { return a.shift == b.shift && a.width == b.width; }

/// The effective fields of lists that merge: overrides, and general entries that none replaces.
std::vector<Shown> fields_of_lists(const Case& input) {
  std::vector<Shown> fields;
  const std::span overrides(input.overrides, input.override_count);
  for (const Entry& entry : overrides) fields.push_back({entry, true, nullptr});
  for (const Entry& entry : std::span(input.general, input.general_count)) {
    const bool replaced = std::ranges::any_of(overrides, [&](const Entry& other) { return same_bits(entry, other); });
    if (!replaced) fields.push_back({entry, false, nullptr});
  }
  return fields;
}

/// The fields of a register by name, under the subject's overrides.
std::vector<Shown> fields_of_register(const Subject& subject, const arch::Register& reg) {
  const std::uint16_t wanted = encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
  std::vector<Shown> fields;
  for (const arch::Field& field : std::span(reg.fields, reg.field_count)) {
    fields.push_back({field.entry, false, &field});
    for (const NamedOverride& override_ : std::span(subject.overrides, subject.override_count)) {
      if (override_.encoding == wanted && same_bits(override_.entry, field.entry))
        fields.back() = {override_.entry, true, &field};
    }
  }
  return fields;
}

void add_register(Coverage& coverage, std::span<const Shown> fields, std::uint64_t writable, std::uint64_t value,
                  std::uint64_t limit) {
  for (const Shown& field : fields) {
    const Entry& entry = field.entry;
    if (engine::entry_error(entry) != TableErrorKind::None) continue;
    coverage.add(situation(field, engine::extract(value, entry.shift, entry.width),
                           engine::extract(limit, entry.shift, entry.width), (bits_of(entry) & ~writable) == 0));
  }
}

void add_definition(Coverage& coverage, const Subject& subject, const Case& input) {
  const arch::Definition& definition = arch::kDefinitions[input.item];
  for (std::uint32_t i = 0; i < definition.register_count; ++i) {
    const auto fields = fields_of_register(subject, arch::kRegisters[definition.registers[i]]);
    add_register(coverage, fields, ~std::uint64_t{0}, i == 0 ? input.value : input.more_values[i - 1],
                 i == 0 ? input.limit : input.more_limits[i - 1]);
  }
}

bool compares(const Reads& reads) { return (reads.pair || reads.cpus) && !reads.slots && !reads.exceptions; }

std::size_t index_of(const Situation& s) {
  std::size_t index = static_cast<std::size_t>(s.policy);
  index = index * kFieldOrders + static_cast<std::size_t>(s.order);
  index = index * kRelations + static_cast<std::size_t>(s.relation);
  index = index * kCodeKinds + static_cast<std::size_t>(s.code);
  return (index * 2 + (s.writable ? 1 : 0)) * 2 + (s.overridden ? 1 : 0);
}

Situation at_index(std::size_t index) {
  Situation s{};
  s.overridden = index % 2 == 1;
  s.writable = index / 2 % 2 == 1;
  index /= 4;
  s.code = static_cast<CodeKind>(index % kCodeKinds);
  index /= kCodeKinds;
  s.relation = static_cast<Relation>(index % kRelations);
  index /= kRelations;
  s.order = static_cast<FieldOrder>(index % kFieldOrders);
  s.policy = static_cast<Policy>(index / kFieldOrders);
  return s;
}

/// What entries of any shape can show. A field without a name has no reserved codes.
bool free_field_shows(const Situation& s) {
  const bool ordered = s.order != FieldOrder::Subset && s.order != FieldOrder::None;
  return s.code != CodeKind::Reserved && (s.order != FieldOrder::None || s.policy == Policy::Exact) &&
         (!ordered || s.relation != Relation::Incomparable);
}

/// What one field by name can show; of wide ones, a code of each kind is tried against many limits.
void add_all_codes(Coverage& coverage, const Shown& field, bool both) {
  const Entry& entry = field.entry;
  std::vector<std::uint64_t> codes;
  if (entry.width <= kEnumerated) {
    for (std::uint64_t code = 0; code <= ones(entry.width); ++code) codes.push_back(code);
  } else {
    for (const std::uint64_t code : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{5}}) {
      codes.insert(codes.end(), {code, ones(entry.width) - code, code << (entry.width - 3U) & ones(entry.width)});
    }
  }
  for (const std::uint64_t value : codes) {
    for (const std::uint64_t limit : codes) {
      coverage.add(situation(field, value, limit, true));
      if (both) coverage.add(situation(field, value, limit, false));
    }
  }
}

constexpr std::array kPolicyNames = {"Exact", "LowerSafe", "HigherSafe", "HigherOrZeroSafe"};
constexpr std::array kOrderNames = {"unsigned", "signed",           "PMU version", "rotation",
                                    "reverse",  "reverse rotation", "subset",      "none"};
constexpr std::array kRelationNames = {"equal to the limit", "below the limit", "above the limit",
                                       "incomparable with the limit"};
constexpr std::array kCodeNames = {"boundary code", "reserved code", "other code"};
static_assert(kPolicyNames.size() == kPolicies && kOrderNames.size() == kFieldOrders &&
              kRelationNames.size() == kRelations && kCodeNames.size() == kCodeKinds);

}  // namespace

std::string to_string(const Situation& s) {
  return fmt::format("{} {}, {}, {}, {}, {}", kPolicyNames[static_cast<std::size_t>(s.policy)],
                     kOrderNames[static_cast<std::size_t>(s.order)],
                     kRelationNames[static_cast<std::size_t>(s.relation)], kCodeNames[static_cast<std::size_t>(s.code)],
                     s.writable ? "writable" : "not writable", s.overridden ? "override" : "no override");
}

void Coverage::add(const Situation& situation) { set_.set(index_of(situation)); }

bool Coverage::has(const Situation& situation) const { return set_.test(index_of(situation)); }

void Coverage::add(const Claim& claim, const Subject& subject, const Case& input) {
  const Reads& reads = claim.reads;
  if (!compares(reads)) return;
  if (reads.definitions) return add_definition(*this, subject, input);
  const std::uint64_t value = reads.pair ? input.value : input.cpus[0];
  const std::uint64_t limit = reads.pair ? input.limit : input.cpus[1];
  if (reads.one_entry) {
    Shown field{input.general[0], false, nullptr};
    if (reads.codes) field.entry.shift = 0;  // the codes themselves
    return add_register(*this, std::span(&field, 1), ~std::uint64_t{0}, value, limit);
  }
  const std::uint64_t writable = reads.writable ? input.writable : ~std::uint64_t{0};
  if (!reads.registers && !reads.lists) return;
  if (!reads.registers || input.reg >= arch::kRegisterCount)
    return add_register(*this, fields_of_lists(input), writable, value, limit);
  const auto fields = fields_of_register(subject, arch::kRegisters[input.reg]);
  const bool one = reads.items && !reads.lists && input.item < fields.size();
  add_register(*this, one ? std::span(fields).subspan(input.item, 1) : std::span(fields), writable, value, limit);
}

std::vector<Situation> Coverage::missing(const Coverage& possible) const {
  std::vector<Situation> result;
  for (std::size_t i = 0; i < kSituations; ++i) {
    if (possible.set_.test(i) && !set_.test(i)) result.push_back(at_index(i));
  }
  return result;
}

Coverage possible(const Claim& claim, const Subject& subject) {
  Coverage result;
  const Reads& reads = claim.reads;
  if (!compares(reads)) return result;
  for (std::size_t i = 0; (reads.one_entry || reads.lists) && i < kSituations; ++i) {
    const Situation s = at_index(i);
    if (free_field_shows(s) && (s.writable || reads.writable) && (!s.overridden || reads.lists)) result.add(s);
  }
  if (!reads.registers && !reads.definitions) return result;
  for (const arch::Register& reg : std::span(arch::kRegisters, arch::kRegisterCount)) {
    for (const Shown& field : fields_of_register(subject, reg)) add_all_codes(result, field, reads.writable);
  }
  return result;
}

}  // namespace idreg::props
