// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "audit/judge/judge.h"
#include "audit/judge/scheme.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "engine/fields.h"
#include "engine/order.h"

namespace idreg::audit {
namespace {

/// One row that is being judged.
struct Row {
  const FtrRegister& table;
  const FtrBits& bits;
  const arch::Register& reg;
  const arch::Field& field;
  std::uint64_t writable;  ///< KVM's mask, cut to the field
};

Finding about(const Row& row, Kind kind, Severity severity, std::string detail) {
  return {.kind = kind,
          .reg = row.table.name,
          .field = row.field.name,
          .basis = basis_of(row.field),
          .severity = severity,
          .where = row.bits.where,
          .entry = row.table.table,
          .detail = std::move(detail)};
}

/// What the change of one member would mend.
Kind kind_of(const Row& row, const Entry& entry) {
  Entry turned = entry;
  turned.bias ^= std::uint64_t{1} << (entry.width - 1);
  if (entry.policy != Policy::Exact && entry.width > 1 && engine::fits(turned, row.field.scheme)) return Kind::Sign;
  if (entry.policy == Policy::Exact) return Kind::SafeValue;
  Entry other = entry;
  other.policy = row.field.entry.policy;
  if (other.policy != entry.policy && engine::fits(other, row.field.scheme)) return Kind::Policy;
  return entry.policy != row.field.entry.policy ? Kind::Policy : Kind::Sign;
}

std::string consequence(const Row& row, const Witness& witness) {
  const std::string codes = fmt::format("{} is taken as safe beside {}", corpora::code_text(witness.value),
                                        corpora::code_text(witness.limit));
  if (!witness.gained.empty()) return fmt::format("{}, which gains {}", codes, fmt::join(witness.gained, ", "));
  return fmt::format("{}, above it in the field's order ({}); no feature known to idreg is gained", codes,
                     scheme_words(row.field));
}

Severity severity_of(const Witness& witness) {
  if (witness.gained.empty()) return Severity::Low;
  return witness.limit_known ? Severity::High : Severity::Medium;
}

/// An Exact entry never compares smaller and larger, so a wrong sign sleeps: until KVM gives the field
/// another policy and inherits it.
void judge_sleeping_sign(const Row& row, std::vector<Finding>& findings) {
  const std::optional<bool> wanted = scheme_signed(row.field);
  if (row.bits.policy != Policy::Exact || !wanted || *wanted == row.bits.is_signed) return;
  FtrBits lower = row.bits;
  lower.policy = Policy::LowerSafe;
  const std::optional<Witness> witness = misfit(row.reg, row.field, engine_entry(lower));
  Finding finding =
      about(row, Kind::Sign, row.writable != 0 ? Severity::High : Severity::Low,
            fmt::format("declared {}, the architecture's order is {}. The policy is Exact, which does not "
                        "ask; an entry of KVM's that makes it LowerSafe inherits the sign{}",
                        row.bits.is_signed ? "signed" : "unsigned", scheme_words(row.field),
                        row.writable != 0 ? ", and KVM's mask calls the field writable" : ""));
  if (witness) {
    finding.value = witness->value << row.bits.shift;
    finding.limit = witness->limit << row.bits.shift;
    finding.detail += "; then " + consequence(row, *witness);
    if (witness->gained.empty()) finding.severity = Severity::Low;
  }
  findings.push_back(std::move(finding));
}

void judge_row(const Row& row, std::vector<Finding>& findings) {
  const Entry entry = engine_entry(row.bits);
  if (const std::optional<Witness> witness = misfit(row.reg, row.field, entry)) {
    Finding finding =
        about(row, kind_of(row, entry), severity_of(*witness),
              fmt::format("declared {}; the architecture: {} {}. {}", entry_words(row.bits), scheme_words(row.field),
                          corpora::to_text(row.field.entry.policy), consequence(row, *witness)));
    finding.value = witness->value << row.bits.shift;
    finding.limit = witness->limit << row.bits.shift;
    findings.push_back(std::move(finding));
  }
  judge_sleeping_sign(row, findings);
}

std::uint64_t mask_of(const Tables& tables, std::uint32_t encoding) {
  const SysRegDesc* desc = find_desc(tables, encoding);
  return desc == nullptr ? 0 : desc->val;
}

/// An entry whose bits are not those of one field.
void judge_odd_bits(const FtrRegister& table, const FtrBits& bits, const arch::Register& reg,
                    std::vector<Finding>& findings) {
  const std::uint64_t mask = engine::field_mask(bits.shift, bits.width);
  std::vector<std::string> touched;
  bool cut = false;
  const arch::Field* first = nullptr;
  for (const arch::Field& field : arch::fields(reg)) {
    const std::uint64_t theirs = engine::field_mask(field.entry.shift, field.entry.width);
    if ((theirs & mask) == 0) continue;
    touched.push_back(
        fmt::format("{} [{}:{}]", field.name, field.entry.shift + field.entry.width - 1, field.entry.shift));
    cut |= (theirs & ~mask) != 0;
    if (first == nullptr) first = &field;
  }
  Finding finding{.reg = table.name,
                  .field = fmt::format("[{}:{}]", bits.shift + bits.width - 1, bits.shift),
                  .where = bits.where,
                  .entry = table.table};
  if (touched.empty()) {
    finding.kind = Kind::Reserved;
    finding.basis = Basis::Manual;
    // Exact with the value that reserved bits read as asks for nothing.
    finding.severity = bits.policy == Policy::Exact ? Severity::Note : Severity::Low;
    finding.detail = fmt::format("describes bits that are in no field known to idreg ({})", entry_words(bits));
  } else {
    finding.kind = Kind::Width;
    finding.basis = basis_of(*first);
    const bool harmless = bits.policy == Policy::Exact && !cut;
    finding.severity = harmless ? Severity::Note : Severity::Medium;
    if (touched.size() == 1 && cut) finding.field = first->name;
    finding.detail =
        fmt::format("bits [{}:{}] are not those of one field; the architecture has {}{}", bits.shift + bits.width - 1,
                    bits.shift, fmt::join(touched, ", "), harmless ? ", all or nothing of which is kept by Exact" : "");
  }
  findings.push_back(std::move(finding));
}

/// A field that no entry touches: Linux shows 0 for it, whatever the CPU has.
void judge_missing_field(const Tables& tables, const FtrRegister& table, const arch::Register& reg,
                         const arch::Field& field, std::vector<Finding>& findings) {
  const std::uint64_t lowest = engine::lowest(field.scheme, field.entry.width);
  Finding finding{.kind = Kind::Missing,
                  .reg = table.name,
                  .field = field.name,
                  .basis = basis_of(field),
                  .severity = Severity::Note,
                  .where = table.where,
                  .entry = table.table,
                  .detail = "has no entry: Linux shows 0, the architecture's lowest code"};
  const bool ordered = field.scheme.kind == OrderKind::Rotation || field.scheme.kind == OrderKind::ReverseRotation;
  if (ordered && lowest != 0) {
    const std::vector<std::string> features = gained(reg, field, 0, lowest);
    const bool guest = find_desc(tables, table.encoding) != nullptr;
    finding.value = 0;
    finding.limit = lowest << field.entry.shift;
    finding.severity = features.empty() ? Severity::Low : guest ? Severity::Medium : Severity::Low;
    finding.detail =
        fmt::format("has no entry, so Linux shows 0 whatever the CPU has; the lowest code is {} ({}){}",
                    corpora::code_text(lowest), scheme_words(field),
                    features.empty() ? std::string() : fmt::format(", and 0 claims {}", fmt::join(features, ", ")));
  }
  findings.push_back(std::move(finding));
}

void judge_register(const Tables& tables, const FtrRegister& table, const arch::Register& reg,
                    std::vector<Finding>& findings) {
  std::uint64_t covered = 0;
  for (const FtrBits& bits : table.fields) {
    if (bits.shift + bits.width > kRegisterBits || !bits.type_known) continue;
    const std::uint64_t mask = engine::field_mask(bits.shift, bits.width);
    covered |= mask;
    if (const arch::Field* field = arch::field_at(reg, bits.shift, bits.width)) {
      judge_row({table, bits, reg, *field, mask_of(tables, table.encoding) & mask}, findings);
    } else {
      judge_odd_bits(table, bits, reg, findings);
    }
  }
  for (const arch::Field& field : arch::fields(reg)) {
    if ((engine::field_mask(field.entry.shift, field.entry.width) & covered) == 0) {
      judge_missing_field(tables, table, reg, field, findings);
    }
  }
}

}  // namespace

void judge_entries(const Tables& tables, std::vector<Finding>& findings) {
  for (const FtrRegister& table : tables.registers) {
    const arch::Register* reg = arch_register(table.encoding);
    if (reg != nullptr) {
      judge_register(tables, table, *reg, findings);
      continue;
    }
    findings.push_back({.kind = Kind::Reserved,
                        .reg = table.name,
                        .severity = Severity::Note,
                        .where = table.where,
                        .entry = table.table,
                        .detail = "is not among the ID registers that idreg knows: its entries are not judged"});
  }
  for (const arch::Register& reg : arch::registers()) {
    const std::uint32_t encoding = sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
    if (find_register(tables, encoding) != nullptr) continue;
    const bool written = mask_of(tables, encoding) != 0;
    findings.push_back({.kind = Kind::Missing,
                        .reg = reg.name,
                        .severity = written ? Severity::Medium : Severity::Note,
                        .where = tables.registers_where,
                        .entry = tables.registers_symbol,
                        .detail = written ? "has a writable mask in KVM and no row here: every write is refused"
                                          : "has no row: Linux knows nothing of this register"});
  }
}

void judge_masks(const Tables& tables, std::vector<Finding>& findings) {
  for (const SysRegDesc& desc : tables.descs) {
    const std::uint32_t encoding = sys_reg(desc.op0, desc.op1, desc.crn, desc.crm, desc.op2);
    const FtrRegister* table = find_register(tables, encoding);
    const arch::Register* reg = arch_register(encoding);
    if (table == nullptr || reg == nullptr || desc.val == 0) continue;
    std::uint64_t covered = 0;
    Finding finding{.kind = Kind::Mask,
                    .reg = table->name,
                    .severity = Severity::Low,
                    .where = tables.descs_where,
                    .entry = tables.descs_symbol};
    for (const FtrBits& bits : table->fields) {
      if (bits.shift + bits.width > kRegisterBits) continue;
      const std::uint64_t mask = engine::field_mask(bits.shift, bits.width);
      covered |= mask;
      if ((desc.val & mask) == 0 || (desc.val & mask) == mask) continue;
      finding.field = arch::bits_name(*reg, bits.shift, bits.width);
      finding.severity = Severity::Medium;
      finding.detail = fmt::format(
          "the writable mask 0x{:x} has only some of the field's bits: the code takes it as "
          "not writable at all",
          desc.val);
      findings.push_back(finding);
    }
    for (const arch::Field& field : arch::fields(*reg)) {
      const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
      if ((desc.val & mask) != mask || (mask & covered) != 0) continue;
      finding.field = field.name;
      finding.basis = Basis::Linux;
      // Without an entry the limit shows 0: there is nothing to lower.
      finding.severity = Severity::Note;
      finding.detail = fmt::format(
          "the writable mask 0x{:x} calls it writable, yet {} has no entry for it: it reads as 0 and every change is "
          "refused",
          desc.val, table->table);
      findings.push_back(finding);
    }
  }
}

}  // namespace idreg::audit
