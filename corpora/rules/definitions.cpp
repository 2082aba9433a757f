// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/definitions.h"

#include <fmt/format.h>

#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/text.h"

namespace idreg::rules {

namespace {

Formula shown_by(const arch::Definition& definition) {
  std::vector<Formula> any;
  std::uint32_t atom = 0;
  for (std::uint32_t i = 0; i < definition.conjunction_count; ++i) {
    std::vector<Formula> all;
    for (; atom < definition.ends[i]; ++atom) {
      const arch::Atom& a = definition.atoms[atom];
      all.push_back(Formula::of_test(
          {{definition.registers[a.place], a.shift, a.width}, a.is_signed != 0, a.compare, a.constant}));
    }
    any.push_back(Formula::all(std::move(all)));
  }
  return Formula::any(std::move(any));
}

/// "FEAT_A && FEAT_B" stands for both.
Formula defined(std::string_view name, RuleSet& rules) {
  std::vector<Formula> all;
  for (std::string_view part : corpora::words(name)) {
    if (part != "&&") all.push_back(Formula::of_symbol(rules.symbol(part)));
  }
  return Formula::all(std::move(all));
}

}  // namespace

void add_definitions(const Guards& guards, RuleSet& rules) {
  for (const arch::Definition& definition : arch::definitions()) {
    std::vector<Formula> conditions;
    for (std::uint32_t place = 0; place < definition.register_count; ++place) {
      const auto guard = guards.registers.find(definition.registers[place]);
      if (guard != guards.registers.end()) conditions.push_back(guard->second);
    }
    for (const std::string_view part : corpora::words(definition.feature)) {
      const auto guard = guards.features.find(part);
      if (guard != guards.features.end()) conditions.push_back(guard->second);
    }
    // Two registers of one view have the same condition.
    for (std::size_t i = 1; i < conditions.size(); ++i) {
      if (rules.words(conditions[i]) == rules.words(conditions[i - 1])) {
        conditions.erase(conditions.begin() + static_cast<std::ptrdiff_t>(i--));
      }
    }
    Formula feature = defined(definition.feature, rules);
    Formula shown = shown_by(definition);
    std::string text = fmt::format("{} is shown by {}", rules.words(feature), rules.words(shown));
    if (!conditions.empty()) text += " (where " + rules.words(Formula::all(conditions)) + ")";
    Formula formula = Formula::iff(std::move(feature), std::move(shown));
    if (!conditions.empty()) formula = Formula::implies(Formula::all(std::move(conditions)), std::move(formula));
    rules.add({Kind::Shown, std::move(formula), std::move(text), "features.txt", false});
  }
}

}  // namespace idreg::rules
