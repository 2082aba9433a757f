// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/discharge.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>

#include "props/run.h"
#include "smt/prove/lemmas.h"
#include "smt/prove/opinions.h"
#include "smt/prove/undefined.h"

namespace idreg::smt::prove {

namespace {

using lift::Machine;
using lift::Result;
using props::Case;
using props::Verdict;

/// Native cases tried before the solver is asked for one that meets the precondition.
constexpr std::uint64_t kVacuityTries = 200;

/// CPU time of this thread: what a part costs, whatever else the machine does.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::function<bool(const std::string&)> opener(const std::string& prefix) {
  return [prefix](const std::string& name) { return prefix == "*" || (!prefix.empty() && name.starts_with(prefix)); };
}

/// The scalars that have one value in a part, in declaration order.
std::vector<std::pair<const CaseScalar*, std::uint64_t>> fixed_scalars(const PartPlan& part) {
  std::vector<std::pair<const CaseScalar*, std::uint64_t>> result;
  for (const CaseScalar& scalar : case_scalars()) {
    const auto value = part.fixed.find(scalar.name);
    if (value != part.fixed.end()) result.emplace_back(&scalar, value->second);
  }
  return result;
}

bool part_is(const Case& input, const PartPlan& part) {
  return std::ranges::all_of(fixed_scalars(part),
                             [&](const auto& its) { return read_scalar(input, *its.first) == its.second; });
}

/// For a part about one slot of any table: a list that puts a field there.
void aim_at_slot(Case& input) {
  Entry& entry = input.general[0];
  entry.shift = static_cast<std::uint8_t>(input.item % kRegisterBits);
  const unsigned room = kRegisterBits - entry.shift;
  entry.width = static_cast<std::uint8_t>(entry.width == 0 || entry.width > room ? room : entry.width);
  entry.policy = Policy::LowerSafe;
  entry.kind = OrderKind::Rotation;
  entry.bias = 0;
  entry.safe = 0;
  input.general_count = 1;
  input.override_count = 0;
  input.scheme = {OrderKind::Rotation, 0, 0};
  input.value = input.limit;
}

/// A native case of this part in which the claim holds: its precondition is no contradiction.
bool holds_somewhere(const Workshop& shop, const PartPlan& part) {
  const auto fixed = fixed_scalars(part);
  props::Random random(1);
  for (std::uint64_t i = 0; i < kVacuityTries; ++i) {
    Case input = props::generate(*part.claim, random, static_cast<unsigned>(i % 100));
    for (const auto& [scalar, value] : fixed) write_scalar(input, *scalar, value);
    if (part.any_table && i % 2 == 1) aim_at_slot(input);
    if (part.any_table && !part.fixed.contains("writable")) input.writable = ~std::uint64_t{0};
    if (part.claim->predicate(shop.native, input) == Verdict::Holds) return true;
  }
  return false;
}

/// Whether the claim is violated or an obligation broken. Of any table, two questions are easier than one.
Decision decide_part(const Context& context, const PartPlan& plan, const Question& question, std::uint64_t budget) {
  const Cases cases = cases_of(context, plan);
  if (!plan.any_table && !plan.trapping)
    return decide_by_cases(*question.facts, logical_or(question.violated, question.undefined), cases, budget);
  Decision undefined = plan.any_table ? decide_undefined(*question.facts, question.obligations, budget)
                                      : question.facts->decide(question.undefined, budget);
  if (plan.trapping || undefined.answer != Answer::Unsat) return undefined;
  Decision violated = decide_by_cases(*question.facts, question.violated, cases, budget);
  violated.resources += undefined.resources;
  return violated;
}

/// The first obligation that the model breaks, in words.
std::string broken_obligation(const Question& question, const Model& model) {
  for (const lift::Obligation& obligation : question.obligations) {
    if (model.value(obligation.violated) == 1) {
      return fmt::format("undefined behaviour: {} in {} at {}", obligation.kind, obligation.function,
                         obligation.location);
    }
  }
  return "";
}

/// Lifts the case itself, without lemmas, and asks whether an obligation is broken: how a
/// counterexample about undefined behaviour is replayed, since a native run need not show it.
bool undefined_on(const Workshop& shop, const Context& context, const PartPlan& part, const Case& input) {
  PartPlan concrete = part;
  concrete.any_table = false;
  concrete.each.clear();
  for (const CaseScalar& scalar : case_scalars()) concrete.fixed[scalar.name] = read_scalar(input, scalar);
  const auto question = lift_part(shop, context, concrete);
  return question && question->undefined.is_true();
}

bool violates(const Workshop& shop, const props::Claim& claim, const Case& input) {
  return shop.violates ? shop.violates(claim, input) : claim.predicate(shop.native, input) == Verdict::Violated;
}

std::expected<void, InternalError> refute(const Workshop& shop, const Context& context, const PartPlan& plan,
                                          const Question& question, const Decision& decision, Part& part) {
  const Case input = case_of(context, decision.model, plan);
  part.outcome = Outcome::Refuted;
  part.counterexample = input;
  if (shop.tampering.no_replay) return {};
  if (!plan.trapping && violates(shop, *plan.claim, input)) return {};
  part.detail = broken_obligation(question, decision.model);
  if (!part.detail.empty() && undefined_on(shop, context, plan, input)) return {};
  return std::unexpected(
      InternalError{fmt::format("{}, {}: the solver's counterexample does not replay ({})", plan.claim->name, plan.name,
                                part.detail.empty() ? "no violation" : part.detail)});
}

}  // namespace

namespace {

/// Places in Question::obligations, by the terms that must be false.
using Obliged = std::map<unsigned, std::size_t>;

/// Lifts one value of a part into the question. `here`: the condition that it is that value.
Result<void> lift_into(Question& question, const Workshop& shop, const PartPlan& part, const Term& here,
                       Obliged& obliged) {
  const Context& context = here.context();
  lift::Limits limits;
  limits.fault = shop.tampering.lifter_fault;
  Machine machine(part.trapping ? shop.trapping : shop.shipped, context, limits);
  use_specification(machine, *question.facts);
  // A design that shares nothing with the engine is run whole: nothing is gained by lemmas, which would have
  // to be proved first.
  if (uses_lemmas(shop.native)) use_lemmas(machine, *question.facts, part.claim->name, shop.bare, &question.lemmas);
  const Widths widths = part.folded_widths ? Widths::Folded : Widths::Assumed;
  if (part.any_table) use_any_table(machine, *question.facts, widths, &question.lemmas);

  const char* lifted = shop.tampering.lifted_symbol;
  const bool outside = lifted == nullptr && std::string_view(shop.subject->symbol).empty();
  auto subject = outside ? make_outside_subject(machine, *shop.native.design)
                         : make_subject(machine, lifted == nullptr ? shop.subject->symbol : lifted, shop.overrides);
  if (!subject) return std::unexpected(subject.error());
  auto input = make_case(machine, part.fixed);
  if (!input) return std::unexpected(input.error());
  const Term arguments[] = {*subject, *input};
  auto verdict = machine.run(part.claim->symbol, arguments);
  if (!verdict) return std::unexpected(verdict.error());

  const auto is = [&](Verdict v) {
    return logical_and(here, equal(*verdict, bv(context, 8, static_cast<std::uint64_t>(v))));
  };
  question.violated = logical_or(question.violated, is(Verdict::Violated));
  question.holds = logical_or(question.holds, is(Verdict::Holds));
  for (const lift::Obligation& obligation : machine.obligations()) {
    // Values of a part run the engine alike in most places: such an obligation is one, for all of them.
    const auto [known, is_new] = obliged.try_emplace(obligation.violated.id(), question.obligations.size());
    if (is_new) {
      question.obligations.push_back(obligation);
      question.where.push_back(here);
    } else {
      question.where[known->second] = logical_or(question.where[known->second], here);
    }
  }
  question.entered.insert(machine.entered().begin(), machine.entered().end());
  question.instructions += machine.executed();
  return {};
}

}  // namespace

Result<Question> lift_part(const Workshop& shop, const Context& context, const PartPlan& part) {
  const Term no = boolean(context, false);
  auto facts = std::make_unique<Facts>(context, opener(part.open), part.strategy);
  Question question{std::move(facts), no, no, no, {}, {}, {}, {}, 0};
  Obliged obliged;
  for (const PartPlan& one : one_by_one(part)) {
    Term here = boolean(context, true);
    if (!part.each.empty()) {
      const CaseScalar& scalar = case_scalar(part.each);
      here = equal(case_variable(context, scalar), bv(context, bits(scalar), one.fixed.at(part.each)));
    }
    if (auto done = lift_into(question, shop, one, here, obliged); !done) return std::unexpected(done.error());
  }
  for (std::size_t i = 0; i < question.obligations.size(); ++i) {
    Term& violated = question.obligations[i].violated;
    violated = logical_and(question.where[i], violated);
    question.undefined = logical_or(question.undefined, violated);
  }
  return question;
}

Case case_of(const Context& context, const Model& model, const PartPlan& part) {
  Case result = read_case(context, model, part.fixed);
  if (!part.any_table) return result;
  result.general_count = 0;
  for (std::uint32_t slot = 0; slot < kRegisterBits; ++slot) {
    const auto member = [&](const char* name, unsigned width) {
      return model.value(variable(context, fmt::format("table.slots[{}].{}", slot, name), width));
    };
    // One of the two is a variable of the question (Widths), the other is 0.
    const auto width = static_cast<std::uint8_t>(member("width", 8) | member("width", 7));
    if (width == 0) continue;
    result.general[result.general_count++] = {.shift = static_cast<std::uint8_t>(slot),
                                              .width = width,
                                              .policy = static_cast<Policy>(member("policy", 8)),
                                              .kind = static_cast<OrderKind>(member("kind", 8)),
                                              .bias = member("bias", 64),
                                              .safe = member("safe", 64)};
  }
  return result;
}

namespace {

/// What is taken for the solver's answer.
Decision as_said(const Workshop& shop, Decision decision) {
  if (shop.tampering.solver_lies) decision.answer = Answer::Unsat;
  return decision;
}

}  // namespace

Cases cases_of(const Context& context, const PartPlan& part) {
  Cases cases;
  for (const auto& [scalar, values, plainly] : part.splits) {
    if (!part.fixed.contains(scalar))
      cases.splits.push_back({case_variable(context, case_scalar(scalar)), values, plainly});
  }
  if (part.other_bias.empty() && part.codes.empty()) return cases;
  cases.bias = variable(context, "general[0].bias", 64);
  if (!part.other_bias.empty()) cases.other_bias = variable(context, part.other_bias, 64);
  for (const std::string& name : part.codes) cases.codes.push_back(variable(context, name, 64));
  const auto width = part.fixed.find("general[0].width");
  if (width == part.fixed.end() && !part.other_bias.empty()) cases.width = variable(context, "general[0].width", 8);
  const Term any = zero_extend(variable(context, "general[0].width", 8), 64);
  const Term shape[] = {bv(context, 64, 0), width == part.fixed.end() ? any : bv(context, 64, width->second)};
  cases.ones = spec::find("idreg_spec_field_mask")->build(shape);
  return cases;
}

bool is_about(const PartPlan& part, const Case& input) {
  if (part.any_table || part.trapping) return true;
  return std::ranges::any_of(one_by_one(part), [&](const PartPlan& one) { return part_is(input, one); });
}

std::expected<Discharged, InternalError> discharge(const Workshop& shop, const Context& context, const PartPlan& plan) {
  const double start = thread_seconds();
  Discharged result{{plan.name, Outcome::Proved, "", 0, 0, std::nullopt}, {}};
  Part& part = result.part;
  const auto finish = [&] {
    part.seconds = thread_seconds() - start;
    return result;
  };

  auto question = lift_part(shop, context, plan);
  if (!question) {
    const lift::Unsupported& why = question.error();
    part.outcome = Outcome::Unsupported;
    part.detail = fmt::format("{} in {} at {}", why.what, why.function, why.location);
    return finish();
  }
  result.lemmas = question->lemmas;
  std::optional<Opinions> opinions;
  if (shop.second != nullptr) {
    opinions.emplace(*shop.second, fmt::format("{}/{}/{}", shop.subject->name, plan.claim->name, plan.name));
    question->facts->observe([&](std::span<const Term> assertions, const Decision& decision) {
      opinions->hear(assertions, as_said(shop, decision));
    });
  }
  Decision decision = as_said(shop, decide_part(context, plan, *question, shop.budget));
  if (opinions && opinions->error()) return std::unexpected(*opinions->error());
  if (opinions) result.second = opinions->agreements();
  part.resources = decision.resources;
  if (decision.answer == Answer::Unknown) {
    part.outcome = Outcome::Unknown;
    part.detail = decision.reason;
    return finish();
  }
  if (decision.answer == Answer::Sat) {
    if (auto done = refute(shop, context, plan, *question, decision, part); !done) return std::unexpected(done.error());
    return finish();
  }
  if (shop.tampering.no_vacuity) return finish();
  const auto parts = one_by_one(plan);
  if (!std::ranges::all_of(parts, [&](const PartPlan& one) { return holds_somewhere(shop, one); })) {
    decision = question->facts->decide(question->holds, shop.budget);
    part.resources += decision.resources;
    if (decision.answer == Answer::Unsat) {
      part.outcome = Outcome::Vacuous;
      part.detail = fmt::format("no input meets the precondition: {}", plan.claim->precondition);
    } else if (decision.answer == Answer::Unknown) {
      part.outcome = Outcome::Unknown;
      part.detail = "whether any input meets the precondition: " + decision.reason;
    }
  }
  return finish();
}

}  // namespace idreg::smt::prove
