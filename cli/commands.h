// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One declaration for each command; what each does is in the file of its name.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/input.h"
#include "cli/migrate_command.h"
#include "cli/program.h"
#include "cli/report/outputs.h"

namespace idreg::cli {

void declare_decode(CLI::App& app, Run& run);
/// `with_trees` does what needs a Linux tree: in `idreg` it hands over to `idreg-auditor`.
using WithTrees = std::function<Result<Status>(const MigrateOptions&, Console&)>;
void declare_check(CLI::App& app, Run& run, WithTrees with_trees);
void declare_fuzz(CLI::App& app, Run& run);
void declare_replay(CLI::App& app, Run& run);
void declare_report(CLI::App& app, Run& run);
void declare_probe(CLI::App& app, Run& run);
void declare_bundle(CLI::App& app, Run& run);
void declare_manual(CLI::App& app, Run& run);

/// The options of `idreg list`.
struct ListOptions {
  std::string what;
  std::string reg;         ///< for fields and features: of this register only
  std::string linux_tree;  ///< for fields: as this tree has them; empty: as the architecture has them
  std::string config, cache, vcpu;  ///< as for check
  bool ir = false;         ///< the tree is a directory with IR that exists
  bool json = false;
};

void declare_list(CLI::App& app, Run& run, std::function<Result<Status>(const ListOptions&, Console&)> list);
/// Without a tree.
[[nodiscard]] Result<Status> run_list(const ListOptions& options, Console& console);

/// The options of `idreg prove`.
struct ProveOptions {
  std::string claims = "*";
  std::string subject;  ///< empty: those that `expect` names, else the engine
  std::string bitcode;  ///< of a subject from outside; and its library
  std::string library;
  TableOptions tables;
  unsigned jobs = 0;
  std::uint64_t budget = 0;   ///< 0: the prover's default
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> samples;
  std::uint64_t fuzz = 0;      ///< cases of fuzzing for each claim; 0: none
  std::uint64_t enumerate = 0;  ///< the most cases of a shape that is enumerated; 0: nothing is
  std::string expect;         ///< a file, or empty
  std::string smt2;           ///< a folder for scripts, or empty
  std::string solvers;        ///< second solvers, with commas between
  std::uint64_t solver_budget = 1'000'000;  ///< resource units of theirs for each script
  unsigned solver_time = 60;  ///< seconds of CPU for each, where a solver knows no other limit
  std::string out = "idreg-out";
  report::Outputs outputs;
  bool json = false;
};

/// The options of `idreg minimise`.
struct MinimiseOptions {
  std::string file;
  std::string subject;  ///< empty: the one stored in the case
  TableOptions tables;
  std::string out;      ///< where the smallest case is written; empty: nowhere
  std::uint64_t budget = 0;
  bool json = false;
};

/// The options of `idreg audit`.
struct AuditOptions {
  std::string tree;     ///< the top of a Linux tree; may be empty with `ir`
  std::vector<std::string> git;  ///< instead of `tree`: a repository and a revision
  std::string ir;       ///< a directory with IR that exists; empty: it is built
  std::string config;   ///< the kernel's configuration; empty: the tree's own, else defconfig
  std::string cache;    ///< where builds are kept; empty: the user's cache
  std::string known;    ///< accepted findings; a file, or empty
  std::string vcpu;     ///< features that the VM has or lacks: "sve,!pmu"; empty: any
  std::string sarif;    ///< where SARIF is written; empty: nowhere
  std::string reproducers;  ///< where C programs that show findings are written; empty: nowhere
  bool confirm = false;  ///< ask a booted kernel about findings of the code; of it:
  std::string image;     ///< an arm64 kernel; empty: Debian's
  std::string kernel;    ///< Debian's series
  std::string cpus = "max,neoverse-n1,cortex-a76,cortex-a72,a64fx";
  bool replay = false;   ///< try verdicts on the tree's own functions; of it:
  std::uint64_t cases = 2000;  ///< for each register
  std::uint64_t seed = 1;
  bool tables_only = false;  ///< leave the code out
  bool notes = false;        ///< print notes too
  bool json = false;
  bool mail = false;
  bool bisect = false;  ///< exit statuses for `git bisect run`
};

/// Judges a Linux tree: in `idreg` it hands over to `idreg-auditor`.
void declare_audit(CLI::App& app, Run& run, std::function<Result<Status>(const AuditOptions&, Console&)> audit);

struct DiffOptions {
  std::string old_tree, new_tree;  ///< tops of trees, or with `ir` directories with IR that exists
  std::vector<std::string> git;    ///< instead of them: a repository and OLD..NEW, or with `patch` one revision
  std::string patch;               ///< an mbox, or a directory of mails; empty: none
  std::string config, cache, vcpu; ///< as for audit
  bool ir = false;
  bool tables_only = false;        ///< leave the code out
  bool json = false;
  bool bisect = false;
};

/// Compares two Linux trees: in `idreg` it hands over to `idreg-auditor`.
void declare_diff(CLI::App& app, Run& run, std::function<Result<Status>(const DiffOptions&, Console&)> diff);

/// The options of `idreg mutate`.
struct MutateOptions {
  std::vector<std::string> only;  ///< globs; empty: all
  std::size_t sample = 0;         ///< 0: all
  std::uint64_t seed = 1;
  std::string expect;             ///< a file, or empty
  std::string claims = "*";
  std::uint64_t property_cases = 200;
  double fuzz_seconds = 10;
  std::string corpus = "corpora/regressions";
  std::string libfuzzer;          ///< directory of the targets; empty: the campaign's own engine
  std::string record;             ///< a file of results so far, to go on from; empty: none
  unsigned jobs = 1;
  bool list = false;
  bool json = false;
};

/// The commands that need the prover: in `idreg` they hand over to `idreg-prover`.
void declare_prove(CLI::App& app, Run& run, std::function<Result<Status>(const ProveOptions&, Console&)> prove);
void declare_minimise(CLI::App& app, Run& run,
                      std::function<Result<Status>(const MinimiseOptions&, Console&)> minimise);
void declare_mutate(CLI::App& app, Run& run, std::function<Result<Status>(const MutateOptions&, Console&)> mutate);

}  // namespace idreg::cli
