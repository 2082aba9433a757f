// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/commands.h"

namespace idreg::cli {

void declare_mutate(CLI::App& app, Run& run, std::function<Result<Status>(const MutateOptions&, Console&)> mutate) {
  auto options = std::make_shared<MutateOptions>();
  CLI::App* sub = app.add_subcommand("mutate", "Break the engine on purpose: which method notices");
  sub->add_option("--only", options->only, "Mutants by name, with * and ?; one that matches none is an error")
      ->type_name("GLOB");
  sub->add_option("--sample", options->sample, "So many of them, chosen by the seed; 0 for all")->type_name("N");
  sub->add_option("--seed", options->seed, "Of the sample, the property tests and the fuzzing")
      ->type_name("N")
      ->capture_default_str();
  sub->add_option("--expect", options->expect,
                  "A file of lines \"MUTANT killed CLAIM\" or \"MUTANT equivalent\": those mutants, and a kill counts "
                  "only for the claim named")
      ->type_name("FILE");
  sub->add_option("--claim", options->claims, "Claims that may kill, with * and ?")->type_name("GLOB");
  sub->add_option("--property-cases", options->property_cases, "Cases of the property tests for each claim; 0: none")
      ->type_name("N")
      ->capture_default_str();
  sub->add_option("--fuzz-time", options->fuzz_seconds, "Seconds of CPU for fuzzing one mutant; 0: none")
      ->type_name("S")
      ->capture_default_str();
  sub->add_option("--corpus", options->corpus, "Stored cases (*.json) to replay on each mutant; empty: none")
      ->type_name("DIR")
      ->capture_default_str();
  sub->add_option("--libfuzzer", options->libfuzzer, "Fuzz with libFuzzer's targets in this directory")
      ->type_name("DIR");
  sub->add_option("--record", options->record,
                  "Keep each result in FILE as soon as it is known, and go on from what stands there")
      ->type_name("FILE");
  sub->add_option("--jobs", options->jobs, "Mutants at a time; 0 for one on each core")
      ->type_name("N")
      ->capture_default_str();
  sub->add_flag("--list", options->list, "Name the mutants and do nothing");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg mutate --only 'policy.*'\n"
      "         idreg mutate --sample 20 --seed 7 --fuzz-time 1");
  sub->callback([options, &run, mutate = std::move(mutate)] {
    run = [options, mutate](Console& console) { return mutate(*options, console); };
  });
}

}  // namespace idreg::cli
