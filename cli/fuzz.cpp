// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/campaign.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/report/situations.h"
#include "cli/report/style.h"
#include "cli/report/text.h"

namespace idreg::cli {
namespace {

struct FuzzOptions {
  std::string claims = "*";
  std::string subject;  ///< empty, and no library: engine
  std::string library;
  std::uint64_t seed = 1;
  std::uint64_t runs = 0;  ///< 0: the time decides
  double seconds = 10;
  unsigned jobs = 1;
  bool random = false;  ///< the default engine, for those who want to name it
  bool rapidcheck = false;
  std::string libfuzzer;  ///< directory of the targets
  std::string out = "idreg-out";
  report::Outputs outputs;
  bool json = false;
};

/// What is to be run, and what is not.
struct Chosen {
  ChosenSubject subject;
  std::vector<const props::Claim*> claims;
  std::vector<const props::Claim*> inapplicable;
};

Result<Chosen> choose(const FuzzOptions& options) {
  const std::string name = options.subject.empty() && options.library.empty() ? "engine" : options.subject;
  Result<ChosenSubject> subject = choose_subject(name, options.library);
  if (!subject) return std::unexpected(subject.error());
  Result<std::vector<const props::Claim*>> claims = claims_named(options.claims);
  if (!claims) return std::unexpected(claims.error());
  Result<std::vector<const props::Claim*>> inapplicable = take_inapplicable(*claims, *subject->subject);
  if (!inapplicable) return std::unexpected(inapplicable.error());
  return Chosen{std::move(*subject), std::move(*claims), std::move(*inapplicable)};
}

Result<fuzz::Options> campaign_options(const FuzzOptions& options, const Chosen& chosen, Console& console) {
  if (int{options.random} + int{options.rapidcheck} + int{!options.libfuzzer.empty()} > 1) {
    return usage("--random, --rapidcheck and --libfuzzer exclude each other");
  }
  fuzz::Options campaign;
  campaign.claims = chosen.claims;
  campaign.subject = chosen.subject.subject;
  campaign.library = options.library;
  if (options.rapidcheck) campaign.engine = fuzz::Engine::RapidCheck;
  if (!options.libfuzzer.empty()) campaign.engine = fuzz::Engine::LibFuzzer;
  campaign.targets = options.libfuzzer;
  campaign.seed = options.seed;
  if (options.runs != 0) campaign.runs = options.runs;
  campaign.seconds = options.seconds;
  campaign.jobs = options.jobs;
  if (console.terminal().progress) {
    campaign.progress = [&console](const fuzz::Progress& now) {
      const std::string of = now.total != 0 ? fmt::format(" of {}", now.total)
                                            : fmt::format(" in {:.0f} s of {:.0f} s", now.seconds, now.budget);
      console.progress(fmt::format("{} cases{}, {} findings", now.cases, of, now.findings));
    };
  }
  return campaign;
}

double rate(const fuzz::ClaimReport& report) {
  return report.seconds > 0 ? static_cast<double>(report.cases) / report.seconds : 0;
}

const char* outcome(const fuzz::ClaimReport& report) {
  return report.finding ? "violated" : report.gave_up ? "gave up" : report.cases == 0 ? "not tried" : "survived";
}

/// Stores the findings; their paths, by claim, empty where there is none.
Result<std::vector<std::string>> store(const std::vector<fuzz::ClaimReport>& reports, const std::string& out) {
  std::vector<std::string> paths;
  for (const fuzz::ClaimReport& report : reports) {
    paths.emplace_back();
    if (!report.finding) continue;
    Result<std::string> path = store_case(out, *report.finding);
    if (!path) return std::unexpected(path.error());
    paths.back() = std::move(*path);
  }
  return paths;
}

Status status_of(const std::vector<fuzz::ClaimReport>& reports) {
  Status status = Status::Holds;
  for (const fuzz::ClaimReport& report : reports) {
    if (report.finding) {
      status = worse(status, Status::Finding);
    } else if (report.gave_up || report.cases == 0) {
      status = worse(status, Status::Inconclusive);
    }
  }
  return status;
}

/// What the campaign tried of what its claims can show; nothing where that was not counted.
std::optional<report::Situations> coverage_of(const Chosen& chosen, const std::vector<fuzz::ClaimReport>& reports) {
  report::Situations all;
  for (const fuzz::ClaimReport& one : reports) {
    if (!one.coverage) return std::nullopt;
    all.reached.add(*one.coverage);
    all.possible.add(props::possible(*one.claim, *chosen.subject.subject->subject));
  }
  return all;
}

report::Json document(const FuzzOptions& options, const Chosen& chosen, fuzz::Engine engine,
                      const std::vector<fuzz::ClaimReport>& reports, const std::vector<std::string>& paths) {
  report::Json json = report::document();
  const char* const subject = chosen.subject.subject->name;
  json["subject"] = subject;
  json["engine"] = fuzz::to_string(engine);
  json["seed"] = options.seed;
  json["results"] = report::Json::array();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const fuzz::ClaimReport& one = reports[i];
    report::Json item{{"claim", one.claim->name},        {"subject", subject},
                      {"outcome", outcome(one)},         {"cases", one.cases},
                      {"discarded", one.discarded},      {"seconds", one.seconds},
                      {"sentence", one.claim->sentence}, {"reproduce", one.reproduce}};
    if (one.finding) {
      item["counterexample"] = case_json(*one.claim, one.finding->input);
      item["counterexample"]["case"] = paths[i];
    }
    json["results"].push_back(std::move(item));
  }
  json["not_applicable"] = report::Json::array();
  for (const props::Claim* claim : chosen.inapplicable) {
    json["not_applicable"].push_back(
        {{"claim", claim->name}, {"reason", props::not_applicable(*claim, *chosen.subject.subject->subject)}});
  }
  if (const auto coverage = coverage_of(chosen, reports)) json["coverage"] = report::situations_json(*coverage);
  return json;
}

/// The claims that were left out, with the reason, which is one for all.
std::string inapplicable_text(const Chosen& chosen, unsigned width) {
  if (chosen.inapplicable.empty()) return "";
  std::string names;
  for (const props::Claim* claim : chosen.inapplicable) names += (names.empty() ? "" : ", ") + std::string(claim->name);
  const std::string_view why = props::not_applicable(*chosen.inapplicable.front(), *chosen.subject.subject->subject);
  return report::wrapped(fmt::format("not applicable, {}: {}", why, names), 2, width);
}

void print_text(const FuzzOptions& options, const Chosen& chosen, const std::vector<fuzz::ClaimReport>& reports,
                const std::vector<std::string>& paths, Console& console) {
  const report::Style style(console.terminal().colour);
  console.print(fmt::format("subject {}, seed {}\n", chosen.subject.subject->name, options.seed));
  report::Columns columns;
  std::uint64_t cases = 0;
  double seconds = 0;
  for (const fuzz::ClaimReport& one : reports) {
    columns.add({one.claim->name, outcome(one), fmt::format("{} cases", one.cases),
                 fmt::format("{} discarded", one.discarded), fmt::format("{:.0f} a second", rate(one))});
    cases += one.cases;
    seconds += one.seconds;
  }
  console.print(columns.text(2));
  console.print(inapplicable_text(chosen, console.terminal().width));
  console.print(fmt::format("{} cases, {:.1f} s of work\n", cases, seconds));
  if (const auto coverage = coverage_of(chosen, reports))
    console.print(report::situations_text(*coverage, console.terminal().width));
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const fuzz::ClaimReport& one = reports[i];
    if (!one.finding) continue;
    console.print("\n" + style.bad(fmt::format("{} is violated", one.claim->name)) + "\n");
    console.print(report::wrapped(one.claim->sentence, 2, console.terminal().width));
    console.print(case_text(*one.claim, one.finding->input, console.terminal()));
    console.print(fmt::format("  case {} (idreg minimise makes it the smallest)\n", paths[i]));
    console.print(fmt::format("  again: {}\n", one.reproduce));
  }
}

Result<Status> run_fuzz(const FuzzOptions& options, Console& console) {
  const Result<Chosen> chosen = choose(options);
  if (!chosen) return std::unexpected(chosen.error());
  const Result<fuzz::Options> campaign = campaign_options(options, *chosen, console);
  if (!campaign) return std::unexpected(campaign.error());
  const auto reports = fuzz::run(*campaign);
  if (!reports) return usage(reports.error());
  const Result<std::vector<std::string>> paths = store(*reports, options.out);
  if (!paths) return std::unexpected(paths.error());
  const report::Json json = document(options, *chosen, campaign->engine, *reports, *paths);
  if (const Result<void> written = report::write_outputs(options.outputs, {json}); !written)
    return std::unexpected(written.error());
  if (options.json) {
    console.print(report::dump(json));
  } else {
    print_text(options, *chosen, *reports, *paths, console);
  }
  return status_of(*reports);
}

}  // namespace

void declare_fuzz(CLI::App& app, Run& run) {
  auto options = std::make_shared<FuzzOptions>();
  CLI::App* sub = app.add_subcommand("fuzz", "Hunt for counterexamples natively");
  sub->add_option("--claim", options->claims, "Claims by name, with * and ? (idreg list claims)")->type_name("GLOB");
  sub->add_option("--subject", options->subject, "The implementation under test (idreg list subjects); engine if none")
      ->type_name("NAME");
  sub->add_option("--subject-library", options->library,
                  "One from outside, a shared library that this process runs (subjects/outside.h)")
      ->type_name("FILE");
  sub->add_option("--seed", options->seed, "The same seed and --runs give the same cases")->type_name("N");
  sub->add_option("--runs", options->runs, "Cases for each claim, instead of a time")->type_name("N");
  sub->add_option("--time", options->seconds, "Seconds for all claims together")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  sub->add_option("--jobs", options->jobs, "Threads; 0 for one on each core")->type_name("N")->capture_default_str();
  sub->add_flag("--random", options->random, "The biased generator alone (the default)");
  sub->add_flag("--rapidcheck", options->rapidcheck, "RapidCheck");
  sub->add_option("--libfuzzer", options->libfuzzer, "libFuzzer's targets in this directory")->type_name("DIR");
  sub->add_option("--out", options->out, "Where counterexamples are written")->type_name("DIR")->capture_default_str();
  report::add_output_options(*sub, options->outputs);
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg fuzz --claim 'never-*' --time 60\n"
      "         idreg fuzz --subject pmuver-signed --runs 10000 --seed 7");
  sub->callback([options, &run] { run = [options](Console& console) { return run_fuzz(*options, console); }; });
}

}  // namespace idreg::cli
