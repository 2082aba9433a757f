// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers of the prover.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/evidence.h"
#include "cli/judge.h"
#include "cli/report/json.h"
#include "smt/prove/prove.h"

namespace idreg::cli::report {

struct Proof {
  smt::prove::ClaimResult result;
  std::string path;  ///< where the counterexample was written; empty if there is none
  Native native;     ///< what else was asked
};

struct Proofs {
  std::vector<Misfit> misfits;  ///< entries in force that do not fit; `field` names the register too
  std::vector<Proof> proofs;
  smt::prove::Provenance provenance;
  std::string enumerator;  ///< the compiler of what was enumerated; empty: nothing was
  bool expected = false;                 ///< outcomes were compared with a file
  std::vector<std::string> differences;  ///< from that file, in words
  bool matrix = false;                   ///< several subjects side by side (matrix.h)
};

struct Minimal {
  const props::Claim* claim;
  std::string subject;
  smt::prove::Minimised minimised;
  std::string path;  ///< where it was written; may be empty
};

[[nodiscard]] Json to_json(const Proofs& all);
[[nodiscard]] Json to_json(const Minimal& minimal);
/// What follows the lines of `misfits_text` and `line_text`, or all where subjects stand side by side.
[[nodiscard]] std::string to_text(const Proofs& all, const Terminal& terminal);
[[nodiscard]] std::string misfits_text(std::span<const Misfit> misfits, const Terminal& terminal);
/// "proved       4 parts    1.2 s" after the claim's name. `widest`: of the names in the table.
[[nodiscard]] std::string line_text(const smt::prove::ClaimResult& result, std::size_t widest,
                                    const Terminal& terminal);
[[nodiscard]] std::string to_text(const Minimal& minimal, const Terminal& terminal);

}  // namespace idreg::cli::report
