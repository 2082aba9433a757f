// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <future>

#include "audit/audit.h"
#include "cli/audit_code.h"
#include "cli/audit_inputs.h"
#include "cli/auditor.h"
#include "cli/confirm.h"
#include "cli/replayed.h"
#include "cli/report/audit.h"
#include "cli/reproducer.h"
#include "corpora/file.h"

namespace idreg::cli {
namespace {

Result<audit::code::Options> code_options(const AuditOptions& options) {
  auto features = audit::code::parse_features(options.vcpu);
  if (!features) return usage(fmt::format("--vcpu {}: no such feature; see --help", features.error()));
  audit::code::Options chosen;
  chosen.vcpu = std::move(*features);
  return chosen;
}

Result<void> read_known(const AuditOptions& options, audit::Report& report) {
  if (options.known.empty()) return {};
  const auto text = corpora::read_file(options.known);
  if (!text) return usage(to_text(text.error()));
  const auto known = audit::parse_known(*text, options.known);
  if (!known) return usage(to_text(known.error()));
  audit::apply_known(report, *known);
  return {};
}

Status status_of(const audit::Report& report) {
  Status status = Status::Holds;
  for (const audit::Finding& finding : report.findings) {
    if (finding.severity != audit::Severity::Note) status = worse(status, Status::Finding);
    if (finding.confirmation == audit::Confirmation::NotConfirmed) status = Status::Internal;
  }
  if (!report.stale.empty()) status = worse(status, Status::Finding);
  for (const audit::RegisterVerdict& verdict : report.registers) {
    const bool open = verdict.outcome == audit::Outcome::Unknown || verdict.outcome == audit::Outcome::Unsupported;
    if (open) status = worse(status, Status::Inconclusive);
  }
  return status;
}

}  // namespace

Result<Status> run_audit(const AuditOptions& options, Console& console) {
  const auto code = code_options(options);
  if (!code) return std::unexpected(code.error());
  const auto inputs = inputs_of({options.tree, options.ir, options.config, options.cache, options.git}, console);
  if (!inputs) return std::unexpected(inputs.error());
  // Tables and code are read from the same IR, each for itself: side by side.
  std::future<std::expected<audit::code::Tree, std::string>> loading;
  if (!options.tables_only) loading = std::async(std::launch::async, load_code, std::cref(inputs->modules));
  auto report = audit::audit(*inputs);
  if (!report) return refused(report.error());
  std::optional<Judged> judged;
  if (loading.valid()) judged = add_code(*report, loading.get(), *code);
  if (const auto known = read_known(options, *report); !known) return std::unexpected(known.error());
  Shots shots;
  if (options.confirm && judged) {
    auto asked = confirm(*report, *judged, *code, options, console);
    if (!asked) return std::unexpected(asked.error());
    shots = std::move(*asked);
  }
  if (!options.reproducers.empty() && judged) {
    const auto written = write_reproducers(*report, *judged, shots, options.reproducers);
    if (!written) return std::unexpected(written.error());
  }
  if (!options.sarif.empty()) {
    const auto written = corpora::write_file(options.sarif, report::dump(report::sarif(*report)));
    if (!written) return usage(to_text(written.error()));
  }
  const audit::replay::Options samples{options.cases, options.seed};
  std::optional<audit::replay::Report> replayed;
  if (options.replay && judged) {
    auto tried = replay(inputs->modules, *judged, samples);
    if (!tried) return std::unexpected(tried.error());
    replayed = std::move(*tried);
  }
  if (options.json) {
    report::Json json = report::to_json(*report);
    if (replayed) json["replay"] = to_json(*replayed, samples);
    console.print(report::dump(json));
  } else if (options.mail) {
    console.print(report::mail(*report));
  } else {
    console.print(report::to_text(*report, options.notes, console.terminal()));
  }
  if (replayed && !options.json) console.print(to_text(*replayed, samples));
  return replayed ? worse(status_of(*report), status_of(*replayed)) : status_of(*report);
}

}  // namespace idreg::cli
