// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/commands.h"

namespace idreg::cli {

void declare_list(CLI::App& app, Run& run, std::function<Result<Status>(const ListOptions&, Console&)> list) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* sub = app.add_subcommand("list", "What idreg knows: claims, registers, fields, features, subjects");
  sub->add_option("what", options->what, "claims, registers, fields, features or subjects")
      ->required()
      ->check(CLI::IsMember({"claims", "registers", "fields", "features", "subjects"}))
      ->type_name("WHAT");
  sub->add_option("register", options->reg, "Fields or features of this register only")->type_name("REG");
  sub->add_option("--linux", options->linux_tree, "Fields as KVM of this Linux tree lets userspace write them")
      ->type_name("TREE");
  sub->add_flag("--ir", options->ir, "The tree is a directory with IR that exists");
  sub->add_option("--config", options->config, "A kernel configuration for the tree, as for audit")->type_name("FILE");
  sub->add_option("--cache", options->cache, "Where builds are kept; else $IDREG_CACHE or ~/.cache/idreg")
      ->type_name("DIR");
  sub->add_option("--vcpu", options->vcpu, "Features of the vCPU, \"pmu, sve\" or \"none\"; else any")
      ->type_name("LIST");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg list fields ID_AA64DFR0_EL1\n"
      "         idreg list fields --linux ~/linux --json");
  sub->callback([options, &run, list = std::move(list)] {
    run = [options, list](Console& console) { return list(*options, console); };
  });
}

}  // namespace idreg::cli
