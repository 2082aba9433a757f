// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/html.h"

#include <algorithm>
#include <set>

#include "cli/program.h"
#include "cli/scope.h"
#include "corpora/arch/lookup.h"
#include "corpora/names.h"
#include "idreg/page.h"

namespace idreg::cli::report {
namespace {

/// Every text under a key "register", at any depth.
void collect_registers(const Json& json, std::set<std::string>& names) {
  if (json.is_object()) {
    const auto found = json.find("register");
    if (found != json.end() && found->is_string()) names.insert(found->get<std::string>());
  }
  if (json.is_structured())
    for (const Json& inner : json) collect_registers(inner, names);
}

/// {"ID_AA64DFR0_EL1": [{"field", "msb", "lsb"}...]} for those that are registers of ours.
Json layouts(const std::vector<Json>& documents) {
  std::set<std::string> names;
  for (const Json& document : documents) collect_registers(document, names);
  Json result = Json::object();
  for (const arch::Register& reg : arch::registers()) {
    if (!names.contains(reg.name)) continue;
    Json fields = Json::array();
    for (const arch::Field& field : arch::fields(reg)) {
      const unsigned lsb = field.entry.shift;
      fields.push_back({{"field", field.name}, {"msb", lsb + field.entry.width - 1U}, {"lsb", lsb}});
    }
    result[reg.name] = std::move(fields);
  }
  return result;
}

/// JSON inside a script element: "</" and "<!--" would end or change it.
std::string for_script(const Json& json) {
  std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  for (const char c : text) safe += c == '<' ? "\\u003c" : std::string(1, c);
  return safe;
}

void put(std::string& page, std::string_view mark, std::string_view text) {
  const std::size_t at = page.find(mark);
  if (at != std::string::npos) page.replace(at, mark.size(), text);
}

}  // namespace

std::string html(const std::vector<Json>& documents) {
  Json data{{"made_by", version_text()},
            {"documents", documents},
            {"registers", layouts(documents)},
            {"not_covered", kNotCovered}};
  std::string page = page::kHtml;
  put(page, "/*STYLE*/", page::kCss);
  put(page, "/*SCRIPT*/", page::kJs);
  put(page, "/*DATA*/", for_script(data));
  return page;
}

}  // namespace idreg::cli::report
