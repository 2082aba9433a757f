// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/discharge.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "engine/fields.h"
#include "props/run.h"
#include "smt/prove/cases.h"
#include "smt/prove/lemmas.h"

namespace idreg::smt::prove {

namespace {

using lift::Machine;
using lift::Result;
using props::Case;
using props::Verdict;

/// Native cases tried before the solver is asked for one that meets the precondition.
constexpr std::uint64_t kVacuityTries = 200;

std::function<bool(const std::string&)> opener(const std::string& prefix) {
  return [prefix](const std::string& name) {
    return prefix == "*" || (!prefix.empty() && name.starts_with(prefix));
  };
}

Term disjunction_of(const Context& context, const std::vector<lift::Obligation>& obligations) {
  Term any = boolean(context, false);
  for (const lift::Obligation& obligation : obligations) any = logical_or(any, obligation.violated);
  return any;
}

bool part_is(const Case& input, const PartPlan& part) {
  for (const CaseScalar& scalar : case_scalars()) {
    const auto value = part.fixed.find(scalar.name);
    if (value != part.fixed.end() && read_scalar(input, scalar) != value->second) return false;
  }
  return true;
}

Case fix(Case input, const PartPlan& part) {
  for (const CaseScalar& scalar : case_scalars()) {
    const auto value = part.fixed.find(scalar.name);
    if (value != part.fixed.end()) write_scalar(input, scalar, value->second);
  }
  return input;
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
  input.writable = ~std::uint64_t{0};
  input.value = input.limit;
}

/// A native case of this part in which the claim holds: its precondition is no contradiction.
bool holds_somewhere(const Workshop& shop, const PartPlan& part) {
  props::Random random(1);
  for (std::uint64_t i = 0; i < kVacuityTries; ++i) {
    Case input = fix(props::generate(*part.claim, random, static_cast<unsigned>(i % 100)), part);
    if (part.any_table && i % 2 == 1) aim_at_slot(input);
    if (!part.any_table && !part_is(input, part)) continue;
    if (part.claim->predicate(shop.native, input) == Verdict::Holds) return true;
  }
  return false;
}

using Variables = std::set<unsigned>;

Variables variables_of(const Term& term) {
  Variables found;
  for (const Term& node : topological_order({&term, 1})) {
    if (node.op() == Op::Variable) found.insert(node.id());
  }
  return found;
}

/// A conjunct of at most so many nodes is of the place where an obligation arises, not of the way there.
constexpr std::size_t kLocal = 24;

/// The small conjuncts of a path that are about nothing else than these variables.
void add_local(const Term& path, const Variables& about, std::vector<Term>& local) {
  if (path.op() == Op::And) {
    for (const Term& operand : path.arguments()) add_local(operand, about, local);
  } else if (topological_order({&path, 1}).size() <= kLocal && std::ranges::includes(about, variables_of(path))) {
    local.push_back(path);
  }
}

/// Whether some obligation can be broken. First without the way that leads there, of which most have no
/// need: what cannot be true without it cannot be true with it.
Decision decide_undefined(const Question& question, std::uint64_t budget) {
  const Context& context = question.undefined.context();
  Term anywhere = boolean(context, false);
  for (const lift::Obligation& obligation : question.obligations) {
    std::vector<Term> local{obligation.undefined};
    add_local(obligation.violated, variables_of(obligation.undefined), local);
    anywhere = logical_or(anywhere, conjunction(context, local));
  }
  Decision decision = question.facts->decide_locally(anywhere, kLocal, budget);
  if (decision.answer == Answer::Unsat) return decision;
  const std::uint64_t resources = decision.resources;
  decision = question.facts->decide(question.undefined, budget);
  decision.resources += resources;
  return decision;
}

Cases cases_of(const Context& context, const PartPlan& plan) {
  Cases cases;
  for (const std::string& name : plan.enumerators) cases.enumerators.push_back(variable(context, name, 8));
  if (plan.other_bias.empty() && plan.codes.empty()) return cases;
  cases.bias = variable(context, "general[0].bias", 64);
  if (!plan.other_bias.empty()) cases.other_bias = variable(context, plan.other_bias, 64);
  for (const std::string& name : plan.codes) cases.codes.push_back(variable(context, name, 64));
  const auto width = static_cast<unsigned>(plan.fixed.at("general[0].width"));
  cases.ones = bv(context, 64, engine::field_mask(0, width));
  return cases;
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
  for (const CaseScalar& scalar : case_scalars()) concrete.fixed[scalar.name] = read_scalar(input, scalar);
  const auto question = lift_part(shop, context, concrete);
  return question && question->undefined.is_true();
}

std::expected<void, InternalError> refute(const Workshop& shop, const Context& context, const PartPlan& plan,
                                          const Question& question, const Decision& decision, Part& part) {
  const Case input = case_of(context, decision.model, plan);
  part.outcome = Outcome::Refuted;
  part.counterexample = input;
  if (!plan.trapping && plan.claim->predicate(shop.native, input) == Verdict::Violated) return {};
  part.detail = broken_obligation(question, decision.model);
  if (!part.detail.empty() && undefined_on(shop, context, plan, input)) return {};
  return std::unexpected(InternalError{fmt::format("{}, {}: the solver's counterexample does not replay ({})",
                                                   plan.claim->name, plan.name,
                                                   part.detail.empty() ? "no violation" : part.detail)});
}

}  // namespace

Result<Question> lift_part(const Workshop& shop, const Context& context, const PartPlan& part) {
  Question question;
  question.facts = std::make_unique<Facts>(context, opener(part.open));
  Machine machine(part.trapping ? shop.trapping : shop.shipped, context);
  use_specification(machine, *question.facts);
  use_lemmas(machine, *question.facts, part.claim->name, &question.lemmas);
  if (part.any_table) use_any_table(machine, *question.facts, &question.lemmas);

  auto subject = make_subject(machine, shop.subject->symbol, shop.overrides);
  if (!subject) return std::unexpected(subject.error());
  auto input = make_case(machine, part.fixed);
  if (!input) return std::unexpected(input.error());
  const Term arguments[] = {*subject, *input};
  auto verdict = machine.run(part.claim->symbol, arguments);
  if (!verdict) return std::unexpected(verdict.error());

  const auto is = [&](Verdict v) { return equal(*verdict, bv(context, 8, static_cast<std::uint64_t>(v))); };
  question.violated = is(Verdict::Violated);
  question.holds = is(Verdict::Holds);
  for (const lift::Obligation& obligation : machine.obligations()) {
    if (part.engine_obligations || obligation.function.find("idreg::engine::") == std::string::npos)
      question.obligations.push_back(obligation);
  }
  question.undefined = disjunction_of(context, question.obligations);
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
    if (member("width", 8) == 0) continue;
    result.general[result.general_count++] = {.shift = static_cast<std::uint8_t>(slot),
                                              .width = static_cast<std::uint8_t>(member("width", 8)),
                                              .policy = static_cast<Policy>(member("policy", 8)),
                                              .kind = static_cast<OrderKind>(member("kind", 8)),
                                              .bias = member("bias", 64),
                                              .safe = member("safe", 64)};
  }
  return result;
}

std::expected<Discharged, InternalError> discharge(const Workshop& shop, const Context& context,
                                                   const PartPlan& plan) {
  const auto start = std::chrono::steady_clock::now();
  Discharged result{{plan.name, Outcome::Proved, "", 0, 0, std::nullopt}, {}};
  Part& part = result.part;
  const auto finish = [&] {
    part.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
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
  Decision decision = decide_undefined(*question, shop.budget);
  if (decision.answer == Answer::Unsat && !plan.trapping) {
    const std::uint64_t resources = decision.resources;
    decision = decide_by_cases(*question->facts, question->violated, cases_of(context, plan), shop.budget);
    decision.resources += resources;
  }
  part.resources = decision.resources;
  if (decision.answer == Answer::Unknown) {
    part.outcome = Outcome::Unknown;
    part.detail = decision.reason;
    return finish();
  }
  if (decision.answer == Answer::Sat) {
    if (auto done = refute(shop, context, plan, *question, decision, part); !done)
      return std::unexpected(done.error());
    return finish();
  }
  if (!holds_somewhere(shop, plan)) {
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
