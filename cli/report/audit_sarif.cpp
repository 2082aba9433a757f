// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include "cli/report/audit.h"
#include "cli/report/sarif.h"
#include "cli/values.h"

namespace idreg::cli::report {
namespace {

SarifLevel level(audit::Severity severity) {
  switch (severity) {
    case audit::Severity::High:
      return SarifLevel::Error;
    case audit::Severity::Medium:
    case audit::Severity::Low:
      return SarifLevel::Warning;
    case audit::Severity::Note:
      break;
  }
  return SarifLevel::Note;
}

SarifResult result(const audit::Finding& finding) {
  std::string text = name_of(finding) + ": " + finding.detail;
  if (finding.value) text += fmt::format(" (value {}, limit {})", hex(*finding.value), hex(finding.limit.value_or(0)));
  return {std::string(to_text(finding.kind)),
          level(finding.severity),
          std::move(text),
          finding.where.file,
          finding.where.line,
          fmt::format("{}/{}/{}", to_text(finding.kind), finding.reg, finding.field)};
}

}  // namespace

Json sarif(const audit::Report& report) {
  std::vector<SarifRule> rules;
  for (std::uint8_t i = 0; i < audit::kKinds; ++i) {
    const auto kind = static_cast<audit::Kind>(i);
    rules.push_back({std::string(to_text(kind)), std::string(describe(kind))});
  }
  std::vector<SarifResult> results;
  for (const audit::Finding& finding : report.findings) results.push_back(result(finding));
  return sarif(rules, results);
}

}  // namespace idreg::cli::report
