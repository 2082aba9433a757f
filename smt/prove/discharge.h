// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One part of one claim on one subject: lift, decide, distrust.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "smt/prove/cases.h"
#include "smt/prove/facts.h"
#include "smt/prove/plan.h"
#include "smt/prove/prove.h"

namespace idreg::smt::prove {

/// What all parts of a run share; not changed after `open`.
struct Workshop {
  lift::Program shipped;
  lift::Program trapping;
  const props::NamedSubject* subject;
  std::vector<props::NamedOverride> overrides;  ///< the subject's own, and those of the options; empty if
                                                ///< the options add none
  props::Subject native;  ///< the subject with those overrides, to replay on
  std::uint64_t budget;
  /// Functions for which no lemma stands: those of a mutant's module where it is compared with the original.
  std::set<std::string, std::less<>> bare = {};
  /// What a case makes of a claim natively, where that is not simply called: a mutant may crash.
  std::function<bool(const props::Claim&, const props::Case&)> violates = {};
  Tampering tampering = {};
  const SecondOpinions* second = nullptr;  ///< null: nobody else is asked

  /// Loads the embedded bitcode and finds the subject. Fails on an unknown subject.
  [[nodiscard]] static std::expected<Workshop, InternalError> open(const Options& options);
};

/// A part lifted and ready to be decided.
struct Question {
  std::unique_ptr<Facts> facts;
  Term violated;  ///< the claim is violated
  Term holds;  ///< the precondition is met and the claim holds
  Term undefined;  ///< some obligation is broken
  std::vector<lift::Obligation> obligations;
  std::vector<Term> where;  ///< for each obligation: the values of the part in which it arises
  std::vector<std::string> lemmas;
  std::set<std::string, std::less<>> entered;  ///< symbols of the functions that were lifted, not replaced
  std::uint64_t instructions = 0;
};

/// Lifts a part. `use`: whether lemmas and any-table may stand for engine functions.
[[nodiscard]] lift::Result<Question> lift_part(const Workshop& shop, const Context& context, const PartPlan& part);

/// The whole case behind a model of a part: for a part about any table, with the table's fields as the
/// general list.
[[nodiscard]] props::Case case_of(const Context& context, const Model& model, const PartPlan& part);

/// Whether the part is about that case. Parts about any table are about every case.
[[nodiscard]] bool is_about(const PartPlan& part, const props::Case& input);

/// By which cases a question about the part is decided.
[[nodiscard]] Cases cases_of(const Context& context, const PartPlan& part);

struct Discharged {
  Part part;
  std::vector<std::string> lemmas;
  std::vector<Agreement> second = {};
};

/// Decides one part. An InternalError: a counterexample that does not replay natively,
/// a second solver that disagrees.
[[nodiscard]] std::expected<Discharged, InternalError> discharge(const Workshop& shop, const Context& context,
                                                                 const PartPlan& plan);

}  // namespace idreg::smt::prove
