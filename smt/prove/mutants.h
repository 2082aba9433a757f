// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the claims make of a broken engine. A mutant (smt/mutate) is lifted in the engine's place; only
// parts of claims whose proof runs through the changed function are decided again, cheapest first, until
// one is refuted. A mutant that the first few parts let through is compared with the original
// (props/same.h): equivalent, and nothing can refute it, or different, and then the other parts must.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "props/claims.h"
#include "smt/mutate/mutate.h"
#include "smt/prove/prove.h"

namespace idreg::smt::prove {

enum class Fate : std::uint8_t {
  Killed,      ///< a claim is refuted, and the counterexample replays
  Equivalent,  ///< proved to answer as the original wherever the interface admits a call
  Survived,    ///< different, and every claim is proved: a gap in the claims
  Unknown,     ///< neither killed nor proved equivalent, and some part was not decided
};
[[nodiscard]] const char* to_string(Fate fate);

struct MutantProof {
  Fate fate;
  const props::Claim* claim = nullptr;  ///< that it breaks; of a survivor, the sameness that it breaks
  std::string detail;                   ///< the part of the claim; what was not decided
  std::optional<props::Case> counterexample;
  std::size_t undecided = 0;            ///< parts of claims that were out of budget, or not lifted
  std::size_t parts = 0;                ///< decided, those about sameness included
  double cpu_seconds = 0;
};

/// The engine's mutants and what is known about all of them. Shared by threads.
class Mutants {
 public:
  /// Lists the mutants of the embedded bitcode of the engine.
  [[nodiscard]] static std::expected<Mutants, InternalError> open();

  Mutants(Mutants&&) noexcept;
  ~Mutants();

  /// In the order of modules and instructions.
  [[nodiscard]] const std::vector<mutate::Mutant>& all() const;
  /// The engine's modules, and the one that makes a library of them (subjects/variant.cpp).
  [[nodiscard]] std::vector<mutate::Module> library_modules() const;

  /// Judges one mutant. `violates`: whether a case violates a claim natively, on the mutant.
  /// `claims`: those that may kill it (a glob). An InternalError: a counterexample that does not replay.
  using Violates = std::function<bool(const props::Claim&, const props::Case&)>;
  [[nodiscard]] std::expected<MutantProof, InternalError> prove(const mutate::Mutant& mutant, const std::string& claims,
                                                                const Violates& violates) const;

 private:
  struct Impl;
  explicit Mutants(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace idreg::smt::prove
