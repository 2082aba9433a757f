// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace idreg::cli::report {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return result;
}

std::string case_xml(const JunitCase& one) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")", escaped(one.group),
                                       escaped(one.name), one.seconds);
  if (one.outcome == JunitOutcome::Passed) return head + "/>\n";
  if (one.outcome == JunitOutcome::Skipped)
    return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head, escaped(one.message));
  const char* element = one.outcome == JunitOutcome::Failure ? "failure" : "error";
  return fmt::format("{}>\n      <{} message=\"{}\">{}</{}>\n    </testcase>\n", head, element, escaped(one.message),
                     escaped(one.details), element);
}

}  // namespace

std::string junit(const std::string& suite, const std::vector<JunitCase>& cases) {
  double seconds = 0;
  std::string body;
  for (const JunitCase& one : cases) {
    seconds += one.seconds;
    body += case_xml(one);
  }
  const auto count = [&](JunitOutcome outcome) { return std::ranges::count(cases, outcome, &JunitCase::outcome); };
  const std::string numbers =
      fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", cases.size(),
                  count(JunitOutcome::Failure), count(JunitOutcome::Error), count(JunitOutcome::Skipped), seconds);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite name=\"{1}\" {0}>\n{2}"
      "  </testsuite>\n</testsuites>\n",
      numbers, escaped(suite), body);
}

}  // namespace idreg::cli::report
