// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <map>

#include "cli/report/audit.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/values.h"

namespace idreg::cli::report {
namespace {

using audit::Finding;
using audit::Severity;

std::string place_of(const Finding& finding) {
  std::string where = to_text(finding.where);
  if (finding.entry.empty()) return where;
  return where.empty() ? finding.entry : fmt::format("{} ({})", where, finding.entry);
}

std::string painted(Severity severity, const Style& style) {
  std::string word = fmt::format("{:6}", to_text(severity));
  switch (severity) {
    case Severity::High:
      return style.bad(word);
    case Severity::Medium:
      return style.warn(word);
    case Severity::Low:
    case Severity::Note:
      return style.faint(word);
  }
  return word;
}

/// What a booted kernel said; empty where none was asked.
std::string kernel_text(const Finding& finding) {
  switch (finding.confirmation) {
    case audit::Confirmation::NotAsked:
      return "";
    case audit::Confirmation::Confirmed:
      return "CONFIRMED: " + finding.kernel;
    case audit::Confirmation::NotConfirmed:
      return fmt::format("NOT CONFIRMED, an error of idreg's unless that kernel is another tree's: {}", finding.kernel);
    case audit::Confirmation::NotReachable:
      return "not reachable on this CPU: " + finding.kernel;
  }
  return "";
}

/// "27 findings asked of ...", empty where none was.
std::string confirmed_summary(const std::vector<Finding>& findings) {
  std::array<std::size_t, 4> count{};
  for (const Finding& finding : findings) ++count[static_cast<std::size_t>(finding.confirmation)];
  const auto [not_asked, confirmed, not_confirmed, not_reachable] = count;
  if (not_asked == findings.size()) return "";
  return fmt::format("a booted kernel: {} confirmed, {} not confirmed, {} not reachable on these CPUs\n", confirmed,
                     not_confirmed, not_reachable);
}

std::string finding_text(const Finding& finding, const Terminal& terminal) {
  const Style style(terminal.colour);
  std::string text = fmt::format("{}  {}  {}\n", painted(finding.severity, style), style.strong(name_of(finding)),
                                 to_text(finding.kind));
  if (const std::string place = place_of(finding); !place.empty()) text += fmt::format("        {}\n", place);
  text += wrapped(fmt::format("{} [{}]", finding.detail, to_text(finding.basis)), 8, terminal.width);
  if (finding.value) {
    text += fmt::format("        value {} under limit {}\n", register_hex(*finding.value),
                        register_hex(finding.limit.value_or(0)));
  }
  return text + wrapped(kernel_text(finding), 8, terminal.width);
}

std::array<std::size_t, 4> counts(const std::vector<Finding>& findings) {
  std::array<std::size_t, 4> count{};
  for (const Finding& finding : findings) ++count[static_cast<std::size_t>(finding.severity)];
  return count;
}

std::string summary(const audit::Report& report, bool notes) {
  const auto [high, medium, low, note] = counts(report.findings);
  std::string text = fmt::format("{} findings: {} high, {} medium, {} low", high + medium + low, high, medium, low);
  if (note > 0) text += fmt::format("; {} notes{}", note, notes ? "" : " (--notes prints them)");
  if (!report.known.empty()) text += fmt::format("; {} accepted", report.known.size());
  return text + "\n" + confirmed_summary(report.findings);
}

std::string registers_text(const audit::Report& report, unsigned width) {
  std::map<audit::Outcome, std::vector<std::string>> by_outcome;
  for (const audit::RegisterVerdict& verdict : report.registers) by_outcome[verdict.outcome].push_back(verdict.name);
  std::string text = fmt::format("registers: {}\n", report.registers.size());
  for (const auto& [outcome, names] : by_outcome) {
    text += wrapped(fmt::format("{} ({}): {}", to_text(outcome), names.size(), fmt::join(names, ", ")), 2, width);
  }
  std::map<std::string, std::vector<std::string>> by_remark;
  for (const audit::RegisterVerdict& verdict : report.registers) {
    for (const std::string& remark : verdict.remarks) by_remark[remark].push_back(verdict.name);
    for (const std::string& assumption : verdict.assumptions) {
      by_remark["assumes " + assumption].push_back(verdict.name);
    }
  }
  for (const auto& [remark, names] : by_remark) {
    // What is true of most registers is no news about each.
    const bool most = names.size() > report.registers.size() / 2;
    const std::string whose =
        most ? fmt::format("{} registers", names.size()) : fmt::format("{}", fmt::join(names, ", "));
    text += wrapped(fmt::format("{}: {}", remark, whose), 2, width);
  }
  return text;
}

std::string heading(const audit::Report& report) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : report.origin) parts.push_back(fmt::format("{} {}", name, value));
  parts.push_back(report.tables.compiler);
  return fmt::format("{}\n", fmt::join(parts, ", "));
}

}  // namespace

std::string name_of(const Finding& finding) {
  if (finding.field.empty()) return finding.reg.empty() ? "the tables" : finding.reg;
  return fmt::format("{}.{}", finding.reg, finding.field);
}

std::string to_text(const audit::Report& report, bool notes, const Terminal& terminal) {
  std::string text = heading(report);
  for (const Finding& finding : report.findings) {
    if (notes || finding.severity != Severity::Note) text += "\n" + finding_text(finding, terminal);
  }
  for (const audit::KnownEntry& entry : report.stale) {
    text += fmt::format("\nstale   {}{}{}  {}\n        {}: nothing is found any more; accepted because: {}\n",
                        entry.reg, entry.field.empty() ? "" : ".", entry.field, to_text(entry.kind),
                        to_text(audit::SourceLine{entry.file, entry.line}), entry.reason);
  }
  text += "\n" + registers_text(report, terminal.width);
  for (const std::string& remark : report.remarks) text += wrapped("remark: " + remark, 0, terminal.width);
  return text + summary(report, notes);
}

std::string mail(const audit::Report& report) {
  constexpr std::size_t kLines = 40;
  constexpr unsigned kColumns = 72;
  const auto lines_of = [](const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  };
  std::string text = wrapped(heading(report), 0, kColumns);
  const std::string end = wrapped(summary(report, false), 0, kColumns);
  std::size_t left = 0;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Note) continue;
    std::string one =
        "\n" + wrapped(fmt::format("{}: {} ({})", name_of(finding), to_text(finding.kind), to_text(finding.severity)),
                       0, kColumns);
    one += wrapped(place_of(finding), 2, kColumns) + wrapped(finding.detail, 2, kColumns);
    if (finding.value) {
      one += wrapped(fmt::format("value {} under limit {}", hex(*finding.value), hex(finding.limit.value_or(0))), 2,
                     kColumns);
    }
    one += wrapped(kernel_text(finding), 2, kColumns);
    // One blank line and one that says how many were left out.
    const bool fits = left == 0 && lines_of(text) + lines_of(one) + lines_of(end) + 3 <= kLines;
    if (fits) text += one;
    if (!fits) ++left;
  }
  if (left > 0) text += fmt::format("\n(and {} more, left out here)\n", left);
  return text + "\n" + end;
}

}  // namespace idreg::cli::report
