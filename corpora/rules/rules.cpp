// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "corpora/text.h"

namespace idreg::rules {

namespace {

bool version_literal(const Literal& literal, const RuleSet& rules) {
  return literal.positive && literal.atom.op == Formula::Op::Symbol && is_version(rules.symbols()[literal.atom.symbol]);
}

std::string joined(const std::vector<Literal>& literals, const RuleSet& rules, std::string_view between) {
  std::string text;
  for (const Literal& literal : literals) {
    if (!text.empty()) text += between;
    text += rules.words(literal);
  }
  return text;
}

Kind kind_of(const std::vector<Literal>& premises, const std::vector<Literal>& conclusions, const RuleSet& rules) {
  const bool from_version =
      std::ranges::any_of(premises, [&](const Literal& literal) { return version_literal(literal, rules); });
  const bool to_version = conclusions.size() == 1 && version_literal(conclusions[0], rules);
  if (conclusions.empty()) {
    const bool test = premises.size() == 1 && premises[0].atom.op == Formula::Op::Test;
    return test ? Kind::Never : Kind::Excludes;
  }
  if (premises.empty()) return Kind::Includes;
  if (from_version) return to_version ? Kind::Includes : Kind::Mandatory;
  return to_version ? Kind::Since : Kind::Requires;
}

/// The words of a rule whose first premise is its subject.
std::string clause_words(Kind kind, const std::vector<Literal>& premises, const std::vector<Literal>& conclusions,
                         const RuleSet& rules) {
  const std::string subject = premises.empty() ? "every CPU" : rules.words(premises[0]);
  const std::vector<Literal> others(premises.begin() + (premises.empty() ? 0 : 1), premises.end());
  const std::string then = joined(conclusions, rules, " or ");
  const std::string condition = others.empty() ? "" : " where there is " + joined(others, rules, " and ");
  switch (kind) {
    case Kind::Never:
      return subject + " is a code that no CPU may have";
    case Kind::Excludes:
      return subject + " excludes " + joined(others, rules, " together with ");
    case Kind::Since:
      return fmt::format("{} exists from {} on{}", subject, then, condition);
    case Kind::Mandatory:
      return fmt::format("{} demands {}{}", subject, then, condition);
    case Kind::Includes:
      return fmt::format("{} includes {}{}", subject, then, condition);
    case Kind::Shown:
    case Kind::Requires:
      return fmt::format("{} requires {}{}", subject, then, condition);
  }
  return subject;
}

std::string_view sign_of(arch::Compare compare) {
  switch (compare) {
    case arch::Compare::Equal:
      return "=";
    case arch::Compare::AtLeast:
      return ">=";
    case arch::Compare::Below:
      return "<";
  }
  return "?";
}

Formula formula_of(const Literal& literal) { return literal.positive ? literal.atom : Formula::negated(literal.atom); }

}  // namespace

std::uint32_t RuleSet::symbol(std::string_view name) {
  const auto [place, fresh] = numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
  if (fresh) names_.emplace_back(name);
  return place->second;
}

const std::uint32_t* RuleSet::find(std::string_view name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? nullptr : &found->second;
}

void RuleSet::add_clause(std::vector<Literal> premises, std::vector<Literal> conclusions, std::string origin) {
  // A version is the subject wherever there is one.
  const auto version =
      std::ranges::find_if(premises, [&](const Literal& literal) { return version_literal(literal, *this); });
  if (version != premises.end()) std::rotate(premises.begin(), version, version + 1);
  const Kind kind = kind_of(premises, conclusions, *this);
  std::vector<Formula> all;
  std::vector<Formula> any;
  for (const Literal& literal : premises) all.push_back(formula_of(literal));
  for (const Literal& literal : conclusions) any.push_back(formula_of(literal));
  Formula premise = Formula::all(std::move(all));
  // Of no conclusion: the premises do not hold together.
  Formula formula = any.empty() ? Formula::negated(std::move(premise))
                                : Formula::implies(std::move(premise), Formula::any(std::move(any)));
  std::string text = clause_words(kind, premises, conclusions, *this);
  add({kind, std::move(formula), std::move(text), std::move(origin), false});
}

void RuleSet::set_origin(std::size_t first, const std::string& clause) {
  for (std::size_t i = first; i < rules_.size(); ++i) {
    rules_[i].origin = clause;
    rules_[i].manual = true;
  }
}

std::string RuleSet::words(const Literal& literal) const {
  return literal.positive ? words(literal.atom) : "no " + words(literal.atom);
}

std::string RuleSet::words(const Formula& formula) const {
  const auto list = [&](std::string_view between) {
    std::string text;
    for (const Formula& arg : formula.args) {
      if (!text.empty()) text += between;
      text += words(arg);
    }
    return text;
  };
  switch (formula.op) {
    case Formula::Op::True:
      return "true";
    case Formula::Op::Symbol:
      return display(names_[formula.symbol]);
    case Formula::Op::Test: {
      const Comparison& test = formula.test;
      const auto number = static_cast<std::int64_t>(test.constant);
      const std::string constant = test.is_signed ? std::to_string(number) : corpora::code_text(test.constant);
      return fmt::format("{}{} {} {}", test.is_signed ? "signed " : "", name_of(test.field), sign_of(test.compare),
                         constant);
    }
    case Formula::Op::Not:
      return "not " + words(formula.args[0]);
    case Formula::Op::And:
      return formula.args.empty() ? "true" : list(" and ");
    case Formula::Op::Or:
      return list(" or ");
    case Formula::Op::Iff:
      return list(" iff ");
  }
  return "";
}

bool is_version(std::string_view name) {
  return name.size() == 5 && name[0] == 'v' && std::isdigit(static_cast<unsigned char>(name[1])) != 0 &&
         name.substr(2, 2) == "Ap" && std::isdigit(static_cast<unsigned char>(name[4])) != 0;
}

std::string display(std::string_view name) {
  return is_version(name) ? fmt::format("Armv{}.{}", name[1], name[4]) : std::string(name);
}

}  // namespace idreg::rules
