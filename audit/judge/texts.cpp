// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sysreg file and the selftest's table against the architecture and against the tables.
#include <fmt/format.h>

#include <map>
#include <set>

#include "audit/judge/judge.h"
#include "audit/judge/scheme.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "corpora/text.h"
#include "engine/fields.h"

namespace idreg::audit {
namespace {

bool reserved(const SysregField& field) { return field.name.empty(); }

/// Judges one block of the sysreg file.
class Block {
 public:
  Block(const SysregFile& file, const SysregBlock& block, const arch::Register& reg, const FtrRegister* table,
        std::vector<Finding>& findings)
      : file_(file), block_(block), reg_(reg), table_(table), findings_(findings) {}

  void judge() {
    cover();
    for (const SysregField& field : block_.fields) {
      if (reserved(field)) continue;
      judge_values(field);
      judge_against(field);
    }
    for (const arch::Field& field : arch::fields(reg_)) judge_named(field);
  }

 private:
  Finding& add(std::string field, Severity severity, Basis basis, std::uint32_t line, std::string detail) {
    findings_.push_back({.kind = Kind::Sysreg,
                         .reg = reg_.name,
                         .field = std::move(field),
                         .basis = basis,
                         .severity = severity,
                         .where = {file_.path, line},
                         .entry = "Sysreg " + block_.name,
                         .detail = std::move(detail)});
    return findings_.back();
  }

  void cover() {
    std::uint64_t seen = 0;
    for (const SysregField& field : block_.fields) {
      const std::uint64_t mask = engine::field_mask(field.lsb, field.msb - field.lsb + 1);
      if ((seen & mask) != 0) {
        add(fmt::format("[{}:{}]", field.msb, field.lsb), Severity::Medium, Basis::Linux, field.line,
            fmt::format("{} shares bits with a line above", reserved(field) ? "reserved bits" : field.name));
      }
      seen |= mask;
    }
    if (~seen != 0 && !block_.fields.empty()) {
      add("", Severity::Low, Basis::Linux, block_.line, fmt::format("bits 0x{:x} are in no line of the block", ~seen));
    }
  }

  void judge_values(const SysregField& field) {
    std::map<std::uint64_t, std::string> codes;
    std::set<std::string> names;
    for (const SysregField::Value& value : field.values) {
      const std::uint64_t last = engine::field_mask(0, field.msb - field.lsb + 1);
      const std::string code = corpora::code_text(value.code);
      if (value.code > last) {
        add(field.name, Severity::Medium, Basis::Linux, value.line,
            fmt::format("value {} of {} does not fit into bits {}:{}", code, value.name, field.msb, field.lsb));
      }
      if (const auto [entry, added] = codes.try_emplace(value.code, value.name); !added) {
        add(field.name, Severity::Medium, Basis::Linux, value.line,
            fmt::format("value {} has two names, {} and {}", code, entry->second, value.name));
      }
      if (!names.insert(value.name).second) {
        add(field.name, Severity::Medium, Basis::Linux, value.line,
            fmt::format("the name {} stands for two values", value.name));
      }
    }
  }

  void judge_against(const SysregField& field) {
    const std::uint32_t width = field.msb - field.lsb + 1;
    const arch::Field* known = arch::field_at(reg_, field.lsb, width);
    if (known == nullptr) return;
    const std::optional<bool> wanted = scheme_signed(*known);
    const bool is_signed = field.kind == SysregField::Kind::SignedEnum;
    const bool is_unsigned = field.kind == SysregField::Kind::UnsignedEnum;
    if (wanted && ((is_signed && !*wanted) || (is_unsigned && *wanted))) {
      add(known->name, Severity::Medium, basis_of(*known), field.line,
          fmt::format("is a {}; the architecture's order is {}", is_signed ? "SignedEnum" : "UnsignedEnum",
                      scheme_words(*known)));
    }
    if (table_ == nullptr) return;
    for (const FtrBits& bits : table_->fields) {
      if (bits.shift != field.lsb || bits.width != width || width < 2) continue;
      if ((is_signed && !bits.is_signed) || (is_unsigned && bits.is_signed)) {
        add(known->name, Severity::Medium, Basis::Linux, field.line,
            fmt::format("is a {}, and {} ({}) declares it {}", is_signed ? "SignedEnum" : "UnsignedEnum", table_->table,
                        to_text(bits.where), bits.is_signed ? "signed" : "unsigned"));
      }
    }
  }

  /// A field of the architecture that the file has not, or elsewhere.
  void judge_named(const arch::Field& known) {
    const std::uint64_t mask = engine::field_mask(known.entry.shift, known.entry.width);
    std::uint64_t described = 0;
    for (const SysregField& field : block_.fields) {
      if (reserved(field)) continue;
      const std::uint64_t theirs = engine::field_mask(field.lsb, field.msb - field.lsb + 1);
      if ((theirs & mask) != 0 && theirs != mask) {
        add(known.name, Severity::Low, basis_of(known), field.line,
            fmt::format("{} has bits {}:{}; the architecture's {} has {}:{}", field.name, field.msb, field.lsb,
                        known.name, known.entry.shift + known.entry.width - 1, known.entry.shift));
      }
      described |= theirs;
    }
    if ((described & mask) == 0 && known.letter[0] != 'R' && known.letter[0] != 'I') {
      add(known.name, Severity::Note, basis_of(known), block_.line, "is missing: the file reserves its bits");
    }
  }

  const SysregFile& file_;
  const SysregBlock& block_;
  const arch::Register& reg_;
  const FtrRegister* table_;
  std::vector<Finding>& findings_;
};

const FtrBits* entry_at(const FtrRegister* table, const arch::Field& field) {
  if (table == nullptr) return nullptr;
  for (const FtrBits& bits : table->fields) {
    if (bits.shift == field.entry.shift && bits.width == field.entry.width) return &bits;
  }
  return nullptr;
}

/// Judges one row of the selftest.
void judge_row(const Tables& tables, const SelftestFile& file, const SelftestRow& row, const arch::Register& reg,
               const arch::Field& field, std::vector<Finding>& findings) {
  const auto add = [&](Severity severity, Basis basis, std::string detail) {
    findings.push_back({.kind = Kind::Selftest,
                        .reg = reg.name,
                        .field = field.name,
                        .basis = basis,
                        .severity = severity,
                        .where = {file.path, row.line},
                        .entry = "REG_FTR_BITS",
                        .detail = std::move(detail)});
  };
  const std::uint32_t encoding = sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
  const std::optional<bool> wanted = scheme_signed(field);
  if (wanted && *wanted != row.is_signed && row.policy != Policy::Exact) {
    add(Severity::Medium, basis_of(field),
        fmt::format("is {} here; the architecture's order is {}: the test takes values as safe that are not, and "
                    "passes for the wrong reason",
                    row.is_signed ? "signed" : "unsigned", scheme_words(field)));
  }
  const FtrBits* entry = entry_at(find_register(tables, encoding), field);
  if (entry != nullptr && field.entry.width > 1 && entry->is_signed != row.is_signed) {
    add(Severity::Low, Basis::Linux,
        fmt::format("is {} here and {} in the kernel's own table ({})", row.is_signed ? "signed" : "unsigned",
                    entry->is_signed ? "signed" : "unsigned", to_text(entry->where)));
  }
  if (entry != nullptr && entry->type_known && entry->policy != row.policy && entry->policy != Policy::Exact) {
    add(Severity::Low, Basis::Linux,
        fmt::format("is {} here and {} in the kernel's own table ({})", corpora::to_text(row.policy),
                    corpora::to_text(entry->policy), to_text(entry->where)));
  }
  const SysRegDesc* desc = find_desc(tables, encoding);
  const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
  if (desc != nullptr && (desc->val & mask) != mask) {
    add(Severity::Low, Basis::Linux, "is tested as writable; KVM's mask does not let userspace write it");
  } else if (!tables.descs.empty() && entry == nullptr) {
    add(Severity::Low, Basis::Linux, "is tested as writable; the kernel has no entry for it and refuses every change");
  }
}

/// Fields that KVM lets userspace lower and the selftest does not test.
void judge_coverage(const Tables& tables, const SelftestFile& file, const std::set<std::string>& tested,
                    std::vector<Finding>& findings) {
  for (const SysRegDesc& desc : tables.descs) {
    const std::uint32_t encoding = sys_reg(desc.op0, desc.op1, desc.crn, desc.crm, desc.op2);
    const arch::Register* reg = arch_register(encoding);
    const FtrRegister* table = find_register(tables, encoding);
    if (reg == nullptr || table == nullptr) continue;
    for (const arch::Field& field : arch::fields(*reg)) {
      const std::uint64_t mask = engine::field_mask(field.entry.shift, field.entry.width);
      if ((desc.val & mask) != mask || entry_at(table, field) == nullptr) continue;
      if (tested.contains(fmt::format("{}.{}", reg->name, field.name))) continue;
      findings.push_back({.kind = Kind::Selftest,
                          .reg = reg->name,
                          .field = field.name,
                          .severity = Severity::Note,
                          .where = {file.path, 0},
                          .detail = "is writable by KVM's mask and not in the selftest's table"});
    }
  }
}

}  // namespace

void judge_sysreg(const Tables& tables, const SysregFile& file, std::vector<Finding>& findings) {
  for (const SysregBlock& block : file.blocks) {
    const arch::Register* reg = arch_register(block.encoding);
    if (reg == nullptr) continue;
    Block(file, block, *reg, find_register(tables, block.encoding), findings).judge();
  }
}

void judge_selftest(const Tables& tables, const SelftestFile& file, std::vector<Finding>& findings) {
  std::set<std::string> tested;
  for (const SelftestRow& row : file.rows) {
    const arch::Register* reg = arch::find_register(row.reg);
    const arch::Field* field = reg == nullptr ? nullptr : arch::find_field(*reg, row.field);
    if (field == nullptr) {
      findings.push_back({.kind = Kind::Selftest,
                          .reg = row.reg,
                          .field = row.field,
                          .severity = Severity::Note,
                          .where = {file.path, row.line},
                          .detail = "is not a field that idreg knows"});
      continue;
    }
    if (!tested.insert(fmt::format("{}.{}", reg->name, field->name)).second) {
      findings.push_back({.kind = Kind::Selftest,
                          .reg = reg->name,
                          .field = field->name,
                          .severity = Severity::Low,
                          .where = {file.path, row.line},
                          .entry = "REG_FTR_BITS",
                          .detail = "has a row already; with this one it is tested twice, and another may be missing"});
    }
    judge_row(tables, file, row, *reg, *field, findings);
  }
  judge_coverage(tables, file, tested, findings);
}

}  // namespace idreg::audit
