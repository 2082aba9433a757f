// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/replayed.h"

#include <fmt/format.h>

namespace idreg::cli {

Result<audit::replay::Report> replay(const std::vector<std::string>& paths, const Judged& judged,
                                     const audit::replay::Options& options) {
  const auto modules = read_modules(paths);
  if (!modules) return usage(modules.error());
  const auto sources = sources_of(*modules);
  auto native = audit::replay::Native::load(sources, judged.tree, audit::replay::symbols(judged.tree));
  if (!native)
    return std::unexpected(Error{Status::Inconclusive, "the tree's functions do not run here: " + native.error()});
  audit::replay::Report report;
  audit::replay::witnesses(*native, judged.tree, judged.verdicts, judged.limits, judged.sanitising, report);
  for (const audit::code::Verdict& verdict : judged.verdicts)
    audit::replay::sample(*native, judged.tree, verdict, options, report);
  return report;
}

Status status_of(const audit::replay::Report& report) {
  return report.disagreements.empty() ? Status::Holds : Status::Internal;
}

std::string to_text(const audit::replay::Report& report, const audit::replay::Options& options) {
  std::string text = fmt::format(
      "the tree's own functions, compiled for this machine: {} findings replayed; {} writes to {} registers (seed {}), "
      "{} accepted\n",
      report.witnesses, report.cases, report.registers, options.seed, report.accepted);
  for (const std::string& why : report.not_tried) text += fmt::format("not replayed: {}\n", why);
  for (const std::string& what : report.disagreements) text += fmt::format("INTERNAL ERROR: {}\n", what);
  return text;
}

report::Json to_json(const audit::replay::Report& report, const audit::replay::Options& options) {
  return {{"replayed", report.witnesses},         {"registers", report.registers}, {"cases", report.cases},
          {"accepted", report.accepted},          {"seed", options.seed},          {"not_replayed", report.not_tried},
          {"disagreements", report.disagreements}};
}

}  // namespace idreg::cli
