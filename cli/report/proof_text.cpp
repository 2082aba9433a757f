// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/cases.h"
#include "cli/program.h"
#include "cli/report/matrix.h"
#include "cli/report/proof.h"
#include "cli/report/style.h"
#include "cli/report/text.h"

namespace idreg::cli::report {
namespace {

namespace prover = smt::prove;

/// The theorem of claim no-ub.
constexpr int kUndefinedBehaviour = 9;

/// What one native method tried, over all claims.
struct Tried {
  std::size_t claims = 0;
  std::uint64_t cases = 0;
  unsigned left_out = 0;  ///< shapes that have more cases than were allowed
  std::string violated;  ///< names, with commas
  std::string too_few;   ///< of those of which nothing can be concluded

  void add(const std::string& name, std::uint64_t more, bool was_violated, bool inconclusive) {
    ++claims;
    cases += more;
    std::string* names = was_violated ? &violated : inconclusive ? &too_few : nullptr;
    if (names != nullptr) *names += (names->empty() ? "" : ", ") + name;
  }

  [[nodiscard]] std::string text(const std::string& method, const Style& style, unsigned width) const {
    if (claims == 0) return "";
    std::string all = fmt::format("{}: {} claims, {} cases, {}\n", method, claims, cases,
                                  violated.empty() ? "none violated" : style.bad("violated:"));
    if (!violated.empty()) all += wrapped(violated, 2, width);
    if (left_out != 0) {
      all += wrapped(fmt::format("not tried: {} shapes that have more cases than --enumerate", left_out), 2, width);
    }
    return too_few.empty() ? all : all + wrapped("too few cases: " + too_few, 2, width);
  }
};

std::string outcome_text(prover::Outcome outcome, const Style& style) {
  const char* word = prover::to_string(outcome);
  switch (outcome) {
    case prover::Outcome::Proved:
      return style.good(word);
    case prover::Outcome::Refuted:
      return style.bad(word);
    case prover::Outcome::Unknown:
    case prover::Outcome::Unsupported:
    case prover::Outcome::Vacuous:
      return style.warn(word);
    case prover::Outcome::NotApplicable:
      break;
  }
  return word;
}

std::string refuted_text(const Proof& proof, const Terminal& terminal) {
  const Style style(terminal.colour);
  const prover::ClaimResult& result = proof.result;
  std::string text = "\n" + style.bad(fmt::format("{} is refuted on {}", result.claim->name, result.subject)) + "\n";
  text += wrapped(result.claim->sentence, 2, terminal.width);
  if (!result.counterexample) return text;
  // Undefined behaviour is looked for by many claims' predicates, whose cases do not compare (docs/minimal.md).
  const bool compares = result.claim->theorem != kUndefinedBehaviour;
  text += result.counterexample->smallest ? "  the smallest counterexample, certified:\n"
          : compares                      ? "  a counterexample (not certified as the smallest):\n"
                                          : "  a counterexample (those of undefined behaviour are not minimised):\n";
  text += case_text(*result.claim, result.counterexample->input, terminal);
  return text + fmt::format("  case {}\n", proof.path);
}

/// Parts that are neither proved nor refuted, each with its reason.
std::string open_text(const Proof& proof, const Terminal& terminal) {
  std::string text;
  if (proof.result.outcome == prover::Outcome::Proved) return text;  // then only arrangements without a case
  for (const prover::Part& part : proof.result.parts) {
    if (part.outcome == prover::Outcome::Proved || part.outcome == prover::Outcome::Refuted) continue;
    text += wrapped(fmt::format("{}, {}: {}: {}", proof.result.claim->name, part.name, prover::to_string(part.outcome),
                                part.detail),
                    2, terminal.width);
  }
  return text;
}

/// "text: claim, claim" for each text, in the order of first appearance.
template <typename Texts>
std::string grouped(const Proofs& all, Texts texts_of, unsigned width) {
  std::vector<std::string> order;
  std::map<std::string, std::string> claims;
  for (const Proof& proof : all.proofs) {
    for (const std::string& text : texts_of(proof.result)) {
      std::string& names = claims[text];
      if (names.empty()) order.push_back(text);
      names += (names.empty() ? "" : ", ") + std::string(proof.result.claim->name);
    }
  }
  std::string all_text;
  for (const std::string& text : order) {
    const bool everywhere = static_cast<std::size_t>(std::ranges::count(claims[text], ',')) + 1 == all.proofs.size();
    all_text += wrapped(everywhere ? text : fmt::format("{} ({})", text, claims[text]), 2, width);
  }
  return all_text;
}

std::string summary_text(const Proofs& all, const Style& style) {
  std::map<prover::Outcome, std::size_t> counts;
  std::uint64_t sampled = 0;
  for (const Proof& proof : all.proofs) {
    ++counts[proof.result.outcome];
    sampled += proof.result.sampled;
  }
  std::string text;
  for (const auto& [outcome, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, outcome_text(outcome, style));
  }
  if (sampled == 0) return text + "\n";
  return text +
         fmt::format("; {} native cases agreed with the proofs (seed {})\n", sampled, all.proofs.front().result.seed);
}

/// What each second solver made of the scripts, and every one that it did not decide.
std::string second_text(const Proofs& all, const Style& style, unsigned width) {
  std::vector<prover::Agreement> solvers;
  for (const Proof& proof : all.proofs) {
    for (const prover::Agreement& one : proof.result.second) {
      auto found = std::ranges::find(solvers, one.solver, &prover::Agreement::solver);
      if (found == solvers.end()) found = solvers.insert(found, {one.solver, 0, {}});
      found->agreed += one.agreed;
      found->undecided.insert(found->undecided.end(), one.undecided.begin(), one.undecided.end());
    }
  }
  std::string text;
  for (const prover::Agreement& one : solvers) {
    const std::string undecided = fmt::format("{} undecided", one.undecided.size());
    text += fmt::format("second opinion of {}: {} scripts decided alike, {}\n", one.solver, one.agreed,
                        one.undecided.empty() ? undecided : style.warn(undecided));
    for (const std::string& script : one.undecided) text += wrapped(script, 2, width);
  }
  return text;
}

/// What fuzzing and enumeration, where they were asked for, say besides the proofs.
std::string native_text(const Proofs& all, const Style& style, unsigned width) {
  Tried fuzzed;
  Tried exhausted;
  for (const Proof& proof : all.proofs) {
    const std::string name = fmt::format("{} on {}", proof.result.claim->name, proof.result.subject);
    if (const auto& one = proof.native.fuzzed)
      fuzzed.add(name, one->cases, one->finding.has_value(), one->gave_up || one->cases == 0);
    if (const auto& one = proof.native.exhausted) {
      std::uint64_t cases = 0;
      for (const ExhaustedWidth& at : one->widths) {
        cases += at.cases;
        exhausted.left_out += at.left_out;
      }
      exhausted.add(name, cases, one->violation.has_value(), cases == 0);
    }
  }
  return fuzzed.text("fuzzed", style, width) +
         exhausted.text("enumerated in fields of 1 to 8 bits, compiled by " + all.enumerator, style, width);
}

std::string fineprint_text(const Proofs& all, unsigned width) {
  std::string text;
  const std::string assumed = grouped(all, [](const auto& result) { return result.assumptions; }, width);
  if (!assumed.empty()) text += "\nassumptions and how the proofs are split\n" + assumed;
  const std::string lemmas = grouped(all, [](const auto& result) { return result.lemmas; }, width);
  if (!lemmas.empty()) text += "\nlemmas used, each a claim of its own (by the claims in brackets)\n" + lemmas;
  text += "\n" + not_covered_text(width);
  text += "\nproved of\n";
  text += fmt::format("  commit {}\n  bitcode sha256 {}\n  {}\n  {}\n", commit(), all.provenance.bitcode_sha256,
                      all.provenance.compiler, all.provenance.solver);
  return text;
}

}  // namespace

std::string misfits_text(std::span<const Misfit> misfits, const Terminal& terminal) {
  std::string text;
  for (const Misfit& misfit : misfits)
    text += wrapped(fmt::format("warning: {}: {}", misfit.field, misfit.why), 0, terminal.width);
  return text;
}

std::string line_text(const prover::ClaimResult& result, std::size_t widest, const Terminal& terminal) {
  const std::string_view word = prover::to_string(result.outcome);
  return fmt::format("  {:>2}  {:<{}}  {}{:<{}}  {:>4} {:<5}  {:>7.2f} s\n", result.claim->theorem, result.claim->name,
                     widest, outcome_text(result.outcome, Style(terminal.colour)), "", 11 - word.size(),
                     result.parts.size(), result.parts.size() == 1 ? "part" : "parts", result.seconds);
}

std::string to_text(const Proofs& all, const Terminal& terminal) {
  const Style style(terminal.colour);
  std::string text;
  if (all.matrix) text = misfits_text(all.misfits, terminal) + matrix_text(all, terminal);
  std::string open;
  for (const Proof& proof : all.proofs) {
    if (proof.result.outcome == prover::Outcome::Refuted && !all.matrix) text += refuted_text(proof, terminal);
    open += open_text(proof, terminal);
  }
  if (!open.empty()) text += "\n" + style.warn("not decided") + "\n" + open;
  text += "\n" + summary_text(all, style) + native_text(all, style, terminal.width) +
          second_text(all, style, terminal.width) + fineprint_text(all, terminal.width);
  if (!all.expected) return text;
  if (all.differences.empty()) return text + "\n" + style.good("all outcomes are as expected") + "\n";
  text += "\n" + style.bad("not as expected") + "\n";
  for (const std::string& line : all.differences) text += wrapped(line, 2, terminal.width);
  return text;
}

std::string to_text(const Minimal& minimal, const Terminal& terminal) {
  const Style style(terminal.colour);
  std::string text = fmt::format("{} on {}: {}\n", minimal.claim->name, minimal.subject,
                                 minimal.minimised.smallest ? style.good("the smallest counterexample, certified")
                                                            : style.warn("not certified as the smallest"));
  text += case_text(*minimal.claim, minimal.minimised.input, terminal);
  for (const std::string& level : minimal.minimised.levels) text += wrapped(level, 2, terminal.width);
  if (!minimal.path.empty()) text += fmt::format("  case {}\n", minimal.path);
  return text;
}

}  // namespace idreg::cli::report
