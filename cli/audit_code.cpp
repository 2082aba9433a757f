// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/audit_code.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
  std::vector<std::string> state;
  for (const auto& [name, value] : flaw.witness.state) {
    if (value != 0) state.push_back(fmt::format("{} = 0x{:x}", tree.in_words(name), value));
  }
  if (!state.empty()) text += fmt::format("; where {}", fmt::join(state, ", "));
  text += fmt::format("; KVM_SET_ONE_REG id 0x{:x}", verdict.reg->kvm_id());
  return text + (flaw.witness.certified ? "; certified smallest" : "");
}

void add(audit::Report& report, const code::Tree& tree, const code::Verdict& verdict) {
  const code::Descriptor& reg = *verdict.reg;
  const std::uint32_t encoding = audit::sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
  const auto place = std::ranges::find(report.registers, encoding, &audit::RegisterVerdict::encoding);
  if (place == report.registers.end()) return;
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
                         .entry = verdict.reg->set_user,
                         .detail = detail_of(tree, verdict, flaw)};
  if (finding.where.file.empty()) finding.where = report.tables.descs_where;
  // Local functions are named MODULE:SYMBOL.
  if (const std::size_t colon = finding.entry.rfind(':'); colon != std::string::npos) finding.entry.erase(0, colon + 1);
  return finding;
}

std::expected<code::Tree, std::string> load_code(const std::vector<std::string>& modules) {
  std::vector<std::string> texts;
  for (const std::string& path : modules) {
    auto text = corpora::read_file(path, kModuleLimit);
    if (!text) return std::unexpected(to_text(text.error()));
    texts.push_back(std::move(*text));
  }
  std::vector<smt::lift::Program::Source> sources;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const std::size_t slash = modules[i].rfind('/');
    sources.push_back({modules[i].substr(slash == std::string::npos ? 0 : slash + 1), texts[i]});
  }
  return code::load_tree(sources);
}

std::optional<Judged> add_code(audit::Report& report, const std::vector<std::string>& modules,
                               const code::Options& options) {
  auto tree = load_code(modules);
  if (!tree) {
    report.remarks.push_back("the code is not judged: " + tree.error());
    return std::nullopt;
  }
  Judged judged{std::move(*tree), {}};
  judged.verdicts = code::judge_all(judged.tree, options);
  for (const code::Verdict& verdict : judged.verdicts) add(report, judged.tree, verdict);
  audit::sort(report.findings);
  return judged;
}

}  // namespace idreg::cli
