// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format of corpora/arch/rules.txt (docs/architecture-facts.md).
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/rules/definitions.h"
#include "corpora/rules/rules.h"
#include "corpora/text.h"
#include "engine/fields.h"

namespace idreg::rules {

namespace {

using corpora::Error;
using corpora::quote;
using corpora::trimmed;
template <typename T>
using Read = std::expected<T, std::string>;

/// The parts of `text` between `word`, trimmed.
std::vector<std::string_view> parts_between(std::string_view text, std::string_view word) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(word);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + word.size());
  }
}

std::optional<arch::Compare> parse_compare(std::string_view word) {
  if (word == "==") return arch::Compare::Equal;
  if (word == ">=") return arch::Compare::AtLeast;
  if (word == "<") return arch::Compare::Below;
  return std::nullopt;
}

Read<Comparison> parse_test(const std::vector<std::string_view>& words) {
  const auto compare = words.size() == 3 ? parse_compare(words[1]) : std::nullopt;
  const std::size_t dot = words[0].find('.');
  const arch::Register* reg = arch::find_register(words[0].substr(0, dot));
  const arch::Field* field =
      reg == nullptr || dot == std::string_view::npos ? nullptr : arch::find_field(*reg, words[0].substr(dot + 1));
  if (!compare || field == nullptr) {
    return std::unexpected(fmt::format("{} is not 'REGISTER.FIELD OP NUMBER' of a known field with OP ==, >= or <",
                                       quote(fmt::format("{}", fmt::join(words, " ")))));
  }
  const auto number = corpora::parse_number(words[2]);
  if (!number || *number > engine::field_mask(0, field->entry.width)) {
    return std::unexpected(fmt::format("{} is not a code that {} can hold", quote(words[2]), words[0]));
  }
  return Comparison{{arch::index_of(*reg), field->entry.shift, field->entry.width}, false, *compare, *number};
}

bool is_name(std::string_view word) { return word.starts_with("FEAT_") || is_version(word); }

class Reader {
 public:
  Reader(std::string_view text, std::string file) : lines_(text), file_(std::move(file)) {}

  std::expected<RuleSet, Error> read() {
    while (const auto line = lines_.next()) {
      number_ = line->number;
      std::string_view rest = line->text;
      const std::string_view keyword = corpora::take_word(rest);
      if (const Read<void> done = take(keyword, rest); !done) {
        return std::unexpected(Error{file_, number_, done.error()});
      }
    }
    if (rules_.rules().empty()) return std::unexpected(Error{file_, 0, "states no rule"});
    add_definitions(guards_, rules_);
    return std::move(rules_);
  }

 private:
  [[nodiscard]] std::string origin() const { return fmt::format("rules.txt:{}", number_); }

  Read<void> take(std::string_view keyword, std::string_view rest) {
    if (keyword == "source") return add_source(rest);
    first_of_line_ = rules_.rules().size();
    if (keyword == "version" || keyword == "feature" || keyword == "code") return open(keyword, rest);
    if (keyword == "never" || keyword == "given") return add_fact(keyword, rest);
    if (keyword == "shown") return add_shown(rest);
    if (keyword == "view" || keyword == "only") return add_guard(keyword, rest);
    const bool of_version = keyword == "after" || keyword == "allows" || keyword == "has";
    if (of_version || keyword == "needs" || keyword == "excludes") {
      if (!subject_) return std::unexpected(fmt::format("{} stands under no version, feature or code", quote(keyword)));
      if (of_version && !under_version_) return std::unexpected(fmt::format("{} is for versions", quote(keyword)));
      return add_demand(keyword, rest);
    }
    return std::unexpected(
        fmt::format("{} is not version, feature, code, never, given, shown, view, only, after, allows, "
                    "has, needs, excludes or source",
                    quote(keyword)));
  }

  /// Where the rules of the line before are from, if not from Arm's Features file.
  Read<void> add_source(std::string_view rest) {
    if (first_of_line_ == rules_.rules().size()) return std::unexpected("a source without a rule before it");
    rules_.set_origin(first_of_line_, std::string(rest));
    return {};
  }

  Read<Literal> literal(std::string_view text) {
    const auto words = corpora::words(text);
    if (words.empty()) return std::unexpected("a name or a comparison is missing");
    if (words[0] == "not") {
      Read<Literal> inner = literal(trimmed(text.substr(text.find("not") + 3)));
      if (inner) inner->positive = !inner->positive;
      return inner;
    }
    if (words.size() == 1 && is_name(words[0])) return Literal{true, Formula::of_symbol(rules_.symbol(words[0]))};
    Read<Comparison> test = parse_test(words);
    if (!test) return std::unexpected(std::move(test.error()));
    return Literal{true, Formula::of_test(*test)};
  }

  Read<std::vector<Literal>> literals(std::string_view text, std::string_view between) {
    std::vector<Literal> all;
    for (const std::string_view part : parts_between(text, between)) {
      Read<Literal> one = literal(part);
      if (!one) return std::unexpected(std::move(one.error()));
      all.push_back(std::move(*one));
    }
    return all;
  }

  /// "A and B", or "A or B".
  Read<Formula> condition(std::string_view text) {
    const bool any = text.find(" or ") != std::string_view::npos;
    Read<std::vector<Literal>> all = literals(text, any ? " or " : " and ");
    if (!all) return std::unexpected(std::move(all.error()));
    std::vector<Formula> formulas;
    for (Literal& one : *all) {
      formulas.push_back(one.positive ? std::move(one.atom) : Formula::negated(std::move(one.atom)));
    }
    return any ? Formula::any(std::move(formulas)) : Formula::all(std::move(formulas));
  }

  Read<void> open(std::string_view keyword, std::string_view rest) {
    Read<Literal> subject = literal(rest);
    if (!subject) return std::unexpected(std::move(subject.error()));
    under_version_ = keyword == "version";
    const bool test = subject->atom.op == Formula::Op::Test;
    if (test != (keyword == "code") || (!test && is_version(trimmed(rest)) != under_version_)) {
      return std::unexpected(fmt::format("{} is no {}", quote(rest), keyword));
    }
    subject_ = std::move(*subject);
    return {};
  }

  Read<void> add_demand(std::string_view keyword, std::string_view rest) {
    const auto halves = parts_between(rest, " if ");
    if (halves.size() > 2) return std::unexpected("two conditions ('if') in one line");
    std::vector<Literal> premises{*subject_};
    if (halves.size() == 2) {
      Read<std::vector<Literal>> conditions = literals(halves[1], " and ");
      if (!conditions) return std::unexpected(std::move(conditions.error()));
      premises.insert(premises.end(), conditions->begin(), conditions->end());
    }
    for (const std::string_view part : corpora::split(halves[0], ',')) {
      Read<std::vector<Literal>> any = literals(part, " or ");
      if (!any) return std::unexpected(std::move(any.error()));
      add_one(keyword, premises, std::move(*any));
    }
    return {};
  }

  void add_one(std::string_view keyword, std::vector<Literal> premises, std::vector<Literal> any) {
    if (keyword == "allows") {
      rules_.add_clause(std::move(any), {*subject_}, origin());
    } else if (keyword == "excludes") {
      premises.insert(premises.begin() + 1, any.begin(), any.end());
      rules_.add_clause(std::move(premises), {}, origin());
    } else {
      rules_.add_clause(std::move(premises), std::move(any), origin());
    }
  }

  Read<void> add_fact(std::string_view keyword, std::string_view rest) {
    Read<Literal> fact = literal(rest);
    if (!fact) return std::unexpected(std::move(fact.error()));
    if (keyword == "given") {
      rules_.add_clause({}, {std::move(*fact)}, origin());
    } else {
      rules_.add_clause({std::move(*fact)}, {}, origin());
    }
    return {};
  }

  /// "shown FEAT_X REGISTER.FIELD OP NUMBER"
  Read<void> add_shown(std::string_view rest) {
    const std::string_view name = corpora::take_word(rest);
    if (!is_name(name)) return std::unexpected(fmt::format("{} is no feature", quote(name)));
    Read<Literal> test = literal(rest);
    if (!test) return std::unexpected(std::move(test.error()));
    std::string text = fmt::format("{} is shown by {}", name, rules_.words(*test));
    rules_.add({Kind::Shown, Formula::iff(Formula::of_symbol(rules_.symbol(name)), std::move(test->atom)),
                std::move(text), origin(), false});
    return {};
  }

  Read<void> add_guard(std::string_view keyword, std::string_view rest) {
    const auto halves = parts_between(rest, " if ");
    if (halves.size() != 2) return std::unexpected(fmt::format("expected '{} NAMES if CONDITION'", keyword));
    const Read<Formula> guard = condition(halves[1]);
    if (!guard) return std::unexpected(guard.error());
    for (const std::string_view name : corpora::split(halves[0], ',')) {
      if (keyword == "only") {
        if (!is_name(name)) return std::unexpected(fmt::format("{} is no feature", quote(name)));
        guards_.features.emplace(name, *guard);
        continue;
      }
      const arch::Register* reg = arch::find_register(name);
      if (reg == nullptr) return std::unexpected(fmt::format("{} is no known register", quote(name)));
      guards_.registers.emplace(arch::index_of(*reg), *guard);
    }
    return {};
  }

  corpora::Lines lines_;
  std::string file_;
  std::uint32_t number_ = 0;
  RuleSet rules_;
  Guards guards_;
  std::optional<Literal> subject_;
  bool under_version_ = false;
  std::size_t first_of_line_ = 0;
};

}  // namespace

std::expected<RuleSet, Error> parse_rules(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

}  // namespace idreg::rules
