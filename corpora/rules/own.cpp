// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdexcept>
#include <utility>

#include "corpora/rules/own_text.h"
#include "corpora/rules/rules.h"

namespace idreg::rules {

RuleSet own_rules() {
  auto rules = parse_rules(kOwnRules, "rules.txt");
  // The build reads the same text with the same reader.
  if (!rules) throw std::logic_error("rules.txt is not what the build has checked: " + rules.error().message);
  rules->source = "idreg's own statement of Arm's rules (v9Ap6-A)";
  return std::move(*rules);
}

namespace {

void rename(Formula& formula, const RuleSet& from, RuleSet& to) {
  if (formula.op == Formula::Op::Symbol) formula.symbol = to.symbol(from.symbols()[formula.symbol]);
  for (Formula& arg : formula.args) rename(arg, from, to);
}

/// Rules of the manual that Arm's file does not state, such as which field shows an exception level.
void add_manual(RuleSet& rules) {
  const RuleSet own = own_rules();
  for (Rule rule : own.rules()) {
    if (!rule.manual) continue;
    rename(rule.formula, own, rules);
    rules.add(std::move(rule));
  }
}

}  // namespace

std::expected<RuleSet, corpora::Error> load_rules(const std::string& path) {
  if (path.empty()) return own_rules();
  auto text = corpora::read_file(path);
  if (!text) return std::unexpected(std::move(text.error()));
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  if (first != std::string::npos && (*text)[first] == '{') {
    auto arms = parse_features_file(*text, path);
    if (arms) add_manual(*arms);
    return arms;
  }
  auto rules = parse_rules(*text, path);
  if (rules) rules->source = path;
  return rules;
}

}  // namespace idreg::rules
