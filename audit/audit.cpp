// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "audit/judge/judge.h"
#include "corpora/arch/lookup.h"
#include "corpora/file.h"

namespace idreg::audit {
namespace {

namespace fs = std::filesystem;

/// One of the tree's texts, the first of `paths` that is there.
std::optional<std::pair<std::string, std::string>> text_of(const std::string& tree,
                                                           std::initializer_list<const char*> paths) {
  for (const char* path : paths) {
    if (auto text = corpora::read_file(fs::path(tree) / path)) return std::pair(path, std::move(*text));
  }
  return std::nullopt;
}

void judge_texts(const std::string& tree, Report& report) {
  if (tree.empty()) {
    report.remarks.emplace_back("the sources are not there: sysreg file and selftest are not judged");
    return;
  }
  if (const auto text = text_of(tree, {"arch/arm64/tools/sysreg"})) {
    const auto file = parse_sysreg(text->second, text->first);
    if (file) judge_sysreg(report.tables, *file, report.findings);
    if (!file) report.remarks.push_back(file.error().what);
  } else {
    report.remarks.emplace_back("the tree has no arch/arm64/tools/sysreg: not judged");
  }
  if (const auto text = text_of(tree, {"tools/testing/selftests/kvm/arm64/set_id_regs.c",
                                       "tools/testing/selftests/kvm/aarch64/set_id_regs.c"})) {
    const auto file = parse_selftest(text->second, text->first);
    if (file) judge_selftest(report.tables, *file, report.findings);
    if (!file) report.remarks.push_back(file.error().what);
  } else {
    report.remarks.emplace_back("the tree has no selftest set_id_regs.c: not judged");
  }
}

/// Every register of either table, to be filled by those who examine code.
std::vector<RegisterVerdict> registers_of(const Tables& tables) {
  std::map<std::uint32_t, RegisterVerdict> all;
  const auto add = [&](std::uint32_t encoding, const std::string& name) {
    all.try_emplace(
        encoding,
        RegisterVerdict{
            .encoding = encoding, .name = name, .outcome = Outcome::NotExamined, .assumptions = {}, .remarks = {}});
  };
  for (const FtrRegister& reg : tables.registers) add(reg.encoding, reg.name);
  for (const SysRegDesc& desc : tables.descs) {
    const std::uint32_t encoding = sys_reg(desc.op0, desc.op1, desc.crn, desc.crm, desc.op2);
    const bool named = arch_register(encoding) == nullptr && !desc.name.empty();
    add(encoding, named ? desc.name : register_name(encoding));
  }
  std::vector<RegisterVerdict> list;
  for (auto& [encoding, verdict] : all) list.push_back(std::move(verdict));
  return list;
}

/// Where a finding's register and field stand, for the order of the answer.
std::tuple<std::uint32_t, std::uint32_t> place_in_register(const Finding& finding) {
  const arch::Register* reg = arch::find_register(finding.reg);
  if (reg == nullptr) return {~0u, 0};
  const arch::Field* field = arch::find_field(*reg, finding.field);
  return {arch::index_of(*reg), field == nullptr ? 64u : 63u - field->entry.shift};
}

}  // namespace

std::expected<std::vector<std::string>, Refusal> find_modules(const std::string& directory) {
  std::error_code failed;
  std::vector<std::string> modules;
  fs::recursive_directory_iterator entries(directory, fs::directory_options::skip_permission_denied, failed);
  if (failed) {
    return std::unexpected(Refusal{Refusal::Why::Unreadable, fmt::format("{}: {}", directory, failed.message())});
  }
  for (const fs::directory_entry& entry : entries) {
    const fs::path extension = entry.path().extension();
    if ((extension == ".ll" || extension == ".bc") && entry.is_regular_file(failed)) modules.push_back(entry.path());
  }
  if (modules.empty()) {
    return std::unexpected(
        Refusal{Refusal::Why::Unreadable,
                fmt::format("{}: no IR (.ll or .bc) in it; make it with: make ARCH=arm64 LLVM=-19 KCFLAGS=-g "
                            "arch/arm64/kernel/cpufeature.ll arch/arm64/kvm/sys_regs.ll",
                            directory)});
  }
  std::ranges::sort(modules);
  return modules;
}

void sort(std::vector<Finding>& findings) {
  std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
    return std::tuple(a.severity, place_in_register(a), a.kind, a.where.file, a.where.line, a.detail) <
           std::tuple(b.severity, place_in_register(b), b.kind, b.where.file, b.where.line, b.detail);
  });
}

std::expected<Report, Refusal> audit(const Inputs& inputs) {
  auto tables = read_tables(inputs.modules, inputs.tree);
  if (!tables) return std::unexpected(tables.error());
  Report report;
  report.tables = std::move(*tables);
  report.origin = inputs.origin;
  report.remarks = inputs.remarks;
  report.registers = registers_of(report.tables);
  if (report.tables.descs_symbol.empty()) {
    report.remarks.emplace_back("no sys_reg_descs in the IR: what KVM lets userspace write is not judged");
  }
  judge_form(report.tables, report.findings);
  judge_entries(report.tables, report.findings);
  judge_masks(report.tables, report.findings);
  judge_across(report.tables, report.findings);
  judge_texts(report.tables.tree, report);
  sort(report.findings);
  return report;
}

void apply_known(Report& report, const std::vector<KnownEntry>& known) {
  std::set<std::size_t> used;
  std::vector<Finding> left;
  for (Finding& finding : report.findings) {
    const auto entry = std::ranges::find_if(known, [&](const KnownEntry& e) { return accepts(e, finding); });
    if (entry == known.end()) {
      left.push_back(std::move(finding));
      continue;
    }
    used.insert(static_cast<std::size_t>(entry - known.begin()));
    report.known.emplace_back(std::move(finding), entry->reason);
  }
  report.findings = std::move(left);
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!used.contains(i)) report.stale.push_back(known[i]);
  }
}

}  // namespace idreg::audit
