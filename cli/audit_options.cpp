// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <CLI/CLI.hpp>

#include <memory>

#include "cli/commands.h"

namespace idreg::cli {
namespace {

void declare_confirm(CLI::App& sub, AuditOptions& options, CLI::Option* tables_only) {
  auto* confirm = sub.add_flag("--confirm", options.confirm,
                               "Boot the tree's kernel under emulation and send it the write of each finding");
  confirm->excludes(tables_only);
  sub.add_option("--reproducers", options.reproducers,
                 "Also write a C program for each finding of the code; with --confirm, for the limit that was asked")
      ->type_name("DIR")
      ->excludes(tables_only);
  sub.add_option("--image", options.image, "The kernel to boot: arch/arm64/boot/Image; else Debian's")
      ->type_name("FILE")
      ->needs(confirm);
  sub.add_option("--kernel", options.kernel, "Debian's kernel of this series (6.12)")
      ->type_name("SERIES")
      ->needs(confirm);
  sub.add_option("--cpu", options.cpus, "Emulated CPUs, tried in this order")
      ->type_name("LIST")
      ->capture_default_str()
      ->needs(confirm);
}

void declare_replay(CLI::App& sub, AuditOptions& options, CLI::Option* tables_only) {
  auto* replay = sub.add_flag("--replay", options.replay,
                              "Run each finding, and samples of each register, on the tree's own functions, compiled "
                              "for this machine");
  replay->excludes(tables_only);
  sub.add_option("--cases", options.cases, "Writes to each register")->capture_default_str()->needs(replay);
  sub.add_option("--seed", options.seed, "Of the writes")->capture_default_str()->needs(replay);
}

}  // namespace

void declare_audit(CLI::App& app, Run& run, std::function<Result<Status>(const AuditOptions&, Console&)> audit) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* sub = app.add_subcommand("audit", "Judge the ID-register validation of a Linux tree");
  auto* tree = sub->add_option("tree", options->tree, "The top of a Linux tree; nothing is written into it");
  tree->type_name("TREE");
  sub->add_option("--git", options->git, "A revision of a git repository, in a work tree of idreg's own")
      ->type_name("REPO REV")
      ->expected(2)
      ->excludes(tree);
  sub->add_option("--ir", options->ir, "A directory with IR that exists, instead of building it")->type_name("DIR");
  sub->add_option("--config", options->config,
                  "A kernel configuration, also gzipped (/proc/config.gz); else the tree's own, else defconfig")
      ->type_name("FILE");
  sub->add_option("--cache", options->cache, "Where builds are kept; else $IDREG_CACHE or ~/.cache/idreg")
      ->type_name("DIR");
  sub->add_option("--known", options->known, "Accepted findings: lines \"KIND REGISTER[.FIELD]: REASON\"")
      ->type_name("FILE");
  sub->add_option("--vcpu", options->vcpu,
                  "Features that the VM has, or with ! lacks: sve, ptrauth, pmu, el1-32bit, nested, mte; else any")
      ->type_name("LIST");
  sub->add_option("--sarif", options->sarif, "Also write the findings as SARIF 2.1.0")->type_name("FILE");
  auto* tables_only =
      sub->add_flag("--tables-only", options->tables_only, "Judge tables and texts, not the compiled code");
  declare_confirm(*sub, *options, tables_only);
  declare_replay(*sub, *options, tables_only);
  sub->add_flag("--notes", options->notes, "Print notes too: what is worth knowing and not wrong");
  auto* json = sub->add_flag("--json", options->json, "One JSON document");
  sub->add_flag("--mail", options->mail, "A reply of at most 40 lines of 72 columns")->excludes(json);
  sub->add_flag("--bisect", options->bisect, "Exit status for git bisect run: 1 bad, 125 cannot be decided");
  sub->footer(
      "Example: idreg audit ~/linux\n"
      "         idreg audit --ir ~/linux --known accepted.txt --sarif findings.sarif\n"
      "         idreg audit --confirm --image ~/linux/arch/arm64/boot/Image ~/linux");
  sub->callback([options, &run, audit = std::move(audit)] {
    if (options->tree.empty() && options->ir.empty() && options->git.empty()) {
      throw CLI::RequiredError("TREE, --git REPO REV or --ir DIR");
    }
    run = [options, audit](Console& console) { return audit(*options, console); };
  });
}

void declare_diff(CLI::App& app, Run& run, std::function<Result<Status>(const DiffOptions&, Console&)> diff) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* sub = app.add_subcommand("diff", "What two Linux trees let userspace write differently");
  auto* old_tree = sub->add_option("old", options->old_tree, "The top of a Linux tree; nothing is written into it");
  old_tree->type_name("OLD");
  auto* new_tree = sub->add_option("new", options->new_tree, "Another");
  new_tree->type_name("NEW");
  auto* git = sub->add_option("--git", options->git, "Two revisions of a git repository, OLD..NEW");
  git->type_name("REPO REVS")->expected(2)->excludes(old_tree)->excludes(new_tree);
  sub->add_option("--patch", options->patch,
                  "With --git REPO REV: what each patch of a series changes; an mbox or a directory of mails")
      ->type_name("SERIES")
      ->needs(git);
  sub->add_flag("--ir", options->ir, "OLD and NEW are directories with IR that exists")->excludes(git);
  sub->add_option("--config", options->config, "A kernel configuration for both")->type_name("FILE");
  sub->add_option("--cache", options->cache, "Where builds are kept; else $IDREG_CACHE or ~/.cache/idreg")
      ->type_name("DIR");
  sub->add_option("--vcpu", options->vcpu, "Features that the VM has, or with ! lacks; else any")->type_name("LIST");
  sub->add_flag("--tables-only", options->tables_only, "Compare tables and masks, not the compiled code");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->add_flag("--bisect", options->bisect, "Exit status for git bisect run: 1 bad, 125 cannot be decided");
  sub->footer(
      "Example: idreg diff linux-6.12 linux-patched\n"
      "         idreg diff --git ~/linux v6.12..v6.13\n"
      "         idreg diff --git ~/linux v6.12 --patch series.mbx");
  sub->callback([options, &run, diff = std::move(diff)] {
    if (options->new_tree.empty() && options->git.empty())
      throw CLI::RequiredError("OLD and NEW, or --git REPO OLD..NEW");
    run = [options, diff](Console& console) { return diff(*options, console); };
  });
}

}  // namespace idreg::cli
