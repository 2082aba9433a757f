// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/propagate.h"

#include <algorithm>
#include <set>

namespace idreg::rules {

namespace {

/// What a rule says of one open symbol: its value, or nothing.
std::optional<bool> forced(const Formula& formula, std::uint32_t symbol, const Values& values, Symbols& symbols) {
  symbols[symbol] = true;
  const bool may_be = evaluate(formula, values, symbols) != false;
  symbols[symbol] = false;
  const bool may_not = evaluate(formula, values, symbols) != false;
  symbols[symbol] = std::nullopt;
  if (may_be == may_not) return std::nullopt;
  return may_be;
}

std::vector<std::uint32_t> open_symbols(const Formula& formula, const Symbols& symbols) {
  std::set<std::uint32_t> all;
  collect(formula, &all, nullptr);
  std::erase_if(all, [&](std::uint32_t one) { return symbols[one].has_value(); });
  return {all.begin(), all.end()};
}

std::vector<std::string> versions(const RuleSet& rules) {
  std::vector<std::string> all;
  for (const std::string& name : rules.symbols()) {
    if (is_version(name)) all.push_back(name);
  }
  std::ranges::sort(all);
  return all;
}

/// The features that `version` demands, itself or by what it includes, and that are not there.
std::vector<std::string> missing(const RuleSet& rules, const std::string& version, Symbols symbols) {
  symbols[*rules.find(version)] = true;
  std::set<std::string> names;
  for (bool more = true; more;) {
    more = false;
    for (const Rule& rule : rules.rules()) {
      if (rule.kind != Kind::Includes && rule.kind != Kind::Mandatory) continue;
      if (rule.kind == Kind::Mandatory && evaluate(rule.formula, {}, symbols) == false) {
        std::set<std::uint32_t> read;
        collect(rule.formula, &read, nullptr);
        for (const std::uint32_t symbol : read) {
          if (symbols[symbol] == false) names.insert(rules.symbols()[symbol]);
        }
      }
      if (rule.kind != Kind::Includes) continue;
      for (const std::uint32_t symbol : open_symbols(rule.formula, symbols)) {
        if (forced(rule.formula, symbol, {}, symbols) != true) continue;
        symbols[symbol] = true;
        more = true;
      }
    }
  }
  return {names.begin(), names.end()};
}

/// The tests of what is wrong are few symbols deep: rules first that are decided, then one symbol tried
/// both ways.
bool solvable(const std::vector<const Rule*>& rules, const Values& values, Symbols& symbols) {
  std::optional<std::uint32_t> open;
  for (const Rule* rule : rules) {
    const std::optional<bool> truth = evaluate(rule->formula, values, symbols);
    if (truth == false) return false;
    if (truth || open) continue;
    const std::vector<std::uint32_t> left = open_symbols(rule->formula, symbols);
    if (!left.empty()) open = left.front();
  }
  if (!open) return true;
  for (const bool choice : {true, false}) {
    symbols[*open] = choice;
    if (solvable(rules, values, symbols)) return true;
  }
  symbols[*open] = std::nullopt;
  return false;
}

}  // namespace

Symbols shown(const RuleSet& rules, const Values& values) {
  Symbols symbols(rules.symbols().size());
  std::set<std::uint32_t> disputed;
  for (bool more = true; more;) {
    more = false;
    for (const Rule& rule : rules.rules()) {
      if (rule.kind != Kind::Shown) continue;
      if (evaluate(rule.formula, values, symbols) == false) {
        std::set<std::uint32_t> read;
        collect(rule.formula, &read, nullptr);
        disputed.insert(read.begin(), read.end());
      }
      for (const std::uint32_t symbol : open_symbols(rule.formula, symbols)) {
        const std::optional<bool> value = forced(rule.formula, symbol, values, symbols);
        if (!value) continue;
        symbols[symbol] = value;
        more = true;
      }
    }
  }
  for (const std::uint32_t symbol : disputed) {
    if (rules.symbols()[symbol].find("EL") == std::string::npos) symbols[symbol] = std::nullopt;
  }
  return symbols;
}

ArchitectureVersion version_of(const RuleSet& rules, const Symbols& symbols) {
  ArchitectureVersion found;
  for (const Rule& rule : rules.rules()) {
    if (rule.kind != Kind::Since) continue;
    for (const std::uint32_t symbol : open_symbols(rule.formula, symbols)) {
      Symbols known = symbols;
      const std::string& version = rules.symbols()[symbol];
      if (!is_version(version) || forced(rule.formula, symbol, {}, known) != true) continue;
      if (version < found.at_least.version) continue;
      if (version > found.at_least.version) found.at_least = {version, {}};
      std::set<std::uint32_t> read;
      collect(rule.formula, &read, nullptr);
      for (const std::uint32_t one : read) {
        if (one != symbol) found.at_least.features.push_back(rules.symbols()[one]);
      }
    }
  }
  std::ranges::sort(found.at_least.features);
  for (const std::string& version : versions(rules)) {
    std::vector<std::string> lacks = missing(rules, version, symbols);
    if (lacks.empty()) {
      found.complete = version;
    } else if (found.next.version.empty()) {
      found.next = {version, std::move(lacks)};
    }
  }
  return found;
}

bool no_solution(const std::vector<const Rule*>& rules, const Values& values, std::size_t symbols) {
  Symbols open(symbols);
  return !solvable(rules, values, open);
}

}  // namespace idreg::rules
