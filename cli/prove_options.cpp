// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/commands.h"
#include "cli/table_options.h"

namespace idreg::cli {

void declare_prove(CLI::App& app, Run& run, std::function<Result<Status>(const ProveOptions&, Console&)> prove) {
  auto options = std::make_shared<ProveOptions>();
  CLI::App* sub = app.add_subcommand("prove", "Prove claims on compiled code, or refute them");
  sub->add_option("--claim", options->claims, "Claims by name, with * and ? (idreg list claims)")->type_name("GLOB");
  sub->add_option("--subject", options->subject,
                  "The implementation under test (idreg list subjects), or all: the engine and every design; "
                  "engine, or those that --expect names, if not given")
      ->type_name("NAME");
  sub->add_option("--subject-bitcode", options->bitcode, "One from outside, as bitcode (subjects/outside.h)")
      ->type_name("FILE");
  sub->add_option("--subject-library", options->library, "The same compiled, on which counterexamples are replayed")
      ->type_name("FILE");
  add_table_options(*sub, options->tables, true);
  sub->add_option("--jobs", options->jobs, "Parallel solvers; one for each core if not given")->type_name("N");
  sub->add_option("--budget", options->budget, "Solver units for each query, the same on every machine")
      ->type_name("UNITS");
  sub->add_option("--seed", options->seed, "Of the native samples")->type_name("N");
  sub->add_option("--samples", options->samples, "Native cases for each proved claim")->type_name("N");
  sub->add_option("--fuzz", options->fuzz, "Also fuzzes each claim, with so many cases, and says so in the answer")
      ->type_name("N");
  sub->add_option(
         "--enumerate", options->enumerate,
         "Also decides claims about one field, compiled by gcc, by every case: of fields up to 8 bits wide, and "
         "of the policies and orders that have at most N cases")
      ->type_name("N");
  sub->add_option("--expect", options->expect,
                  "A file of lines \"subject claim outcome\": the exit status is 0 iff the outcomes equal it")
      ->type_name("FILE");
  sub->add_option("--smt2", options->smt2,
                  "Writes what was decided as SMT-LIB 2 scripts, DIR/SUBJECT/CLAIM/PART.N.smt2")
      ->type_name("DIR");
  sub->add_option("--solver", options->solvers,
                  "Solvers that must agree on every script: z3, cvc5, boolector, NAME=COMMAND, with commas between; "
                  "what one does not decide is listed, and the exit status is 3")
      ->type_name("LIST");
  sub->add_option("--solver-budget", options->solver_budget, "Resource units for each script (z3, cvc5)")
      ->capture_default_str()
      ->type_name("UNITS");
  sub->add_option("--solver-time", options->solver_time, "Seconds of CPU for each script; five times as many in all")
      ->capture_default_str()
      ->check(CLI::Range(1U, 86'400U))
      ->type_name("S");
  sub->add_option("--out", options->out, "Where counterexamples are written")->capture_default_str()->type_name("DIR");
  report::add_output_options(*sub, options->outputs);
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg prove\n"
      "         idreg prove --claim 'never-*' --subject pmuver-signed\n"
      "         idreg prove --claim table-sound --override PMUVer=signed,LowerSafe\n"
      "         idreg prove --claim never-above-limit --override PMUVer=signed,LowerSafe --writable 0xf0");
  sub->callback([options, &run, prove = std::move(prove)] {
    run = [options, prove](Console& console) { return prove(*options, console); };
  });
}

void declare_minimise(CLI::App& app, Run& run,
                      std::function<Result<Status>(const MinimiseOptions&, Console&)> minimise) {
  auto options = std::make_shared<MinimiseOptions>();
  CLI::App* sub = app.add_subcommand("minimise", "The smallest counterexample, with proof that it is the smallest");
  sub->add_option("case", options->file, "A stored case (JSON)")->required()->type_name("CASE");
  sub->add_option("--subject", options->subject, "Another implementation than the one stored in the case")
      ->type_name("NAME");
  add_table_options(*sub, options->tables, false);
  sub->add_option("--budget", options->budget, "Solver units for each query")->type_name("UNITS");
  sub->add_option("--out", options->out, "Where the smallest case is written")->type_name("FILE");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer("Example: idreg minimise idreg-out/pmuver-signed.never-above-limit.json");
  sub->callback([options, &run, minimise = std::move(minimise)] {
    run = [options, minimise](Console& console) { return minimise(*options, console); };
  });
}

}  // namespace idreg::cli
