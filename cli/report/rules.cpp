// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/rules.h"

#include <fmt/format.h>

#include <set>

#include "corpora/text.h"

namespace idreg::cli::report {
namespace {

using idreg::rules::FieldKey;
using idreg::rules::Formula;
using idreg::rules::Kind;
using idreg::rules::Rule;
using idreg::rules::RuleSet;
using idreg::rules::Values;

/// The feature and the fields of a definition, below its conditions.
const Formula* definition(const Formula& formula) {
  if (formula.op == Formula::Op::Iff) return &formula;
  for (const Formula& arg : formula.args) {
    if (const Formula* inner = definition(arg)) return inner;
  }
  return nullptr;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

bool is_level(const FieldKey& field) { return idreg::rules::name_of(field).starts_with("ID_AA64PFR0_EL1.EL"); }

std::string mending_words(const smt::rules::Conflict& conflict) {
  std::vector<std::string> parts;
  for (const smt::rules::Mending& mending : conflict.mendings) {
    // To give up an exception level's AArch32 is a repair, but seldom what is meant.
    if (is_level(mending.field) && conflict.mendings.size() > 1) continue;
    parts.push_back(
        fmt::format("{} to {}", idreg::rules::name_of(mending.field), codes_words(mending.codes, mending.field.width)));
  }
  return parts.empty() ? "" : ": set " + joined(parts, ", or ");
}

}  // namespace

std::string codes_words(const std::vector<std::uint64_t>& codes, unsigned width) {
  const std::uint64_t most = width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  const bool run = codes.back() - codes.front() + 1 == codes.size();
  if (codes.size() > 1 && run && codes.back() == most) return "at least " + corpora::code_text(codes.front());
  if (codes.size() > 1 && run && codes.front() == 0) return "at most " + corpora::code_text(codes.back());
  std::vector<std::string> parts;
  for (const std::uint64_t code : codes) parts.push_back(corpora::code_text(code));
  return joined(parts, " or ");
}

std::string shown_words(const RuleSet& rules, const Rule& rule, const Values& values) {
  const Formula* iff = definition(rule.formula);
  const idreg::rules::Symbols none(rules.symbols().size());
  const auto truth = iff == nullptr ? std::nullopt : idreg::rules::evaluate(iff->args[1], values, none);
  if (!truth) return rule.text;
  std::set<FieldKey> fields;
  idreg::rules::collect(iff->args[1], nullptr, &fields);
  std::vector<std::string> codes;
  for (const FieldKey& field : fields) {
    const auto value = values.find(field.reg);
    if (value == values.end()) continue;
    codes.push_back(fmt::format("{} = {}", idreg::rules::name_of(field),
                                corpora::code_text(idreg::rules::code_in(value->second, field))));
  }
  return fmt::format("{} mean{} {}{}", joined(codes, " and "), codes.size() == 1 ? "s" : "", *truth ? "" : "no ",
                     rules.words(iff->args[0]));
}

std::string conflict_words(const RuleSet& rules, const smt::rules::Conflict& conflict, const Values& values) {
  std::vector<std::string> facts;
  std::vector<std::string> demands;
  for (const std::size_t index : conflict.rules) {
    const Rule& rule = rules.rules()[index];
    if (rule.kind != Kind::Shown) {
      demands.push_back(rule.text);
    } else if (!rule.manual) {
      facts.push_back(shown_words(rules, rule, values));
    }
  }
  std::string text = joined(facts, demands.empty() ? ", but " : "; ");
  if (facts.empty()) {
    for (const smt::rules::FieldCode& one : conflict.fields) {
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", idreg::rules::name_of(one.field),
                          corpora::code_text(one.code));
    }
  }
  if (!demands.empty()) text += "; but " + joined(demands, ", ");
  return text + mending_words(conflict);
}

}  // namespace idreg::cli::report
