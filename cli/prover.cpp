// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/prover.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "cli/cases.h"
#include "cli/evidence.h"
#include "cli/expect.h"
#include "cli/report/proof.h"
#include "cli/second.h"
#include "cli/variant.h"
#include "corpora/file.h"
#include "smt/prove/prove.h"

namespace idreg::cli {
namespace {

namespace prover = smt::prove;

Status status_of(prover::Outcome outcome) {
  switch (outcome) {
    case prover::Outcome::Proved:
    case prover::Outcome::NotApplicable:
      return Status::Holds;
    case prover::Outcome::Refuted:
      return Status::Finding;
    case prover::Outcome::Unknown:
    case prover::Outcome::Unsupported:
    case prover::Outcome::Vacuous:
      return Status::Inconclusive;
  }
  return Status::Internal;
}

/// `--subject all`: the engine and every design, by the claims that can judge each.
constexpr const char* kAll = "all";

/// "12 of 80 parts, about 20 s left: never-above-limit, any table". Named by parts, timed by the clock:
/// the estimate is for people and in no result.
std::function<void(const prover::Progress&)> progress_line(Console& console) {
  if (!console.terminal().progress) return {};
  const auto start = std::chrono::steady_clock::now();
  return [&console, start](const prover::Progress& now) {
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::string left;
    if (now.done != 0) {
      left = fmt::format(", about {:.0f} s left",
                         spent * static_cast<double>(now.total - now.done) / static_cast<double>(now.done));
    }
    console.progress(fmt::format("{} of {} parts{}: {}", now.done, now.total, left, now.current));
  };
}

/// Each claim's line as soon as it is final, so that a long run is never silent.
std::function<void(const prover::ClaimResult&)> result_lines(const ProveOptions& options, Console& console) {
  if (options.json || options.subject == kAll) return {};
  std::size_t widest = 0;
  for (const props::Claim* claim : *claims_named(options.claims))
    widest = std::max(widest, std::string_view(claim->name).size());
  return [&console, widest](const prover::ClaimResult& result) {
    console.show(report::line_text(result, widest, console.terminal()));
  };
}

prover::Options prover_options(const ProveOptions& options, const std::string& subject, Console& console) {
  prover::Options chosen;
  chosen.claims = options.claims;
  chosen.subject = subject;
  chosen.jobs = options.jobs;
  if (options.budget != 0) chosen.budget = options.budget;
  chosen.seed = options.seed;
  if (options.samples) chosen.samples = *options.samples;
  chosen.progress = progress_line(console);
  chosen.finished = result_lines(options, console);
  return chosen;
}

/// What all subjects of a run have in common.
struct Shared {
  decltype(prover::Options::settled) settled;  ///< lemmas, proved once
  Second second;
};

/// Subjects to run: the one asked for, or all; else those that the expectations name, else the engine.
std::vector<std::string> subjects_of(const ProveOptions& options, const Outcomes& expected) {
  std::vector<std::string> names;
  if (options.subject == kAll) {
    for (const props::NamedSubject& one : props::subjects()) {
      if (std::string_view(one.name) == "engine" || one.subject->design != nullptr) names.emplace_back(one.name);
    }
    return names;
  }
  if (!options.subject.empty()) return {options.subject};
  for (const auto& [key, outcome] : expected) {
    if (names.empty() || names.back() != key.first) names.push_back(key.first);
  }
  return names.empty() ? std::vector<std::string>{"engine"} : names;
}

/// The claims that are judged on a subject.
std::vector<const props::Claim*> applicable(const ProveOptions& options, const props::Subject& subject, bool whole) {
  std::vector<const props::Claim*> claims;
  for (const props::Claim* claim : *claims_named(options.claims)) {
    if ((!whole || claim->whole) && props::not_applicable(*claim, subject).empty()) claims.push_back(claim);
  }
  return claims;
}

/// Everything that is asked of one subject.
Result<std::vector<report::Proof>> prove_chosen(const ProveOptions& options, prover::Options chosen,
                                                const props::NamedSubject& subject, report::Proofs& all) {
  Result<Evidence> evidence = gather_evidence(options, subject, applicable(options, *subject.subject, chosen.whole));
  if (!evidence) return std::unexpected(evidence.error());
  chosen.violations = evidence->violations();
  all.enumerator = evidence->compiler;
  auto results = prover::prove(chosen);
  if (!results) return std::unexpected(Error{Status::Internal, "internal error: " + results.error().what});

  std::vector<report::Proof> proofs;
  for (prover::ClaimResult& result : *results) {
    report::Proof proof{std::move(result), "", {}};
    proof.native = std::move(evidence->claims[proof.result.claim->name]);
    if (proof.result.counterexample) {
      Result<std::string> path =
          store_case(options.out, {proof.result.claim->name, chosen.subject, proof.result.counterexample->input});
      if (!path) return std::unexpected(path.error());
      proof.path = std::move(*path);
    }
    proofs.push_back(std::move(proof));
  }
  return proofs;
}

Result<std::vector<report::Proof>> prove_subject(const ProveOptions& options, const std::string& name,
                                                 const Tables& tables, report::Proofs& all, const Shared& shared,
                                                 Console& console) {
  const Result<const props::NamedSubject*> subject = subject_named(name);
  if (!subject) return std::unexpected(subject.error());
  Result<Variant> variant = variant_of(*(*subject)->subject, tables);
  if (!variant) return std::unexpected(variant.error());
  if (options.subject != kAll) {
    if (!options.json) console.show(report::misfits_text(variant->misfits, console.terminal()));
    std::ranges::move(variant->misfits, std::back_inserter(all.misfits));
  }

  prover::Options chosen = prover_options(options, name, console);
  chosen.overrides = variant->added;
  chosen.writable = tables.writable();
  chosen.whole = options.subject == kAll;
  chosen.first_refutation = options.subject == kAll;
  chosen.settled = shared.settled;
  chosen.second = shared.second.opinions();
  const props::Subject changed = variant->subject(*(*subject)->subject);
  props::NamedSubject named = **subject;
  named.subject = &changed;
  return prove_chosen(options, std::move(chosen), named, all);
}

/// A subject from outside: bitcode to prove, its library to replay on.
Result<std::vector<report::Proof>> prove_outside(const ProveOptions& options, report::Proofs& all, const Shared& shared,
                                                 Console& console) {
  if (options.bitcode.empty() || options.library.empty())
    return usage("a subject from outside needs both: --subject-bitcode to prove, --subject-library to replay on");
  const Result<ChosenSubject> outside = choose_subject(options.subject, options.library);
  if (!outside) return std::unexpected(outside.error());
  if (outside->subject->subject->design == nullptr)
    return usage(options.library + ": proves by bitcode are for subjects of subjects/outside.h");
  const auto bytes = corpora::read_file(options.bitcode);
  if (!bytes) return usage(corpora::to_text(bytes.error()));
  prover::Options chosen = prover_options(options, outside->subject->name, console);
  chosen.outside = outside->subject;
  chosen.outside_bitcode = *bytes;
  chosen.settled = shared.settled;
  chosen.second = shared.second.opinions();
  return prove_chosen(options, std::move(chosen), *outside->subject, all);
}

Outcomes outcomes_of(const std::vector<report::Proof>& proofs) {
  Outcomes actual;
  for (const report::Proof& proof : proofs) {
    actual[{proof.result.subject, proof.result.claim->name}] = prover::to_string(proof.result.outcome);
  }
  return actual;
}

Status status_of(const std::vector<report::Proof>& proofs) {
  Status status = Status::Holds;
  for (const report::Proof& proof : proofs) {
    status = worse(status, status_of(proof.result.outcome));
    for (const prover::Agreement& one : proof.result.second)
      status = worse(status, one.undecided.empty() ? Status::Holds : Status::Inconclusive);
  }
  return status;
}

}  // namespace

Result<Status> run_prove(const ProveOptions& options, Console& console) {
  if (const auto chosen = claims_named(options.claims); !chosen) return std::unexpected(chosen.error());
  const Result<Tables> tables = Tables::load(options.tables, nullptr);
  if (!tables) return std::unexpected(tables.error());
  if (options.fuzz != 0 && tables->writable()) return usage("--fuzz tries any mask: not with --writable");
  Outcomes expected;
  if (!options.expect.empty()) {
    Result<Outcomes> read = read_expected(options.expect);
    if (!read) return std::unexpected(read.error());
    expected = std::move(*read);
  }

  Result<Second> second = Second::of(options);
  if (!second) return std::unexpected(second.error());
  const Shared shared{std::make_shared<std::map<std::string, prover::Outcome>>(), std::move(*second)};
  report::Proofs all;
  const bool outside = !options.bitcode.empty() || !options.library.empty();
  for (const std::string& subject : outside ? std::vector<std::string>{""} : subjects_of(options, expected)) {
    Result<std::vector<report::Proof>> proofs = outside
                                                    ? prove_outside(options, all, shared, console)
                                                    : prove_subject(options, subject, *tables, all, shared, console);
    if (!proofs) return std::unexpected(proofs.error());
    std::ranges::move(*proofs, std::back_inserter(all.proofs));
  }
  all.provenance = prover::provenance();
  all.matrix = options.subject == kAll;
  all.expected = !options.expect.empty();
  if (all.expected) all.differences = differences(expected, outcomes_of(all.proofs));
  const report::Json document = report::to_json(all);
  if (const Result<void> written = report::write_outputs(options.outputs, {document}); !written)
    return std::unexpected(written.error());
  console.print(options.json ? report::dump(document) : report::to_text(all, console.terminal()));
  if (all.expected) return all.differences.empty() ? Status::Holds : Status::Finding;
  return status_of(all.proofs);
}

Result<Status> run_minimise(const MinimiseOptions& options, Console& console) {
  Result<props::StoredCase> stored = load_case(options.file);
  if (!stored) return std::unexpected(stored.error());
  if (!options.subject.empty()) stored->subject = options.subject;
  const Result<const props::Claim*> claim = claim_named(stored->claim);
  if (!claim) return usage(fmt::format("{}: {}", options.file, claim.error().what));
  const Result<const props::NamedSubject*> subject = subject_named(stored->subject);
  if (!subject) return usage(fmt::format("{}: {}", options.file, subject.error().what));
  const Result<Tables> tables = Tables::load(options.tables, nullptr);
  if (!tables) return std::unexpected(tables.error());
  const Result<Variant> variant = variant_of(*(*subject)->subject, *tables);
  if (!variant) return std::unexpected(variant.error());

  prover::Options chosen;
  chosen.claims = stored->claim;
  chosen.subject = stored->subject;
  chosen.overrides = variant->added;
  if (options.budget != 0) chosen.budget = options.budget;
  const auto smallest = prover::minimise(**claim, chosen, stored->input);
  if (!smallest) return usage(fmt::format("{}: {}", options.file, smallest.error()));

  report::Minimal minimal{*claim, stored->subject, *smallest, options.out};
  if (!options.out.empty()) {
    const Result<void> written = write_case(options.out, {stored->claim, stored->subject, smallest->input});
    if (!written) return std::unexpected(written.error());
  }
  console.print(options.json ? report::dump(report::to_json(minimal)) : report::to_text(minimal, console.terminal()));
  return smallest->smallest ? Status::Holds : Status::Inconclusive;
}

}  // namespace idreg::cli
