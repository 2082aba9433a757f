// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/cases.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/types.h"

namespace idreg::smt::prove {

namespace {

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
  void spend(std::uint64_t resources) { worst_.resources += resources; }
  [[nodiscard]] const Decision& worst() const { return worst_; }

 private:
  Decision worst_{Answer::Unsat, "", 0, {}};
};

void add_conjuncts(const Term& term, std::map<unsigned, Term>& found) {
  if (term.op() == Op::And) {
    for (const Term& operand : term.arguments()) add_conjuncts(operand, found);
  } else if (term.op() == Op::Not && term.arguments()[0].op() == Op::Or) {
    for (const Term& operand : term.arguments()[0].arguments()) add_conjuncts(logical_not(operand), found);
  } else {
    found.try_emplace(term.id(), term);
  }
}

/// A conjunct of at most so many nodes is about the variable by whose value cases differ, and little else.
constexpr std::size_t kSmall = 5;

/// What several questions demand alike; nothing if they differ in more than small conjuncts.
std::optional<Term> common(std::span<const Term> queries) {
  std::vector<std::map<unsigned, Term>> conjuncts(queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) add_conjuncts(queries[i], conjuncts[i]);
  Term result = boolean(queries.front().context(), true);
  for (const auto& own : conjuncts) {
    for (const auto& [id, conjunct] : own) {
      const bool shared = std::ranges::all_of(conjuncts, [&](const auto& other) { return other.contains(id); });
      if (!shared && topological_order({&conjunct, 1}).size() > kSmall) return std::nullopt;
      if (shared && &own == &conjuncts.front()) result = logical_and(result, conjunct);
    }
  }
  return result;
}

/// Several questions: together if what they have in common answers them all, else one by one.
Decision by_each(std::span<const Term> queries, const Decide& decide) {
  std::vector<Term> open;
  std::ranges::copy_if(queries, std::back_inserter(open), [](const Term& query) { return !query.is_false(); });
  Gather answer;
  if (const auto shared = open.size() > 1 ? common(open) : std::nullopt) {
    Decision all = decide(*shared);
    if (all.answer == Answer::Unsat) return all;
    answer.spend(all.resources);
  }
  for (const Term& query : open) {
    if (answer.add(decide(query))) break;
  }
  return answer.worst();
}

/// Every combination of the splits' values.
Decision by_values(const Term& query, std::span<const Cases::Split> splits, const Decide& decide) {
  if (splits.empty() || query.is_false()) return decide(query);
  const auto& [variable, values, plainly] = splits.front();
  std::vector<Term> chosen;
  for (const std::uint64_t value : values) {
    const Term constant = bv(query.context(), variable.width(), value);
    const Term with_value = (plainly ? substitute : rebuild)(query, {&variable, 1}, {&constant, 1});
    chosen.push_back(with_value.is_false() ? with_value : logical_and(equal(variable, constant), with_value));
  }
  return by_each(chosen, [&](const Term& one) { return by_values(one, splits.subspan(1), decide); });
}

/// Some variable has none of its values, or all have.
Decision by_splits(const Term& query, std::span<const Cases::Split> splits, const Decide& decide) {
  Term other = boolean(query.context(), false);
  for (const Cases::Split& split : splits) {
    Term some = boolean(query.context(), false);
    for (const std::uint64_t value : split.values)
      some = logical_or(some, equal(split.variable, bv(query.context(), split.variable.width(), value)));
    other = logical_or(other, logical_not(some));
  }
  Gather answer;
  if (!answer.add(decide(logical_and(other, query)))) answer.add(by_values(query, splits, decide));
  return answer.worst();
}

bool occurs(const Term& part, const Term& whole) {
  return std::ranges::any_of(topological_order({&whole, 1}), [&](const Term& node) { return node.same(part); });
}

/// A variable that may equal something of which it then is but another name.
struct Alias {
  Term variable;
  Term of;
};

/// It is an alias, and what it is one of stands for it; or it is none.
Decision by_alias(const Term& query, const Alias& alias, const Decide& decide_same, const Decide& decide_other) {
  const Term same = equal(alias.variable, alias.of);
  if (query.is_false() || !occurs(same, query)) return decide_other(query);
  const Term no = boolean(query.context(), false);
  const Term is_alias = logical_and(same, rebuild(query, {&alias.variable, 1}, {&alias.of, 1}));
  const Term is_none = logical_and(logical_not(same), rebuild(query, {&same, 1}, {&no, 1}));
  Gather answer;
  if (!answer.add(decide_same(is_alias))) answer.add(decide_other(is_none));
  return answer.worst();
}

Decision by_aliases(const Term& query, std::span<const Alias> aliases, const Decide& decide) {
  if (aliases.empty()) return decide(query);
  const auto further = [&](const Term& one) { return by_aliases(one, aliases.subspan(1), decide); };
  return by_alias(query, aliases.front(), further, further);
}

/// The two biases may be equal, and each be that of an order that ends at 0.
std::vector<Alias> biases(const Cases& cases) {
  if (cases.other_bias.empty()) return {};
  const Term zero = bv(cases.bias.context(), kRegisterBits, 0);
  return {{cases.other_bias, cases.bias},
          {cases.bias, zero},
          {cases.bias, cases.ones},
          {cases.other_bias, zero},
          {cases.other_bias, cases.ones}};
}

using Square = std::vector<std::vector<Term>>;  // a term for each pair of codes

/// Comparisons of codes that have become Boolean variables, and what is known of these.
class Abstraction {
 public:
  Abstraction(const Term& query, const Cases& cases)
      : context_(&query.context()), codes_(cases.codes), known_(boolean(*context_, true)) {
    for (const Term& node : topological_order({&query, 1})) occurring_.insert(node.id());
    codes_.push_back(bv(*context_, kRegisterBits, 0));
    for (const Term& code : cases.codes) all_codes_.push_back(bvule(code, cases.ones));
    same_ = square("is", [](const Term& a, const Term& b) { return equal(a, b); });
    transitive(same_);
    const auto flags = [&](const Term& a, const Term& b) { return equal(bv(*context_, 64, 0), bvand(a, bvnot(b))); };
    order("within", flags, false);
    for (const Term& bias : {cases.bias, cases.other_bias}) {
      if (bias.empty()) continue;
      const auto rank = [&](const Term& code) { return bvand(bvadd(code, bias), cases.ones); };
      const auto below = [&](const Term& a, const Term& b) { return bvule(rank(a), rank(b)); };
      order("at or below, by " + bias.name() + ",", below, true);
      ends(bias, cases.ones, below);
    }
  }

  /// Whether some comparison of the query has become a variable.
  [[nodiscard]] bool says_something() const { return something_; }
  [[nodiscard]] Term query(const Term& original) const {
    return logical_and(rebuild(original, from_, to_), implies(conjunction(*context_, all_codes_), known_));
  }

 private:
  using Compare = std::function<Term(const Term& a, const Term& b)>;

  [[nodiscard]] std::string name(std::size_t i) const {
    return codes_[i].op() == Op::Variable ? codes_[i].name() : "0";
  }

  Square square(const std::string& word, const Compare& compare) {
    Square result(codes_.size(), std::vector<Term>(codes_.size(), boolean(*context_, true)));
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      for (std::size_t j = 0; j < codes_.size(); ++j) {
        const Term comparison = compare(codes_[i], codes_[j]);
        if (i == j) continue;
        if (comparison.op() == Op::Constant) {
          result[i][j] = comparison;
          continue;
        }
        if (!result[j][i].is_true() && comparison.same(compare(codes_[j], codes_[i]))) {
          result[i][j] = result[j][i];  // the same either way round
          continue;
        }
        something_ = something_ || occurring_.contains(comparison.id());
        from_.push_back(comparison);
        to_.push_back(result[i][j] = bool_variable(*context_, name(i) + " " + word + " " + name(j)));
      }
    }
    return result;
  }

  void transitive(const Square& relation) {
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      for (std::size_t j = 0; j < codes_.size(); ++j) {
        for (std::size_t k = 0; k < codes_.size(); ++k) {
          if (i == j || j == k) continue;
          known_ = logical_and(known_, implies(logical_and(relation[i][j], relation[j][k]), relation[i][k]));
        }
      }
    }
  }

  /// An order in which codes are at or below each other iff they are equal.
  void order(const std::string& word, const Compare& compare, bool total) {
    bool occurs_here = false;
    for (const Term& a : codes_) {
      for (const Term& b : codes_) occurs_here = occurs_here || occurring_.contains(compare(a, b).id());
    }
    if (!occurs_here) return;
    const Square below = square(word, compare);
    transitive(below);
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        known_ = logical_and(known_, equal(logical_and(below[i][j], below[j][i]), same_[i][j]));
        if (total) known_ = logical_and(known_, logical_or(below[i][j], below[j][i]));
      }
    }
  }

  /// The codes of the lowest and the highest rank.
  void ends(const Term& bias, const Term& ones, const Compare& below) {
    for (const Term& end : codes_) {
      const Term lowest = equal(end, bvand(bvneg(bias), ones));
      const Term highest = equal(end, bvand(bvnot(bias), ones));
      for (const Term& code : codes_) {
        known_ = logical_and(known_, implies(lowest, rebuild(below(end, code), from_, to_)));
        known_ = logical_and(known_, implies(highest, rebuild(below(code, end), from_, to_)));
      }
    }
  }

  const Context* context_;
  std::vector<Term> codes_;  ///< those of the question, and 0
  std::vector<Term> all_codes_;
  std::set<unsigned> occurring_;
  std::vector<Term> from_;
  std::vector<Term> to_;
  Term known_;
  Square same_;
  bool something_ = false;
};

/// Comparisons of codes as variables of which only that is assumed that they are orders of codes below 2^width:
/// ranks because each code has one of its own (claim orders-equal-spec), flags because they are sets. What
/// cannot be under less than is true cannot be; where it can, the question is asked as it is.
Decision by_orders(const Term& query, const Cases& cases, const Decide& decide) {
  if (query.is_false() || cases.codes.empty()) return decide(query);
  const Abstraction abstraction(query, cases);
  if (!abstraction.says_something()) return decide(query);
  Decision abstract = decide(abstraction.query(query));
  if (abstract.answer == Answer::Unsat) return abstract;
  Gather answer;
  answer.spend(abstract.resources);
  answer.add(decide(query));
  return answer.worst();
}

}  // namespace

Decision decide_by_cases(const Facts& facts, const Term& query, const Cases& cases, std::uint64_t budget) {
  const auto decide = [&](const Term& one) { return facts.decide(one, budget); };
  const auto by_order = [&](const Term& one) { return by_orders(one, cases, decide); };
  const std::vector<Alias> those_of_biases = biases(cases);
  const auto by_bias = [&](const Term& one) { return by_aliases(one, those_of_biases, by_order); };
  const auto by_split = [&](const Term& one) { return by_splits(one, cases.splits, by_bias); };
  if (cases.width.empty()) return by_split(query);
  // One bit has two orders, whatever their biases are: soon decided as it is.
  return by_alias(query, {cases.width, bv(query.context(), cases.width.width(), 1)}, decide, by_split);
}

}  // namespace idreg::smt::prove
