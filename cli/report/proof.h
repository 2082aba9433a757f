// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers of the prover.
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/judge.h"
#include "cli/report/json.h"
#include "smt/prove/prove.h"

namespace idreg::cli::report {

struct Proof {
  smt::prove::ClaimResult result;
  std::string path;  ///< where the counterexample was written; empty if there is none
};

struct Proofs {
  std::vector<Misfit> misfits;  ///< entries in force that do not fit; `field` names the register too
  std::vector<Proof> proofs;
  smt::prove::Provenance provenance;
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
[[nodiscard]] std::string to_text(const Proofs& all, const Terminal& terminal);
[[nodiscard]] std::string to_text(const Minimal& minimal, const Terminal& terminal);

}  // namespace idreg::cli::report
