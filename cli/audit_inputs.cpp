// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/audit_inputs.h"

#include <memory>

#include "audit/kernel/revisions.h"

namespace idreg::cli {

std::unexpected<Error> refused(const audit::Refusal& refusal) {
  const bool unreadable = refusal.why == audit::Refusal::Why::Unreadable;
  return std::unexpected(Error{unreadable ? Status::Usage : Status::Inconclusive, refusal.what});
}

namespace {

/// Checks a revision out, for its texts, and builds it.
std::expected<audit::Built, audit::Refusal> build_revision(const audit::Revisions& revisions,
                                                           const std::string& revision) {
  const auto commit = revisions.commit_of(revision);
  if (!commit) return std::unexpected(commit.error());
  if (auto done = revisions.check_out(*commit); !done) return std::unexpected(done.error());
  return revisions.build(*commit);
}

}  // namespace

audit::BuildOptions build_options(const TreeOptions& options, Console& console) {
  return {.tree = options.tree,
          .config = options.config,
          .cache = options.cache,
          .progress = [&console](const std::string& step) { console.progress(step); }};
}

Result<audit::Inputs> inputs_of(const TreeOptions& options, Console& console) {
  audit::Inputs inputs;
  inputs.tree = options.tree;
  if (!options.ir.empty()) {
    auto modules = audit::find_modules(options.ir);
    if (!modules) return refused(modules.error());
    inputs.modules = std::move(*modules);
    return inputs;
  }
  std::expected<audit::Built, audit::Refusal> built;
  if (options.git.empty()) {
    built = audit::build_ir(build_options(options, console));
  } else {
    auto revisions = audit::Revisions::open(options.git[0], build_options(options, console));
    if (!revisions) return refused(revisions.error());
    inputs.tree = revisions->tree();
    built = build_revision(*revisions, options.git[1]);
    inputs.held = std::make_shared<audit::Revisions>(std::move(*revisions));
  }
  if (!built) return refused(built.error());
  inputs.modules = std::move(built->modules);
  inputs.origin = std::move(built->origin);
  inputs.remarks = std::move(built->remarks);
  return inputs;
}

}  // namespace idreg::cli
