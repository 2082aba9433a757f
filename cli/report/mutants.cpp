// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include "cli/mutate.h"
#include "cli/report/style.h"
#include "cli/report/text.h"

namespace idreg::cli {
namespace {

using fuzz::Notice;
using smt::prove::Fate;

/// How many of the mutants that can be noticed a method noticed.
struct Share {
  std::size_t noticed = 0;
  std::size_t asked = 0;

  void add(const std::optional<Notice>& notice) {
    asked += notice ? 1U : 0U;
    noticed += notice && notice->noticed ? 1U : 0U;
  }
};

struct Summary {
  std::size_t fates[4] = {};
  std::size_t unexpected = 0;
  Share property, fuzzing, corpus;
  double proof_seconds = 0;
};

/// An equivalent mutant cannot be noticed, so it is in no share.
Summary summary_of(const std::vector<MutantReport>& reports) {
  Summary summary;
  for (const MutantReport& report : reports) {
    ++summary.fates[static_cast<std::size_t>(report.proof.fate)];
    summary.unexpected += as_expected(report) ? 0U : 1U;
    summary.proof_seconds += report.proof.cpu_seconds;
    if (report.proof.fate == Fate::Equivalent) continue;
    summary.property.add(report.property);
    summary.fuzzing.add(report.fuzzing);
    summary.corpus.add(report.corpus);
  }
  return summary;
}

std::string cell(const std::optional<Notice>& notice) {
  if (!notice) return "not asked";
  if (!notice->noticed) return fmt::format("no ({} cases)", notice->cases);
  return fmt::format("{} {} {:.2f} s", notice->how == "violated" ? "case" : notice->how, notice->cases,
                     notice->cpu_seconds);
}

std::string share_text(const char* method, const Share& share) {
  if (share.asked == 0) return fmt::format("  {} not asked\n", method);
  return fmt::format("  {} {} of {} ({} %)\n", method, share.noticed, share.asked, share.noticed * 100 / share.asked);
}

report::Json to_json(const Notice& notice) {
  report::Json json{{"noticed", notice.noticed}, {"cases", notice.cases}, {"cpu_seconds", notice.cpu_seconds}};
  if (notice.noticed) json["claim"] = notice.claim;
  if (!notice.how.empty()) json["how"] = notice.how;
  return json;
}

report::Json to_json(const Share& share) { return {{"noticed", share.noticed}, {"asked", share.asked}}; }

}  // namespace

report::Json mutant_json(const MutantReport& one) {
  report::Json json{{"mutant", one.mutant.name}, {"location", one.mutant.location},
                    {"what", one.mutant.what},   {"outcome", smt::prove::to_string(one.proof.fate)},
                    {"parts", one.proof.parts},  {"cpu_seconds", one.proof.cpu_seconds}};
  if (one.proof.claim != nullptr && one.proof.fate != Fate::Equivalent) {
    json["claim"] = one.proof.claim->name;
    json["detail"] = one.proof.detail;
  }
  if (!one.expected.empty()) json["expected"] = one.expected;
  if (one.property) json["property"] = to_json(*one.property);
  if (one.fuzzing) json["fuzzing"] = to_json(*one.fuzzing);
  if (one.corpus) json["corpus"] = to_json(*one.corpus);
  return json;
}

std::string mutants_text(const std::vector<MutantReport>& reports, const Terminal& terminal) {
  const report::Style style(terminal.colour);
  report::Columns columns;
  columns.add({"mutant", "proof", "claim", "s", "property", "fuzzing", "corpus"});
  std::string unexpected;
  for (const MutantReport& one : reports) {
    const bool named = one.proof.claim != nullptr && one.proof.fate != Fate::Equivalent;
    columns.add({one.mutant.name, smt::prove::to_string(one.proof.fate), named ? one.proof.claim->name : "-",
                 fmt::format("{:.2f}", one.proof.cpu_seconds), cell(one.property), cell(one.fuzzing),
                 cell(one.corpus)});
    if (as_expected(one)) continue;
    unexpected += style.bad(fmt::format("{} {}", one.mutant.name, smt::prove::to_string(one.proof.fate))) +
                  fmt::format("{}: {} ({}); {}\n", one.expected.empty() ? "" : ", expected " + one.expected,
                              one.mutant.what, one.mutant.location, one.proof.detail);
  }
  const Summary summary = summary_of(reports);
  std::string text = columns.text() + "\n" + unexpected;
  text += fmt::format(
      "{} mutants: {} killed by proof, {} proved equivalent, {} survived, {} unknown ({:.0f} s of CPU)\n",
      reports.size(), summary.fates[0], summary.fates[1], summary.fates[2], summary.fates[3], summary.proof_seconds);
  text += "of those that are not equivalent, noticed by\n";
  text += share_text("property tests", summary.property) + share_text("fuzzing", summary.fuzzing) +
          share_text("stored cases", summary.corpus);
  return text;
}

report::Json mutants_json(const std::vector<MutantReport>& reports) {
  report::Json json = report::document();
  json["results"] = report::Json::array();
  for (const MutantReport& one : reports) json["results"].push_back(mutant_json(one));
  const Summary summary = summary_of(reports);
  json["summary"] = {{"mutants", reports.size()},
                     {"killed", summary.fates[0]},
                     {"equivalent", summary.fates[1]},
                     {"survived", summary.fates[2]},
                     {"unknown", summary.fates[3]},
                     {"unexpected", summary.unexpected},
                     {"property", to_json(summary.property)},
                     {"fuzzing", to_json(summary.fuzzing)},
                     {"corpus", to_json(summary.corpus)}};
  return json;
}

}  // namespace idreg::cli
