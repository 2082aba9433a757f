// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/campaign.h"

#include <fmt/format.h>

#include "cli/cases.h"
#include "cli/report/explain.h"
#include "cli/report/situations.h"
#include "cli/report/style.h"
#include "cli/report/text.h"

namespace idreg::cli::report {
namespace {

double rate(const fuzz::ClaimReport& report) {
  return report.seconds > 0 ? static_cast<double>(report.cases) / report.seconds : 0;
}

/// What the campaign tried of what its claims can show; nothing where that was not counted.
std::optional<Situations> coverage_of(const Campaign& campaign) {
  Situations all;
  for (const fuzz::ClaimReport& one : campaign.reports) {
    if (!one.coverage) return std::nullopt;
    all.reached.add(*one.coverage);
    all.possible.add(props::possible(*one.claim, *campaign.subject->subject));
  }
  return all;
}

Json progress_json(const std::vector<fuzz::Progress>& points) {
  Json list = Json::array();
  for (const fuzz::Progress& now : points) {
    list.push_back({{"seconds", now.seconds},
                    {"cases", now.cases},
                    {"units", now.units},
                    {"situations", now.situations},
                    {"edges", now.edges},
                    {"findings", now.findings}});
  }
  return list;
}

Json result_json(const Campaign& campaign, std::size_t index) {
  const fuzz::ClaimReport& one = campaign.reports[index];
  Json item{{"claim", one.claim->name},        {"subject", campaign.subject->name},
            {"outcome", outcome(one)},         {"cases", one.cases},
            {"discarded", one.discarded},      {"seconds", one.seconds},
            {"sentence", one.claim->sentence}, {"reproduce", one.reproduce}};
  if (const auto& finding = campaign.findings[index]) {
    Json example = case_json(*one.claim, finding->stored.input);
    example["smallest"] = finding->smallest;
    example["known"] = finding->known;
    example["case"] = finding->path;
    example["replay"] = "idreg replay " + finding->path;
    example["explanation"] = explanation(*one.claim, *campaign.subject->subject, finding->stored.input, 1000);
    item["counterexample"] = std::move(example);
  }
  return item;
}

std::string finding_text(const Campaign& campaign, std::size_t index, const Terminal& terminal) {
  const fuzz::ClaimReport& one = campaign.reports[index];
  const StoredFinding& finding = *campaign.findings[index];
  const Style style(terminal.colour);
  std::string text = "\n" + style.bad(fmt::format("{} is violated", one.claim->name)) + "\n";
  text += wrapped(one.claim->sentence, 2, terminal.width);
  text += case_text(*one.claim, finding.stored.input, terminal);
  text += explanation(*one.claim, *campaign.subject->subject, finding.stored.input, terminal.width);
  if (!one.detail.empty()) text += wrapped(one.detail, 2, terminal.width);
  text += finding.smallest ? "  the smallest case, certified" : "  a small case (idreg minimise makes it the smallest)";
  text += fmt::format("{}: {}\n", finding.known ? ", known before" : "", finding.path);
  text += fmt::format("  replay: idreg replay {}\n", finding.path);
  return text + fmt::format("  again: {}\n", one.reproduce);
}

/// The claims that were left out, with the reason, which is one for all.
std::string inapplicable_text(const Campaign& campaign, unsigned width) {
  if (campaign.inapplicable.empty()) return "";
  std::string names;
  for (const props::Claim* claim : campaign.inapplicable)
    names += (names.empty() ? "" : ", ") + std::string(claim->name);
  const std::string_view why = props::not_applicable(*campaign.inapplicable.front(), *campaign.subject->subject);
  return wrapped(fmt::format("not applicable, {}: {}", why, names), 2, width);
}

}  // namespace

const char* outcome(const fuzz::ClaimReport& report) {
  return report.finding ? "violated" : report.gave_up ? "gave up" : report.cases == 0 ? "not tried" : "survived";
}

Json to_json(const Campaign& campaign) {
  Json json = document();
  json["subject"] = campaign.subject->name;
  json["engine"] = fuzz::to_string(campaign.engine);
  json["seed"] = campaign.seed;
  json["interrupted"] = campaign.interrupted;
  if (!campaign.corpus.empty()) json["corpus"] = {{"directory", campaign.corpus}, {"units", campaign.units}};
  json["results"] = Json::array();
  for (std::size_t i = 0; i < campaign.reports.size(); ++i) json["results"].push_back(result_json(campaign, i));
  json["not_applicable"] = Json::array();
  for (const props::Claim* claim : campaign.inapplicable) {
    json["not_applicable"].push_back(
        {{"claim", claim->name}, {"reason", props::not_applicable(*claim, *campaign.subject->subject)}});
  }
  if (const auto coverage = coverage_of(campaign)) json["coverage"] = situations_json(*coverage);
  json["progress"] = progress_json(campaign.progress);
  return json;
}

std::string to_text(const Campaign& campaign, const Terminal& terminal) {
  std::string text = fmt::format("subject {}, seed {}\n", campaign.subject->name, campaign.seed);
  Columns columns;
  std::uint64_t cases = 0;
  double seconds = 0;
  for (const fuzz::ClaimReport& one : campaign.reports) {
    columns.add({one.claim->name, outcome(one), fmt::format("{} cases", one.cases),
                 fmt::format("{} discarded", one.discarded), fmt::format("{:.0f} a second", rate(one))});
    cases += one.cases;
    seconds += one.seconds;
  }
  text += columns.text(2) + inapplicable_text(campaign, terminal.width);
  text += fmt::format("{} cases, {:.1f} s of work\n", cases, seconds);
  if (!campaign.corpus.empty()) text += fmt::format("corpus {}: {} units\n", campaign.corpus, campaign.units);
  if (const auto coverage = coverage_of(campaign)) text += situations_text(*coverage, terminal.width);
  if (campaign.interrupted) text += "interrupted: this is what was tried until then\n";
  for (std::size_t i = 0; i < campaign.reports.size(); ++i)
    if (campaign.findings[i]) text += finding_text(campaign, i, terminal);
  return text;
}

std::string progress_text(const fuzz::Progress& now) {
  const std::string of = now.total != 0 ? fmt::format(" of {}", now.total)
                                        : fmt::format(" in {:.0f} s of {:.0f} s", now.seconds, now.budget);
  std::string text = fmt::format("{} cases{}, {:.0f} a second", now.cases, of,
                                 now.seconds > 0 ? static_cast<double>(now.cases) / now.seconds : 0.0);
  if (now.edges != 0) text += fmt::format(", {} edges", now.edges);
  if (now.situations != 0) text += fmt::format(", {} situations", now.situations);
  if (now.units != 0) text += fmt::format(", {} units", now.units);
  return text + fmt::format(", {:.0f} s since the last new, {} findings", now.since_new, now.findings);
}

}  // namespace idreg::cli::report
