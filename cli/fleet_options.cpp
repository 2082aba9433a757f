// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/fleet_options.h"

#include <CLI/CLI.hpp>

#include <memory>

#include "cli/architecture.h"

namespace idreg::cli {

void declare_lint(CLI::App& app, Run& run, std::function<Result<Status>(const LintOptions&, Console&)> lint) {
  auto options = std::make_shared<LintOptions>();
  CLI::App* sub = app.add_subcommand("lint", "Could a CPU with these registers exist? If not, which rules conflict");
  sub->add_option("file", options->file, "A dump, or a CPU template")->type_name("DUMP|TEMPLATE");
  sub->add_option("--base", options->base,
                  "The dump that a template is applied to; what it breaks itself is told apart")
      ->type_name("DUMP");
  add_features_option(*sub, options->features);
  sub->add_flag("--compare", options->compare,
                "Instead: what idreg's own rules and those of --features say differently");
  sub->add_option("--budget", options->budget, "Solver units for each question, the same on every machine")
      ->type_name("UNITS");
  sub->add_flag("--strict", options->strict, "An error for registers that the rules read and the dump lacks");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg lint corpora/cpus/graviton-3.txt\n"
      "         idreg lint template.json --base host.json\n"
      "         idreg lint --compare --features Features.json");
  sub->callback([options, &run, lint = std::move(lint)] {
    run = [options, lint](Console& console) { return lint(*options, console); };
  });
}

void declare_baseline(CLI::App& app, Run& run,
                      std::function<Result<Status>(const BaselineOptions&, Console&)> baseline) {
  auto options = std::make_shared<BaselineOptions>();
  CLI::App* sub = app.add_subcommand("baseline", "The best values of every register that are safe on all these hosts");
  sub->add_option("dumps", options->dumps, "Dumps of the hosts")->required()->type_name("DUMP...");
  sub->add_option("--weight", options->weights, "What keeping a feature is worth; 1 if not given, 0: not counted")
      ->type_name("FEATURE=N");
  add_features_option(*sub, options->features);
  sub->add_option("--write", options->write, "Where the values are written, as a dump")->type_name("FILE");
  sub->add_flag("--table", options->table, "Hosts and features as a table");
  sub->add_option("--html", options->html, "The same table as a page")->type_name("FILE");
  sub->add_option("--budget", options->budget, "Solver units for each question, the same on every machine")
      ->type_name("UNITS");
  sub->add_flag("--strict", options->strict, "An error for anything in a dump that is no register known here");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg baseline corpora/cpus/*.txt\n"
      "         idreg baseline --weight FEAT_SVE=10 hosts/*.txt");
  sub->callback([options, &run, baseline = std::move(baseline)] {
    run = [options, baseline](Console& console) { return baseline(*options, console); };
  });
}

}  // namespace idreg::cli
