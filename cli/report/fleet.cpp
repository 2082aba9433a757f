// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/fleet.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/report/style.h"

namespace idreg::cli::report {
namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>idreg baseline</title><style>
:root { color-scheme: light dark; --line: #8886; --yes: #1a7f37; --no: #8888; --lost: #cf222e18; }
@media (prefers-color-scheme: dark) { :root { --yes: #3fb950; --lost: #f8514926; } }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .15rem .5rem; border-bottom: 1px solid var(--line); text-align: center; white-space: nowrap; }
tbody th { text-align: left; font-weight: normal; position: sticky; left: 0; background: Canvas; }
tr.lost td { background: var(--lost); }
.yes { color: var(--yes); font-weight: bold; } .no { color: var(--no); }
</style></head><body>
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string cell(bool there) {
  return there ? "<td class=\"yes\">yes</td>" : "<td class=\"no\" aria-label=\"no\">&middot;</td>";
}

}  // namespace

std::string fleet_text(const Fleet& fleet, const Terminal& terminal) {
  const Style style(terminal.colour);
  std::size_t widest = 8;
  for (const FleetRow& row : fleet.rows) widest = std::max(widest, row.feature.size());
  const std::size_t room = terminal.width > widest + 14 ? (terminal.width - widest - 7) / 4 : 1;
  const std::size_t shown = std::min(fleet.hosts.size(), room);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("  {}: {}\n", i + 1, fleet.hosts[i]);
  if (shown < fleet.hosts.size()) text += fmt::format("  {} more hosts do not fit\n", fleet.hosts.size() - shown);
  text += fmt::format("{:<{}}", "", widest);
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("{:>4}", i + 1);
  text += "  all\n";
  for (const FleetRow& row : fleet.rows) {
    std::string line = fmt::format("{:<{}}", row.feature, widest);
    for (std::size_t i = 0; i < shown; ++i) line += row.hosts[i] ? "   x" : "   .";
    line += row.kept ? "    x" : "    .";
    text += (row.kept ? line : style.faint(line)) + "\n";
  }
  return text;
}

std::string fleet_html(const Fleet& fleet) {
  std::string page = kHead;
  page += fmt::format("<h1>{} hosts, {} features</h1>\n<ol>\n", fleet.hosts.size(), fleet.rows.size());
  for (const std::string& host : fleet.hosts) page += "<li>" + escaped(host) + "</li>\n";
  page += "</ol>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\">feature</th>";
  for (std::size_t i = 0; i < fleet.hosts.size(); ++i) page += fmt::format("<th scope=\"col\">{}</th>", i + 1);
  page += "<th scope=\"col\">baseline</th></tr></thead><tbody>\n";
  for (const FleetRow& row : fleet.rows) {
    page += fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th>", row.kept ? "kept" : "lost", escaped(row.feature));
    for (const bool there : row.hosts) page += cell(there);
    page += cell(row.kept) + "</tr>\n";
  }
  return page + "</tbody></table></div></body></html>\n";
}

}  // namespace idreg::cli::report
