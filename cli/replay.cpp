// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/table_options.h"
#include "cli/variant.h"

namespace idreg::cli {
namespace {

struct ReplayOptions {
  std::string path;
  std::string subject;  ///< empty: the stored one
  std::string library;  ///< of the subject; empty: it is one of ours
  std::string claim;    ///< empty: the stored one
  TableOptions tables;
  bool json = false;
};

const char* to_text(props::Verdict verdict) {
  switch (verdict) {
    case props::Verdict::Holds:
      return "holds";
    case props::Verdict::Violated:
      return "violated";
    case props::Verdict::Discarded:
      return "discarded";
  }
  return "unknown";
}

struct Replayed {
  std::string file;
  props::StoredCase stored;
  const props::Claim* claim;
  props::Verdict verdict;
};

/// `from_library`: the subject, where --subject-library gives it; else null.
Result<Replayed> replay_file(const std::string& file, const ReplayOptions& options, const Tables& tables,
                             const props::NamedSubject* from_library) {
  Result<props::StoredCase> stored = load_case(file);
  if (!stored) return std::unexpected(stored.error());
  if (!options.subject.empty()) stored->subject = options.subject;
  if (!options.claim.empty()) stored->claim = options.claim;
  if (from_library != nullptr) stored->subject = from_library->name;
  const Result<const props::Claim*> claim = claim_named(stored->claim);
  if (!claim) return usage(fmt::format("{}: {}", file, claim.error().what));
  const Result<const props::NamedSubject*> subject =
      from_library != nullptr ? from_library : subject_named(stored->subject);
  if (!subject) return usage(fmt::format("{}: {}", file, subject.error().what));
  const Result<Variant> variant = variant_of(*(*subject)->subject, tables);
  if (!variant) return std::unexpected(variant.error());
  if (const std::string_view why = props::not_applicable(**claim, *(*subject)->subject); !why.empty())
    return usage(fmt::format("{}: {} is not applicable to {}: {}", file, stored->claim, stored->subject, why));
  const props::Verdict verdict = (*claim)->predicate(variant->subject(*(*subject)->subject), stored->input);
  return Replayed{file, std::move(*stored), *claim, verdict};
}

std::string replayed_text(const Replayed& one, const Terminal& terminal) {
  const report::Style style(terminal.colour);
  const bool violated = one.verdict == props::Verdict::Violated;
  std::string text = fmt::format("{}  {} on {}: {}\n", one.file, one.stored.claim, one.stored.subject,
                                 violated ? style.bad("violated") : to_text(one.verdict));
  if (violated) text += case_text(*one.claim, one.stored.input, terminal);
  return text;
}

report::Json replayed_json(const Replayed& one) {
  return {{"case", one.file},
          {"claim", one.stored.claim},
          {"subject", one.stored.subject},
          {"verdict", to_text(one.verdict)}};
}

Result<Status> replay(const ReplayOptions& options, Console& console) {
  const Result<std::vector<std::string>> files = case_files(options.path);
  if (!files) return std::unexpected(files.error());
  const Result<Tables> tables = Tables::load(options.tables, nullptr);
  if (!tables) return std::unexpected(tables.error());
  ChosenSubject chosen{};
  if (!options.library.empty()) {
    Result<ChosenSubject> loaded = choose_subject(options.subject, options.library);
    if (!loaded) return std::unexpected(loaded.error());
    chosen = std::move(*loaded);
  }
  Status status = Status::Holds;
  report::Json results = report::Json::array();
  std::size_t violated = 0;
  for (const std::string& file : *files) {
    const Result<Replayed> one = replay_file(file, options, *tables, chosen.subject);
    if (!one) {
      console.error(one.error().what);
      status = worse(status, one.error().status);
      continue;
    }
    if (one->verdict == props::Verdict::Violated) {
      status = worse(status, Status::Finding);
      ++violated;
    }
    options.json ? results.push_back(replayed_json(*one)) : console.print(replayed_text(*one, console.terminal()));
  }
  if (options.json) {
    report::Json json = report::document();
    json["results"] = std::move(results);
    console.print(report::dump(json));
  } else {
    console.print(fmt::format("{} {}, {} violated\n", files->size(), files->size() == 1 ? "case" : "cases", violated));
  }
  return status;
}

}  // namespace

void declare_replay(CLI::App& app, Run& run) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* sub = app.add_subcommand("replay", "Run stored cases again, natively");
  sub->add_option("case", options->path, "A stored case (JSON), or a directory of them")
      ->required()
      ->type_name("CASE|DIR");
  sub->add_option("--subject", options->subject, "Another implementation than the one stored in the case")
      ->type_name("NAME");
  sub->add_option("--subject-library", options->library, "One from outside (subjects/outside.h)")->type_name("FILE");
  sub->add_option("--claim", options->claim, "Another claim than the one stored in the case")->type_name("NAME");
  add_table_options(*sub, options->tables, false);
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer("Example: idreg replay corpora/regressions --subject engine");
  sub->callback([options, &run] { run = [options](Console& console) { return replay(*options, console); }; });
}

}  // namespace idreg::cli
