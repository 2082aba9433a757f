// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/evidence.h"

#include <fmt/format.h>

#include "cli/cases.h"

namespace idreg::cli {
namespace {

Result<void> fuzz_claims(const ProveOptions& options, const props::NamedSubject& subject,
                         const std::vector<const props::Claim*>& claims, Evidence& evidence) {
  fuzz::Options campaign;
  campaign.claims = claims;
  campaign.subject = &subject;
  campaign.seed = options.seed;
  campaign.runs = options.fuzz;
  campaign.jobs = options.jobs;
  auto reports = fuzz::run(campaign);
  if (!reports) return usage("--fuzz: " + reports.error());
  for (fuzz::ClaimReport& report : *reports) {
    const std::string name = report.claim->name;
    evidence.claims[name].fuzzed = std::move(report);
  }
  return {};
}

Result<void> enumerate_claims(const ProveOptions& options, const props::NamedSubject& subject, Evidence& evidence) {
  const std::string who = options.library.empty() ? subject.name : options.library;
  Result<Enumerated> all = enumerate(options.enumerate, who, options.claims);
  if (!all) return std::unexpected(all.error());
  evidence.compiler = all->compiler;
  for (auto& [name, exhausted] : all->claims) {
    const Result<const props::Claim*> claim = claim_named(name);
    if (!claim) return std::unexpected(Error{Status::Internal, "idreg-enumerator: " + claim.error().what});
    if (exhausted.violation &&
        (*claim)->predicate(*subject.subject, *exhausted.violation) != props::Verdict::Violated) {
      return std::unexpected(
          Error{Status::Internal,
                fmt::format(
                    "internal error: compiled by {}, {} is violated on {} by a case that does not violate it here: {}",
                    all->compiler, name, subject.name, case_json(**claim, *exhausted.violation).dump())});
    }
    evidence.claims[name].exhausted = std::move(exhausted);
  }
  return {};
}

}  // namespace

std::map<std::string, props::Case> Evidence::violations() const {
  std::map<std::string, props::Case> found;
  for (const auto& [name, native] : claims) {
    if (native.fuzzed && native.fuzzed->finding) found[name] = native.fuzzed->finding->input;
    if (native.exhausted && native.exhausted->violation) found[name] = *native.exhausted->violation;
  }
  return found;
}

Result<Evidence> gather_evidence(const ProveOptions& options, const props::NamedSubject& subject,
                                 const std::vector<const props::Claim*>& claims) {
  Evidence evidence;
  if (options.fuzz != 0 && !claims.empty()) {
    if (const Result<void> done = fuzz_claims(options, subject, claims, evidence); !done)
      return std::unexpected(done.error());
  }
  if (options.enumerate != 0) {
    if (const Result<void> done = enumerate_claims(options, subject, evidence); !done)
      return std::unexpected(done.error());
  }
  return evidence;
}

}  // namespace idreg::cli
