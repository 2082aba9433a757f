// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/cases.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "props/effective.h"

namespace idreg::cli::report {
namespace {

namespace prover = smt::prove;

/// The claim that says: answers as the reference, which is proved to answer as the specification.
constexpr std::string_view kReference = "register-equals-spec";

struct Shape {
  std::vector<std::string> subjects;
  std::vector<const props::Claim*> claims;
};

Shape shape_of(const Proofs& all) {
  Shape shape;
  for (const Proof& proof : all.proofs) {
    const prover::ClaimResult& result = proof.result;
    if (std::ranges::find(shape.subjects, result.subject) == shape.subjects.end())
      shape.subjects.push_back(result.subject);
    if (result.claim->whole && std::ranges::find(shape.claims, result.claim) == shape.claims.end())
      shape.claims.push_back(result.claim);
  }
  return shape;
}

const Proof* find(const Proofs& all, const std::string& subject, const props::Claim* claim) {
  const auto found = std::ranges::find_if(
      all.proofs, [&](const Proof& proof) { return proof.result.subject == subject && proof.result.claim == claim; });
  return found == all.proofs.end() ? nullptr : &*found;
}

std::string mark(const Proof* proof) {
  if (proof == nullptr) return " ";
  switch (proof->result.outcome) {
    case prover::Outcome::Proved:
      return "+";
    case prover::Outcome::Refuted:
      return "X";
    case prover::Outcome::NotApplicable:
      return "-";
    case prover::Outcome::Unknown:
    case prover::Outcome::Unsupported:
    case prover::Outcome::Vacuous:
      break;
  }
  return "?";
}

/// "ID_AA64DFR0_EL1 0x800 under 0x0" and the lists, in one line.
std::string case_line(const props::Claim& claim, const props::Case& input) {
  std::string text;
  if (claim.reads.registers && input.reg < arch::registers().size())
    text += fmt::format("{} ", arch::registers()[input.reg].name);
  text += claim.reads.definitions ? fmt::format("{} ", arch::definitions()[input.item].feature) : "";
  text += fmt::format("{:#x} under {:#x}", input.value, input.limit);
  const auto list = [&text](const char* name, const Entry* entries, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const unsigned msb = entries[i].shift + entries[i].width - 1U;
      text += fmt::format(", {} [{}:{}] {}", name, msb, entries[i].shift, corpora::describe(entries[i]));
    }
  };
  if (claim.reads.one_entry) list("field", input.general, 1);
  if (claim.reads.lists) list("general", input.general, std::min(input.general_count, props::kMaxGeneral));
  if (claim.reads.lists) list("override", input.overrides, std::min(input.override_count, props::kMaxOverrides));
  return text;
}

/// Where a design differs from the reference; the specification agrees with the reference, since the claim
/// compares with it.
std::string reference_line(const Proof& proof) {
  const prover::ClaimResult& result = proof.result;
  if (result.outcome == prover::Outcome::Proved) return "answers as the reference on all inputs judged (proof)";
  if (!result.counterexample) return fmt::format("not decided: {}", prover::to_string(result.outcome));
  const Result<const props::NamedSubject*> subject = subject_named(result.subject);
  const props::Case& input = result.counterexample->input;
  const bool accepts = subject && props::design_accepts(*(*subject)->subject, input, input.value, input.limit);
  return fmt::format("{} {}; the reference {}, and the specification with it", accepts ? "accepts" : "refuses",
                     case_line(*result.claim, input), accepts ? "refuses" : "accepts");
}

std::string table(const Proofs& all, const Shape& shape, const Style& style) {
  std::string head;
  for (std::size_t i = 0; i < shape.subjects.size(); ++i) head += fmt::format(" {:>2}", i + 1);
  std::string text = fmt::format("  {:24}{}\n", "claim", head);
  for (const props::Claim* claim : shape.claims) {
    text += fmt::format("  {:>2} {:21}", claim->theorem, claim->name);
    for (const std::string& subject : shape.subjects) {
      const std::string one = mark(find(all, subject, claim));
      text += "  " + (one == "+" ? style.good(one) : one == "X" ? style.bad(one) : one == "?" ? style.warn(one) : one);
    }
    text += "\n";
  }
  text += "  + proved   X refuted   - not applicable   ? not decided\n\n";
  for (std::size_t i = 0; i < shape.subjects.size(); ++i) {
    const Result<const props::NamedSubject*> subject = subject_named(shape.subjects[i]);
    text += fmt::format("  {:>2} {:24}  {}\n", i + 1, shape.subjects[i], subject ? (*subject)->sentence : "");
  }
  return text;
}

}  // namespace

Json matrix_json(const Proofs& all) {
  const Shape shape = shape_of(all);
  Json json{{"subjects", shape.subjects}, {"claims", Json::array()}, {"outcomes", Json::array()}};
  for (const props::Claim* claim : shape.claims) json["claims"].push_back(claim->name);
  for (const std::string& subject : shape.subjects) {
    Json row = Json::array();
    for (const props::Claim* claim : shape.claims) {
      const Proof* proof = find(all, subject, claim);
      row.push_back(proof == nullptr ? "" : prover::to_string(proof->result.outcome));
    }
    json["outcomes"].push_back(std::move(row));
  }
  json["reference"] = Json::array();
  for (const Proof& proof : all.proofs) {
    if (proof.result.claim->name != kReference || proof.result.subject == "engine") continue;
    json["reference"].push_back({{"subject", proof.result.subject}, {"answer", reference_line(proof)}});
  }
  return json;
}

std::string matrix_text(const Proofs& all, const Terminal& terminal) {
  const Style style(terminal.colour);
  const Shape shape = shape_of(all);
  std::string text = table(all, shape, style);
  text += "\nagainst the reference\n";
  for (const Proof& proof : all.proofs) {
    if (proof.result.claim->name != kReference || proof.result.subject == "engine") continue;
    text += wrapped(fmt::format("{}: {}", proof.result.subject, reference_line(proof)), 2, terminal.width);
  }
  text += "\nsmallest counterexamples\n";
  for (const Proof& proof : all.proofs) {
    if (!proof.result.counterexample) continue;
    const char* sure = proof.result.counterexample->smallest ? "" : " (not certified as the smallest)";
    text += wrapped(fmt::format("{} {}: {}{}", proof.result.subject, proof.result.claim->name,
                                case_line(*proof.result.claim, proof.result.counterexample->input), sure),
                    2, terminal.width);
  }
  return text;
}

}  // namespace idreg::cli::report
