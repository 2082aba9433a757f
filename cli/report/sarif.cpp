// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "idreg/versions.h"

namespace idreg::cli::report {
namespace {

const char* to_text(SarifLevel level) {
  switch (level) {
    case SarifLevel::Error:
      return "error";
    case SarifLevel::Warning:
      return "warning";
    case SarifLevel::Note:
      break;
  }
  return "note";
}

/// A path as a URI (RFC 3986; a relative one as a reference): what is not unreserved is percent-encoded.
std::string uri(const std::string& path) {
  std::string text = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || std::string_view("-._~/").contains(c);
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return text;
}

Json result_json(const std::vector<SarifRule>& rules, const SarifResult& result) {
  const auto rule = std::ranges::find(rules, result.rule, &SarifRule::id);
  Json json{{"ruleId", result.rule},
            {"ruleIndex", rule - rules.begin()},
            {"level", to_text(result.level)},
            {"message", {{"text", result.message}}}};
  if (!result.file.empty()) {
    Json place{{"artifactLocation", {{"uri", uri(result.file)}}}};
    if (result.line != 0) place["region"] = {{"startLine", result.line}};
    json["locations"] = Json::array({Json{{"physicalLocation", std::move(place)}}});
  }
  if (!result.fingerprint.empty()) json["partialFingerprints"] = {{"idreg/v1", result.fingerprint}};
  return json;
}

}  // namespace

Json sarif(const std::vector<SarifRule>& rules, const std::vector<SarifResult>& results) {
  Json driver{{"name", "idreg"}, {"version", versions::kIdreg}, {"rules", Json::array()}};
  for (const SarifRule& rule : rules)
    driver["rules"].push_back({{"id", rule.id}, {"shortDescription", {{"text", rule.text}}}});
  Json list = Json::array();
  for (const SarifResult& result : results) list.push_back(result_json(rules, result));
  const Json run{{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(list)}};
  return {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
}

}  // namespace idreg::cli::report
