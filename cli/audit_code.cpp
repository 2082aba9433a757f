// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/audit_code.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <set>

#include "corpora/arch/lookup.h"
#include "corpora/file.h"

namespace idreg::cli {
namespace {

namespace code = audit::code;

/// IR of a whole kernel module is larger than what people write by hand.
constexpr std::size_t kModuleLimit = std::size_t{256} << 20;

audit::SourceLine source_line(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || text.find_first_not_of("0123456789", colon + 1) != std::string::npos) return {};
  std::string file = text.substr(0, colon);
  if (file.starts_with("./")) file.erase(0, 2);
  // Debug information names files from where the compiler ran.
  if (const std::size_t arch = file.find("arch/arm64/"); arch != std::string::npos) file.erase(0, arch);
  return {std::move(file), static_cast<std::uint32_t>(std::stoul(text.substr(colon + 1)))};
}

audit::Severity severity_of(const code::Flaw& flaw) {
  switch (flaw.kind) {
    case audit::Kind::AboveLimit:
    case audit::Kind::GainsFeature:
      if (flaw.gained.empty() && flaw.kind == audit::Kind::AboveLimit) return audit::Severity::Low;
      return flaw.real_limit ? audit::Severity::High : audit::Severity::Medium;
    case audit::Kind::UndefinedBehaviour:
      return audit::Severity::High;
    default:
      return audit::Severity::Medium;
  }
}

audit::Basis basis_of(const arch::Field* field) {
  if (field == nullptr) return audit::Basis::Linux;
  switch (field->basis) {
    case arch::Basis::Feature:
      return audit::Basis::Feature;
    case arch::Basis::Manual:
      return audit::Basis::Manual;
    case arch::Basis::Principle:
      break;
  }
  return audit::Basis::Principle;
}

audit::RegisterVerdict* place_of(audit::Report& report, const code::Descriptor& reg) {
  const std::uint32_t encoding = audit::sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
  const auto place = std::ranges::find(report.registers, encoding, &audit::RegisterVerdict::encoding);
  return place == report.registers.end() ? nullptr : &*place;
}

std::string plain_name(std::string symbol) {
  // Local functions are named MODULE:SYMBOL.
  if (const std::size_t colon = symbol.rfind(':'); colon != std::string::npos) symbol.erase(0, colon + 1);
  return symbol;
}

std::string state_of(const code::Tree& tree, const code::Witness& witness) {
  std::vector<std::string> state;
  for (const auto& [name, value] : witness.state) {
    if (value != 0) state.push_back(fmt::format("{} = 0x{:x}", tree.in_words(name), value));
  }
  return state.empty() ? "" : fmt::format("; where {}", fmt::join(state, ", "));
}

std::string detail_of(const code::Tree& tree, const code::Verdict& verdict, const code::Flaw& flaw) {
  std::string text = flaw.kind == audit::Kind::TooStrict ? "refused, though at or below the limit"
                     : flaw.kind == audit::Kind::UndefinedBehaviour
                         ? "undefined behaviour: " + flaw.what
                         : fmt::format("stored as 0x{:x}", flaw.witness.stored);
  if (flaw.kind == audit::Kind::GainsFeature && !flaw.what.empty()) text += ", gains " + flaw.what;
  if (flaw.kind == audit::Kind::Mask) text += fmt::format(", differs outside of the writable mask in {}", flaw.what);
  if (!flaw.gained.empty() && flaw.kind != audit::Kind::GainsFeature)
    text += fmt::format(", with {}", fmt::join(flaw.gained, ", "));
  text += flaw.real_limit ? "; a real host can have this limit" : "; the limit holds a reserved code";
  text += state_of(tree, flaw.witness);
  text += fmt::format("; KVM_SET_ONE_REG id 0x{:x}", verdict.reg->kvm_id());
  return text + (flaw.witness.certified ? "; certified smallest" : "");
}

/// A finding about values that nobody writes: what is shown or kept, against what the hardware has.
audit::Finding host_finding(const code::Tree& tree, const char* reg, const code::Flaw& flaw, std::string_view words) {
  std::string detail = flaw.kind == audit::Kind::UndefinedBehaviour ? "undefined behaviour: " + flaw.what : flaw.what;
  if (!flaw.gained.empty()) {
    detail += fmt::format(": {}; a real host {} have these values", fmt::join(flaw.gained, ", "),
                          flaw.real_limit ? "can" : "cannot");
  }
  detail += fmt::format("; {} 0x{:x}, of 0x{:x}", words, flaw.witness.value, flaw.witness.limit);
  detail += state_of(tree, flaw.witness) + (flaw.witness.certified ? "; certified smallest" : "");
  return {.kind = flaw.kind,
          .reg = reg,
          .field = flaw.field != nullptr ? flaw.field->name : "",
          .value = flaw.witness.value,
          .limit = flaw.witness.limit,
          .basis = basis_of(flaw.field),
          .severity = *flaw.severity,
          .where = source_line(flaw.location),
          .entry = plain_name(flaw.function),
          .detail = std::move(detail)};
}

/// Something of a register is not known: whatever else was proved of it, it is not green.
void add_undecided(audit::Report& report, std::uint32_t encoding, std::string remark) {
  const auto place = std::ranges::find(report.registers, encoding, &audit::RegisterVerdict::encoding);
  if (place == report.registers.end()) return;
  place->remarks.push_back(std::move(remark));
  if (place->outcome != audit::Outcome::Refuted && place->outcome != audit::Outcome::Unsupported)
    place->outcome = audit::Outcome::Unknown;
}

void add(audit::Report& report, const code::Tree& tree, const code::LimitVerdict& verdict) {
  const code::Descriptor& reg = *verdict.reg;
  const std::string reset = plain_name(reg.reset);
  for (const code::Flaw& flaw : verdict.flaws)
    report.findings.push_back(host_finding(tree, reg.name.c_str(), flaw, "shown"));
  if (!verdict.uncapped.empty()) {
    report.findings.push_back({.kind = audit::Kind::Limit,
                               .reg = reg.name,
                               .severity = audit::Severity::Note,
                               .where = source_line(tree.program.place_of(reg.reset)),
                               .entry = reset,
                               .detail = fmt::format("reach a guest with any code that the host has, reserved ones "
                                                     "included: {}",
                                                     fmt::join(verdict.uncapped, ", "))});
  }
  if (!verdict.undecided.empty())
    add_undecided(report, audit::sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2),
                  "the limit is not decided: " + verdict.undecided);
}

void add(audit::Report& report, const code::Tree& tree, const code::SanitiseVerdict& verdict) {
  const arch::Register& reg = *verdict.reg;
  for (const code::Flaw& flaw : verdict.flaws) report.findings.push_back(host_finding(tree, reg.name, flaw, "kept"));
  if (!verdict.undecided.empty())
    add_undecided(report, audit::sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2),
                  "sanitising is not decided: " + verdict.undecided);
}

void add(audit::Report& report, const code::Tree& tree, const code::Verdict& verdict) {
  const code::Descriptor& reg = *verdict.reg;
  audit::RegisterVerdict* place = place_of(report, reg);
  if (place == nullptr) return;
  place->outcome = verdict.outcome;
  place->assumptions = verdict.assumptions;
  if (!verdict.reason.empty()) place->remarks.push_back(verdict.reason);
  if (!verdict.policy.empty()) {
    place->remarks.push_back(fmt::format("refused by policy: {}", fmt::join(verdict.policy, ", ")));
  }
  if (!verdict.unknown.empty() && verdict.outcome != audit::Outcome::Unsupported) {  // else the reason says it
    place->remarks.push_back(fmt::format("anything was assumed of {}", fmt::join(verdict.unknown, ", ")));
  }
  for (const std::string& warning : verdict.warnings) place->remarks.push_back("can warn: " + warning);
  if (verdict.outcome == audit::Outcome::Unsupported) return;  // its witnesses rest on what is not known
  for (const code::Flaw& flaw : verdict.flaws) {
    report.findings.push_back(finding_of(report, tree, verdict, flaw));
  }
}

/// Registers of either table whose write path was not judged: why there was nothing to judge.
void explain_not_examined(audit::Report& report) {
  for (audit::RegisterVerdict& verdict : report.registers) {
    if (verdict.outcome != audit::Outcome::NotExamined) continue;
    const bool has_row = audit::find_desc(report.tables, verdict.encoding) != nullptr;
    verdict.remarks.emplace_back(
        has_row ? "outside of the space of ID registers, and the architecture orders no field of it: no value is above "
                  "another"
                : "the host's table has it, and sys_reg_descs has no row for it among those of ID registers");
  }
}

/// What a mask says of a field without an entry, where the code shows what comes of it.
void drop_repeated(std::vector<audit::Finding>& findings) {
  std::set<std::pair<std::string, std::string>> refused;
  for (const audit::Finding& finding : findings) {
    if (finding.kind == audit::Kind::TooStrict) refused.emplace(finding.reg, finding.field);
  }
  std::erase_if(findings, [&](const audit::Finding& finding) {
    return finding.kind == audit::Kind::Mask && finding.severity == audit::Severity::Note && !finding.field.empty() &&
           refused.contains({finding.reg, finding.field});
  });
}

}  // namespace

audit::Finding finding_of(const audit::Report& report, const code::Tree& tree, const code::Verdict& verdict,
                          const code::Flaw& flaw) {
  audit::Finding finding{.kind = flaw.kind,
                         .reg = verdict.reg->name,
                         .field = flaw.field != nullptr ? flaw.field->name : "",
                         .value = flaw.witness.value,
                         .limit = flaw.witness.limit,
                         .basis = basis_of(flaw.field),
                         .severity = severity_of(flaw),
                         .where = source_line(flaw.location),
                         .entry = plain_name(verdict.reg->set_user),
                         .detail = detail_of(tree, verdict, flaw)};
  if (finding.where.file.empty()) finding.where = report.tables.descs_where;
  return finding;
}

std::expected<std::vector<Module>, std::string> read_modules(const std::vector<std::string>& paths) {
  std::vector<Module> modules;
  for (const std::string& path : paths) {
    auto text = corpora::read_file(path, kModuleLimit);
    if (!text) return std::unexpected(to_text(text.error()));
    modules.push_back({code::module_name(path), std::move(*text)});
  }
  return modules;
}

std::vector<smt::lift::Program::Source> sources_of(const std::vector<Module>& modules) {
  std::vector<smt::lift::Program::Source> sources;
  for (const Module& module : modules) sources.push_back({module.name, module.text});
  return sources;
}

std::expected<code::Tree, std::string> load_code(const std::vector<std::string>& paths) {
  const auto modules = read_modules(paths);
  if (!modules) return std::unexpected(modules.error());
  return code::load_tree(sources_of(*modules));
}

std::optional<Judged> add_code(audit::Report& report, std::expected<code::Tree, std::string> tree,
                               const code::Options& options) {
  if (!tree) {
    report.remarks.push_back("the code is not judged: " + tree.error());
    return std::nullopt;
  }
  Judged judged{std::move(*tree), {}, {}, {}};
  const code::Tree& its = judged.tree;
  // Side by side: a tree is shared by threads, and each has contexts of its own.
  auto limits = std::async(std::launch::async, [&] { return code::judge_limits(its, options); });
  auto sanitising = std::async(std::launch::async, [&] { return code::judge_sanitising(its, options); });
  judged.verdicts = code::judge_all(its, options);
  judged.limits = limits.get();
  judged.sanitising = sanitising.get();
  for (const code::Verdict& verdict : judged.verdicts) add(report, judged.tree, verdict);
  for (const code::LimitVerdict& verdict : judged.limits) add(report, judged.tree, verdict);
  for (const code::SanitiseVerdict& verdict : judged.sanitising) add(report, judged.tree, verdict);
  explain_not_examined(report);
  drop_repeated(report.findings);
  audit::sort(report.findings);
  return judged;
}

}  // namespace idreg::cli
