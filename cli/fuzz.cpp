// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/interrupt.h"
#include "cli/report/campaign.h"
#include "fuzz/campaign.h"
#include "fuzz/corpus.h"

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
  std::string corpus;     ///< kept between runs; empty: nothing is
  std::vector<std::string> merge;
  bool distill = false;
  std::string examples;  ///< stored cases that are tried first; empty: none
  bool as_found = false;
  std::string out = "idreg-out";
  report::Outputs outputs;
  bool json = false;
};

/// More points than a plot can show are of no use.
constexpr std::size_t kPoints = 512;
constexpr double kNoteEvery = 10;  ///< seconds

/// Where a campaign's progress goes: to the terminal or as plain lines, and into the report.
class Watch {
 public:
  explicit Watch(Console& console) : console_(console) {}

  void operator()(const fuzz::Progress& now) {
    console_.progress(report::progress_text(now));
    if (now.seconds - noted_ >= kNoteEvery) {
      noted_ = now.seconds;
      console_.note(report::progress_text(now));
    }
    if (now.seconds < next_) return;
    points_.push_back(now);
    if (points_.size() < kPoints) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < points_.size(); i += 2) points_[kept++] = points_[i];
    points_.resize(kept);
    next_ = now.seconds + 2 * (now.seconds / static_cast<double>(kept));
  }

  [[nodiscard]] const std::vector<fuzz::Progress>& points() const { return points_; }

 private:
  Console& console_;
  double noted_ = 0;
  double next_ = 0;
  std::vector<fuzz::Progress> points_;
};

Result<std::vector<props::StoredCase>> read_examples(const std::string& directory) {
  std::vector<props::StoredCase> examples;
  if (directory.empty()) return examples;
  const Result<std::vector<std::string>> files = case_files(directory);
  if (!files) return std::unexpected(files.error());
  for (const std::string& file : *files) {
    Result<props::StoredCase> stored = load_case(file);
    if (!stored) return std::unexpected(stored.error());
    examples.push_back(std::move(*stored));
  }
  return examples;
}

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

Result<fuzz::Options> campaign_options(const FuzzOptions& options, const Chosen& chosen) {
  if (int{options.random} + int{options.rapidcheck} + int{!options.libfuzzer.empty()} > 1) {
    return usage("--random, --rapidcheck and --libfuzzer exclude each other");
  }
  if (options.corpus.empty() && (options.distill || !options.merge.empty()))
    return usage("--distill and --merge need a --corpus");
  Result<std::vector<props::StoredCase>> examples = read_examples(options.examples);
  if (!examples) return std::unexpected(examples.error());

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
  campaign.examples = std::move(*examples);
  campaign.stop = interrupted;
  return campaign;
}

/// An error of the corpus or of a target: of files that cannot be written it is an internal one.
std::unexpected<Error> campaign_error(std::string what) {
  const bool writing =
      what.find("cannot be written") != std::string::npos || what.find("opened for writing") != std::string::npos;
  return std::unexpected(Error{writing ? Status::Internal : Status::Usage, std::move(what)});
}

/// Merges other corpora into this one, and distills it, as asked; what was done, in words.
Result<std::string> tend(const FuzzOptions& options, const fuzz::Options& campaign, fuzz::Corpus& corpus) {
  std::string text;
  for (const std::string& other : options.merge) {
    std::error_code failed;
    if (!std::filesystem::is_directory(other, failed))
      return usage(fmt::format("--merge {}: no such directory", other));
    std::size_t added = 0;
    for (const props::Claim* claim : campaign.claims) {
      const auto some = corpus.add_all(claim->name, other + "/" + claim->name);
      if (!some) return campaign_error(some.error());
      added += *some;
    }
    text += fmt::format("merged {}: {} new units\n", other, added);
  }
  if (!options.distill) return text;
  fuzz::Distilled all;
  for (const props::Claim* claim : campaign.claims) {
    const auto one = fuzz::distill(corpus, *claim, *campaign.subject->subject);
    if (!one) return campaign_error(one.error());
    all.before += one->before;
    all.after += one->after;
  }
  return text + fmt::format("distilled {}: {} of {} units kept\n", options.corpus, all.after, all.before);
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

/// Runs the campaign. Findings are stored and minimised while it goes on, each as it comes.
Result<report::Campaign> run_campaign(const FuzzOptions& options, fuzz::Options& campaign, fuzz::Corpus* corpus,
                                      Console& console) {
  // The prover knows our own subjects only.
  Findings findings(options.out, !options.as_found && options.library.empty());
  Watch watch(console);
  std::optional<Error> lost;
  campaign.corpus = corpus;
  campaign.progress = [&watch](const fuzz::Progress& now) { watch(now); };
  campaign.found = [&](const props::StoredCase& found) {
    if (const auto kept = findings.keep(found); !kept) lost = kept.error();
  };
  auto reports = fuzz::run(campaign);
  if (lost) return std::unexpected(*lost);
  if (!reports) return campaign_error(reports.error());

  report::Campaign done;
  done.subject = campaign.subject;
  done.engine = campaign.engine;
  done.seed = options.seed;
  done.interrupted = interrupted();
  done.corpus = options.corpus;
  done.units = corpus == nullptr ? 0 : corpus->size();
  done.progress = watch.points();
  done.reports = std::move(*reports);
  for (const fuzz::ClaimReport& one : done.reports) {
    done.findings.emplace_back();
    if (!one.finding) continue;
    Result<StoredFinding> kept = findings.keep(*one.finding);
    if (!kept) return std::unexpected(kept.error());
    done.findings.back() = std::move(*kept);
  }
  return done;
}

Result<Status> run_fuzz(const FuzzOptions& options, Console& console) {
  const Result<Chosen> chosen = choose(options);
  if (!chosen) return std::unexpected(chosen.error());
  Result<fuzz::Options> campaign = campaign_options(options, *chosen);
  if (!campaign) return std::unexpected(campaign.error());
  std::optional<fuzz::Corpus> corpus;
  if (!options.corpus.empty()) {
    auto opened = fuzz::Corpus::open(options.corpus);
    if (!opened) return campaign_error(opened.error());
    corpus.emplace(std::move(*opened));
    const Result<std::string> tended = tend(options, *campaign, *corpus);
    if (!tended) return std::unexpected(tended.error());
    if (!tended->empty()) {
      console.print(*tended);
      return Status::Holds;
    }
  }
  catch_interrupts();
  auto done = run_campaign(options, *campaign, corpus ? &*corpus : nullptr, console);
  if (!done) return std::unexpected(done.error());
  done->inapplicable = chosen->inapplicable;
  const report::Json json = report::to_json(*done);
  if (const Result<void> written = report::write_outputs(options.outputs, {json}); !written)
    return std::unexpected(written.error());
  console.print(options.json ? report::dump(json) : report::to_text(*done, console.terminal()));
  // Cut short, a campaign has not done what it was asked to.
  return worse(status_of(done->reports), done->interrupted ? Status::Inconclusive : Status::Holds);
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
  sub->add_option("--runs", options->runs,
                  "Cases tried for each claim, instead of a time, discarded ones among them (--rapidcheck: besides)")
      ->type_name("N");
  sub->add_option("--time", options->seconds, "Seconds for all claims together")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  sub->add_option("--jobs", options->jobs, "Threads or processes; 0 for one on each core")
      ->type_name("N")
      ->capture_default_str();
  sub->add_flag("--random", options->random, "The biased generator alone (the default)");
  sub->add_flag("--rapidcheck", options->rapidcheck, "RapidCheck");
  sub->add_option("--libfuzzer", options->libfuzzer, "libFuzzer's targets in this directory")->type_name("DIR");
  sub->add_option("--corpus", options->corpus, "Kept between runs: units, and how far each claim was tried")
      ->type_name("DIR");
  sub->add_option("--merge", options->merge, "Takes another corpus into --corpus, and ends; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  sub->add_flag("--distill", options->distill, "Removes units of --corpus that show nothing of their own, and ends");
  sub->add_option("--examples", options->examples, "Stored cases, tried on every claim first")->type_name("CASE|DIR");
  sub->add_flag("--as-found", options->as_found, "Findings are shrunk only, not made the smallest by the prover");
  sub->add_option("--out", options->out, "Where counterexamples are written")->type_name("DIR")->capture_default_str();
  report::add_output_options(*sub, options->outputs);
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg fuzz --claim 'never-*' --time 60\n"
      "         idreg fuzz --subject pmuver-signed --runs 10000 --seed 7\n"
      "         idreg fuzz --corpus corpus --jobs 0 --time 3600 --html report.html");
  sub->callback([options, &run] { run = [options](Console& console) { return run_fuzz(*options, console); }; });
}

}  // namespace idreg::cli
