// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/outputs.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>

#include "cli/report/html.h"
#include "cli/report/junit.h"
#include "cli/report/sarif.h"
#include "corpora/file.h"

namespace idreg::cli::report {
namespace {

/// A text of the document; empty where it has none of that name.
std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

JunitOutcome outcome_of(std::string_view outcome) {
  if (outcome == "proved" || outcome == "survived") return JunitOutcome::Passed;
  if (outcome == "not-applicable") return JunitOutcome::Skipped;
  return outcome == "refuted" || outcome == "violated" ? JunitOutcome::Failure : JunitOutcome::Error;
}

/// "never-above-limit on pmuver-signed: refuted; ID_AA64DFR0_EL1 0x800 under 0x0".
std::string message_of(const Json& result) {
  std::string text =
      fmt::format("{} on {}: {}", text_at(result, "claim"), text_at(result, "subject"), text_at(result, "outcome"));
  const auto example = result.find("counterexample");
  if (example == result.end()) return text;
  const std::string reg = text_at(*example, "register");
  return text + fmt::format("; {}{} under {}", reg.empty() ? "" : reg + " ", text_at(*example, "value"),
                            text_at(*example, "limit"));
}

template <typename Visit>
void for_each_result(const std::vector<Json>& documents, Visit visit) {
  for (const Json& document : documents) {
    const auto results = document.find("results");
    if (results == document.end() || !results->is_array()) continue;
    for (const Json& result : *results)
      if (result.is_object() && !text_at(result, "claim").empty() && !text_at(result, "outcome").empty() &&
          !result.contains("mutant"))
        visit(result);
  }
}

Result<void> write(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  const auto written = corpora::write_file(path, text);
  if (!written) return usage(corpora::to_text(written.error()));
  return {};
}

}  // namespace

void add_output_options(CLI::App& command, Outputs& outputs) {
  command.add_option("--junit", outputs.junit, "Also writes the results as JUnit XML")->type_name("FILE");
  command.add_option("--sarif", outputs.sarif, "Also writes the findings as SARIF 2.1.0")->type_name("FILE");
  command.add_option("--html", outputs.html, "Also writes a report to read in a browser")->type_name("FILE");
}

std::string junit_of(const std::vector<Json>& documents) {
  std::vector<JunitCase> cases;
  for_each_result(documents, [&](const Json& result) {
    JunitCase one{text_at(result, "subject"),
                  text_at(result, "claim"),
                  result.value("seconds", 0.0),
                  outcome_of(text_at(result, "outcome")),
                  "",
                  ""};
    if (one.outcome != JunitOutcome::Passed) {
      one.message = message_of(result);
      const auto example = result.find("counterexample");
      one.details = text_at(result, "sentence") + "\n" + (example == result.end() ? "" : dump(*example)) +
                    text_at(result, "reproduce");
    }
    cases.push_back(std::move(one));
  });
  return junit("idreg", cases);
}

Json sarif_of(const std::vector<Json>& documents) {
  std::vector<SarifRule> rules;
  std::vector<SarifResult> results;
  for_each_result(documents, [&](const Json& result) {
    const JunitOutcome outcome = outcome_of(text_at(result, "outcome"));
    if (outcome == JunitOutcome::Passed || outcome == JunitOutcome::Skipped) return;
    const std::string claim = text_at(result, "claim");
    if (std::ranges::find(rules, claim, &SarifRule::id) == rules.end())
      rules.push_back({claim, text_at(result, "sentence")});
    const auto example = result.find("counterexample");
    results.push_back({claim, outcome == JunitOutcome::Failure ? SarifLevel::Error : SarifLevel::Warning,
                       message_of(result), example == result.end() ? "" : text_at(*example, "case"), 0,
                       claim + "/" + text_at(result, "subject")});
  });
  return sarif(rules, results);
}

Result<void> write_outputs(const Outputs& outputs, const std::vector<Json>& documents) {
  if (!outputs.junit.empty())
    if (const auto written = write(outputs.junit, junit_of(documents)); !written) return written;
  if (!outputs.sarif.empty())
    if (const auto written = write(outputs.sarif, dump(sarif_of(documents))); !written) return written;
  return outputs.html.empty() ? Result<void>() : write(outputs.html, html(documents));
}

}  // namespace idreg::cli::report
