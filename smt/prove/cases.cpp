// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/cases.h"

#include <functional>

#include "engine/types.h"

namespace idreg::smt::prove {

namespace {

/// OrderKind and Policy have as many enumerators each.
constexpr std::uint64_t kEnumerators = 4;
static_assert(kPolicies == kEnumerators && kOrderKinds == kEnumerators);

using Decide = std::function<Decision(const Term& query)>;

/// The answer to several questions of which each is a case: Sat wins, then Unknown; resources add up.
class Gather {
 public:
  /// Whether there is no need to go on.
  bool add(const Decision& decision) {
    const std::uint64_t resources = worst_.resources + decision.resources;
    if (decision.answer != Answer::Unsat) worst_ = decision;
    worst_.resources = resources;
    return worst_.answer == Answer::Sat;
  }
  [[nodiscard]] const Decision& worst() const { return worst_; }

 private:
  Decision worst_{Answer::Unsat, "", 0, {}};
};

/// Every combination of the enumerators.
Decision by_enumerators(const Term& query, std::span<const Term> variables, const Decide& decide) {
  if (variables.empty() || query.is_false()) return decide(query);
  const Term& variable = variables.front();
  Gather answer;
  for (std::uint64_t value = 0; value < kEnumerators; ++value) {
    const Term constant = bv(query.context(), 8, value);
    const Term chosen = rebuild(query, {&variable, 1}, {&constant, 1});
    if (answer.add(by_enumerators(logical_and(equal(variable, constant), chosen), variables.subspan(1), decide))) break;
  }
  return answer.worst();
}

/// Some variable is no enumerator, or all are.
Decision by_kinds(const Term& query, std::span<const Term> variables, const Decide& decide) {
  Term unnamed = boolean(query.context(), false);
  for (const Term& variable : variables)
    unnamed = logical_or(unnamed, bvule(bv(query.context(), 8, kEnumerators), variable));
  Gather answer;
  if (!answer.add(decide(logical_and(unnamed, query)))) answer.add(by_enumerators(query, variables, decide));
  return answer.worst();
}

/// The two biases are equal, and one stands for both; or they are not.
Decision by_biases(const Term& query, const Cases& cases, const Decide& decide) {
  if (query.is_false() || cases.other_bias.empty()) return decide(query);
  const Term same = equal(cases.bias, cases.other_bias);
  const Term no = boolean(query.context(), false);
  Gather answer;
  if (!answer.add(decide(logical_and(same, rebuild(query, {&cases.other_bias, 1}, {&cases.bias, 1})))))
    answer.add(decide(logical_and(logical_not(same), rebuild(query, {&same, 1}, {&no, 1}))));
  return answer.worst();
}

/// A code c below 2^width is (r - bias) mod 2^width for one rank r below 2^width, and every such r gives
/// a code (claim orders-equal-spec): so the question is asked for all ranks, in whose terms an order
/// that rotates is a plain comparison. Codes above `ones` are asked about as they are.
Decision by_ranks(const Term& query, const Cases& cases, const Decide& decide) {
  if (query.is_false() || cases.codes.empty()) return decide(query);
  const Context& context = query.context();
  Term too_large = boolean(context, false);
  Term small = boolean(context, true);
  std::vector<Term> by_rank;
  for (const Term& code : cases.codes) {
    const Term rank = variable(context, "rank of " + code.name(), 64);
    by_rank.push_back(bvand(bvsub(rank, cases.bias), cases.ones));
    small = logical_and(small, logical_and(bvule(rank, cases.ones), equal(code, by_rank.back())));
    too_large = logical_or(too_large, bvult(cases.ones, code));
  }
  Gather answer;
  if (!answer.add(decide(logical_and(too_large, query))))
    answer.add(decide(logical_and(small, rebuild(query, cases.codes, by_rank))));
  return answer.worst();
}

}  // namespace

Decision decide_by_cases(const Facts& facts, const Term& query, const Cases& cases, std::uint64_t budget) {
  const auto decide = [&](const Term& one) { return facts.decide(one, budget); };
  const auto by_rank = [&](const Term& one) { return by_ranks(one, cases, decide); };
  const auto by_bias = [&](const Term& one) { return by_biases(one, cases, by_rank); };
  return by_kinds(query, cases.enumerators, by_bias);
}

}  // namespace idreg::smt::prove
