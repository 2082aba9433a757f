// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/audit_inputs.h"

#include "audit/kernel/build.h"

namespace idreg::cli {

std::unexpected<Error> refused(const audit::Refusal& refusal) {
  const bool unreadable = refusal.why == audit::Refusal::Why::Unreadable;
  return std::unexpected(Error{unreadable ? Status::Usage : Status::Inconclusive, refusal.what});
}

Result<audit::Inputs> inputs_of(const TreeOptions& options, Console& console) {
  audit::Inputs inputs;
  inputs.tree = options.tree;
  if (options.ir.empty()) {
    auto built = audit::build_ir({.tree = options.tree,
                                  .config = options.config,
                                  .cache = options.cache,
                                  .progress = [&console](const std::string& step) { console.progress(step); }});
    if (!built) return refused(built.error());
    inputs.modules = std::move(built->modules);
    inputs.origin = std::move(built->origin);
    inputs.remarks = std::move(built->remarks);
    return inputs;
  }
  auto modules = audit::find_modules(options.ir);
  if (!modules) return refused(modules.error());
  inputs.modules = std::move(*modules);
  return inputs;
}

}  // namespace idreg::cli
