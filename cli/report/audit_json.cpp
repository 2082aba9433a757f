// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/audit.h"
#include "cli/values.h"

namespace idreg::cli::report {

Json to_json(const audit::Finding& finding) {
  Json json{{"register", finding.reg},
            {"field", finding.field},
            {"kind", to_text(finding.kind)},
            {"value", nullptr},
            {"limit", nullptr},
            {"basis", to_text(finding.basis)},
            {"severity", to_text(finding.severity)},
            {"location", to_text(finding.where)},
            {"entry", finding.entry},
            {"detail", finding.detail}};
  if (finding.value) json["value"] = hex(*finding.value);
  if (finding.limit) json["limit"] = hex(*finding.limit);
  if (finding.confirmation != audit::Confirmation::NotAsked) {
    json["confirmation"] = {{"answer", to_text(finding.confirmation)}, {"kernel", finding.kernel}};
  }
  return json;
}

namespace {

Json to_json(const audit::RegisterVerdict& verdict) {
  return {{"register", verdict.name},
          {"outcome", to_text(verdict.outcome)},
          {"assumptions", verdict.assumptions},
          {"remarks", verdict.remarks}};
}

}  // namespace

Json to_json(const audit::Report& report) {
  Json json = document();
  for (const auto& [name, value] : report.origin) json["origin"][name] = value;
  json["compiler"] = report.tables.compiler;
  json["registers"] = Json::array();
  for (const audit::RegisterVerdict& verdict : report.registers) json["registers"].push_back(to_json(verdict));
  json["findings"] = Json::array();
  for (const audit::Finding& finding : report.findings) json["findings"].push_back(to_json(finding));
  json["known"] = Json::array();
  for (const auto& [finding, reason] : report.known) {
    json["known"].push_back(to_json(finding));
    json["known"].back()["reason"] = reason;
  }
  json["stale"] = Json::array();
  for (const audit::KnownEntry& entry : report.stale) {
    json["stale"].push_back({{"register", entry.reg},
                             {"field", entry.field},
                             {"kind", to_text(entry.kind)},
                             {"reason", entry.reason},
                             {"location", to_text(audit::SourceLine{entry.file, entry.line})}});
  }
  json["remarks"] = report.remarks;
  return json;
}

}  // namespace idreg::cli::report
