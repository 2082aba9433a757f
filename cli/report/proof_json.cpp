// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/cases.h"
#include "cli/program.h"
#include "cli/report/matrix.h"
#include "cli/report/proof.h"
#include "cli/scope.h"

namespace idreg::cli::report {
namespace {

namespace prover = smt::prove;

Json part_json(const prover::Part& part) {
  Json json{{"part", part.name},
            {"outcome", prover::to_string(part.outcome)},
            {"seconds", part.seconds},
            {"resources", part.resources}};
  if (!part.detail.empty()) json["detail"] = part.detail;
  return json;
}

Json exhausted_json(const Exhausted& exhausted, const std::string& compiler) {
  std::uint64_t cases = 0;
  Json widths = Json::array();
  for (const ExhaustedWidth& one : exhausted.widths) {
    cases += one.cases;
    widths.push_back({{"width", one.width}, {"cases", one.cases}, {"shapes", one.shapes}, {"left_out", one.left_out}});
  }
  return {{"compiler", compiler},
          {"violated", exhausted.violation.has_value()},
          {"cases", cases},
          {"widths", std::move(widths)}};
}

/// What is known of the claim on the subject, by the method from which. Only what was asked is there.
Json evidence_json(const Proofs& all, const Proof& proof) {
  const prover::ClaimResult& result = proof.result;
  Json json = Json::object();
  if (result.outcome == prover::Outcome::Proved) {
    std::uint64_t resources = 0;
    for (const prover::Part& part : result.parts) resources += part.resources;
    json["proved"] = {{"solver", all.provenance.solver}, {"resources", resources}, {"parts", result.parts.size()}};
  }
  if (result.sampled != 0) json["sampled"] = {{"cases", result.sampled}, {"seed", result.seed}};
  if (const auto& fuzzed = proof.native.fuzzed) {
    json["fuzzed"] = {{"violated", fuzzed->finding.has_value()},
                      {"cases", fuzzed->cases},
                      {"discarded", fuzzed->discarded},
                      {"gave_up", fuzzed->gave_up},
                      {"reproduce", fuzzed->reproduce}};
  }
  if (const auto& exhausted = proof.native.exhausted) json["exhausted"] = exhausted_json(*exhausted, all.enumerator);
  return json;
}

Json proof_json(const Proofs& all, const Proof& proof) {
  const prover::ClaimResult& result = proof.result;
  Json json{{"claim", result.claim->name},
            {"subject", result.subject},
            {"outcome", prover::to_string(result.outcome)},
            {"seconds", result.seconds},
            {"theorem", result.claim->theorem},
            {"assumptions", result.assumptions},
            {"sentence", result.claim->sentence},
            {"lemmas", result.lemmas},
            {"sampled", result.sampled},
            {"seed", result.seed}};
  if (result.fails_with != nullptr) json["fails_with"] = result.fails_with;
  if (result.counterexample) {
    Json example = case_json(*result.claim, result.counterexample->input);
    example["smallest"] = result.counterexample->smallest;
    example["case"] = proof.path;
    json["counterexample"] = std::move(example);
  }
  json["evidence"] = evidence_json(all, proof);
  json["second"] = Json::array();
  for (const prover::Agreement& one : result.second) {
    json["second"].push_back({{"solver", one.solver}, {"agreed", one.agreed}, {"undecided", one.undecided}});
  }
  json["parts"] = Json::array();
  for (const prover::Part& part : result.parts) json["parts"].push_back(part_json(part));
  return json;
}

}  // namespace

Json to_json(const Proofs& all) {
  Json json = document();
  json["misfits"] = Json::array();
  for (const Misfit& misfit : all.misfits) json["misfits"].push_back(to_json(misfit));
  json["results"] = Json::array();
  for (const Proof& proof : all.proofs) json["results"].push_back(proof_json(all, proof));
  if (all.matrix) json["matrix"] = matrix_json(all);
  if (all.expected) json["differences"] = all.differences;
  json["not_covered"] = kNotCovered;
  json["provenance"] = {{"commit", commit()},
                        {"bitcode_sha256", all.provenance.bitcode_sha256},
                        {"compiler", all.provenance.compiler},
                        {"solver", all.provenance.solver}};
  return json;
}

Json to_json(const Minimal& minimal) {
  Json json = document();
  json["claim"] = minimal.claim->name;
  json["subject"] = minimal.subject;
  json["smallest"] = minimal.minimised.smallest;
  json["counterexample"] = case_json(*minimal.claim, minimal.minimised.input);
  json["levels"] = minimal.minimised.levels;
  if (!minimal.path.empty()) json["case"] = minimal.path;
  return json;
}

}  // namespace idreg::cli::report
