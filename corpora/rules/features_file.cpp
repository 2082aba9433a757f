// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arm's Features file (AARCHMRS): parameters with constraints as syntax trees. One-way constraints
// become clauses, so that their words are the same as those of rules.txt.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "corpora/arch/lookup.h"
#include "corpora/json.h"
#include "corpora/rules/rules.h"
#include "corpora/text.h"

namespace idreg::rules {

namespace {

using corpora::Error;
using Json = nlohmann::json;

/// Why a constraint is no rule here: another register, or something that is not understood.
struct Obstacle {
  bool foreign = false;
  std::string what;
};
template <typename T>
using Read = std::expected<T, Obstacle>;

constexpr std::size_t kMostClauses = 64;

std::unexpected<Obstacle> foreign() { return std::unexpected(Obstacle{true, ""}); }
std::unexpected<Obstacle> strange(std::string what) { return std::unexpected(Obstacle{false, std::move(what)}); }

std::string text_at(const Json& node, const char* key) {
  const auto found = node.is_object() ? node.find(key) : node.end();
  if (!node.is_object() || found == node.end() || !found->is_string()) return "";
  return found->get<std::string>();
}

const Json& child(const Json& node, const char* key) {
  static const Json none;
  const auto found = node.is_object() ? node.find(key) : node.end();
  return !node.is_object() || found == node.end() ? none : *found;
}

Read<FieldKey> field_of(const Json& node) {
  const std::string type = text_at(node, "_type");
  if (type == "AST.DotAtom") return foreign();
  if (type != "Types.Field") return strange("expected a field, not " + corpora::quote(type));
  const Json& value = child(node, "value");
  if (text_at(value, "state") == "ext") return foreign();
  const arch::Register* reg = arch::find_register(text_at(value, "name"));
  const arch::Field* field = reg == nullptr ? nullptr : arch::find_field(*reg, text_at(value, "field"));
  if (field == nullptr) return foreign();
  return FieldKey{arch::index_of(*reg), field->entry.shift, field->entry.width};
}

class Reader {
 public:
  explicit Reader(std::string file) { rules_.source = std::move(file); }

  std::expected<RuleSet, Error> read(const Json& document) {
    if (text_at(document, "_type") != "Features") {
      return std::unexpected(Error{rules_.source, 0, "is no Features file of Arm's (_type is not Features)"});
    }
    if (auto done = read_list(child(document, "constraints"), "constraints"); !done) return fail(done.error());
    for (const Json& parameter : child(document, "parameters")) {
      const std::string name = text_at(parameter, "name");
      if (auto done = read_list(child(parameter, "constraints"), name); !done) return fail(done.error());
    }
    if (rules_.rules().empty())
      return std::unexpected(Error{rules_.source, 0, "holds no constraint that is used here"});
    const std::string version = text_at(child(child(document, "_meta"), "version"), "architecture");
    if (!version.empty()) rules_.source += " (" + version + ")";
    return std::move(rules_);
  }

 private:
  std::unexpected<Error> fail(const Obstacle& obstacle) const {
    return std::unexpected(Error{rules_.source, 0, obstacle.what});
  }

  Read<void> read_list(const Json& list, const std::string& owner) {
    if (!list.is_array() && !list.is_null()) return strange(owner + ": constraints are no list");
    std::size_t index = 0;
    for (const Json& constraint : list) {
      Read<void> done = read_constraint(constraint);
      if (!done && !done.error().foreign) return strange(fmt::format("{}[{}]: {}", owner, index, done.error().what));
      rules_.left_out += done ? 0 : 1;
      ++index;
    }
    return {};
  }

  /// Guards (-->) around a definition (<->) make a rule of their own kind; all else becomes clauses.
  Read<void> read_constraint(const Json& constraint) {
    Read<Formula> whole = formula(constraint);
    if (!whole) return std::unexpected(whole.error());
    std::vector<Formula> guards;
    const Json* body = &constraint;
    while (text_at(*body, "op") == "-->") {
      guards.push_back(std::move(*formula(child(*body, "left"))));
      body = &child(*body, "right");
    }
    if (text_at(*body, "op") == "<->") {
      const Formula left = *formula(child(*body, "left"));
      const Formula right = *formula(child(*body, "right"));
      std::string text = fmt::format("{} is shown by {}", rules_.words(left), rules_.words(right));
      if (!guards.empty()) text += " (where " + rules_.words(Formula::all(guards)) + ")";
      rules_.add({Kind::Shown, std::move(*whole), std::move(text), "Arm's file", false});
      return {};
    }
    const auto clauses = clauses_of(*whole, true);
    if (clauses.size() > kMostClauses) return strange("a constraint with too many cases");
    for (const std::vector<Literal>& clause : clauses) add(clause);
    return {};
  }

  void add(const std::vector<Literal>& clause) {
    std::vector<Literal> premises;
    std::vector<Literal> conclusions;
    for (const Literal& literal : clause) {
      if (literal.positive) {
        conclusions.push_back(literal);
      } else {
        premises.push_back({true, literal.atom});
      }
    }
    rules_.add_clause(std::move(premises), std::move(conclusions), "Arm's file");
  }

  using Clauses = std::vector<std::vector<Literal>>;

  static Clauses clauses_of(const Formula& formula, bool positive) {
    switch (formula.op) {
      case Formula::Op::True:
        return positive ? Clauses{} : Clauses{{}};
      case Formula::Op::Symbol:
      case Formula::Op::Test:
        return {{Literal{positive, formula}}};
      case Formula::Op::Not:
        return clauses_of(formula.args[0], !positive);
      case Formula::Op::And:
      case Formula::Op::Or:
        return (formula.op == Formula::Op::And) == positive ? both(formula, positive) : either(formula, positive);
      case Formula::Op::Iff:
        break;  // definitions were taken before
    }
    return {};
  }

  static Clauses both(const Formula& formula, bool positive) {
    Clauses all;
    for (const Formula& arg : formula.args) {
      for (auto& clause : clauses_of(arg, positive)) all.push_back(std::move(clause));
    }
    return all;
  }

  static Clauses either(const Formula& formula, bool positive) {
    Clauses all{{}};
    for (const Formula& arg : formula.args) {
      Clauses product;
      for (const auto& clause : clauses_of(arg, positive)) {
        for (std::vector<Literal> longer : all) {
          longer.insert(longer.end(), clause.begin(), clause.end());
          product.push_back(std::move(longer));
          if (product.size() > kMostClauses) return product;
        }
      }
      all = std::move(product);
    }
    return all;
  }

  Read<Formula> formula(const Json& node) {
    const std::string type = text_at(node, "_type");
    if (type == "AST.Bool") {
      const Json& value = child(node, "value");
      if (!value.is_boolean()) return strange("a Boolean without a value");
      return value.get<bool>() ? Formula{} : Formula::negated(Formula{});
    }
    if (type == "AST.Identifier") return Formula::of_symbol(rules_.symbol(text_at(node, "value")));
    if (type == "AST.UnaryOp" && text_at(node, "op") == "!") {
      Read<Formula> inner = formula(child(node, "expr"));
      if (!inner) return inner;
      return Formula::negated(std::move(*inner));
    }
    if (type == "AST.BinaryOp") return binary(node, text_at(node, "op"));
    if (type == "AST.DotAtom") return foreign();
    return strange(fmt::format("{} is not understood", corpora::quote(type)));
  }

  Read<Formula> binary(const Json& node, const std::string& op) {
    if (op == ">=" || op == "<" || op == "==") return comparison(node, op);
    if (op == "IN") return membership(node);
    const bool known = op == "-->" || op == "<->" || op == "&&" || op == "||";
    if (!known) return strange(fmt::format("the operator {} is not understood", corpora::quote(op)));
    Read<Formula> left = formula(child(node, "left"));
    if (!left) return left;
    Read<Formula> right = formula(child(node, "right"));
    if (!right) return right;
    if (op == "-->") return Formula::implies(std::move(*left), std::move(*right));
    if (op == "<->") return Formula::iff(std::move(*left), std::move(*right));
    return op == "&&" ? Formula::all({std::move(*left), std::move(*right)})
                      : Formula::any({std::move(*left), std::move(*right)});
  }

  static Read<Formula> comparison(const Json& node, const std::string& op) {
    const Json& left = child(node, "left");
    const std::string function = text_at(left, "name");
    const Json& arguments = child(left, "arguments");
    const Json& number = child(child(node, "right"), "value");
    const bool shape = (function == "UInt" || function == "SInt") && arguments.is_array() && arguments.size() == 1 &&
                       number.is_number_integer();
    if (!shape) return strange("a comparison that is not UInt or SInt of a field with a number");
    Read<FieldKey> field = field_of(arguments[0]);
    if (!field) return std::unexpected(std::move(field.error()));
    const arch::Compare compare = op == ">="  ? arch::Compare::AtLeast
                                  : op == "<" ? arch::Compare::Below
                                              : arch::Compare::Equal;
    return Formula::of_test(
        {*field, function == "SInt", compare, static_cast<std::uint64_t>(number.get<std::int64_t>())});
  }

  /// FIELD IN {'10', '11'}
  static Read<Formula> membership(const Json& node) {
    Read<FieldKey> field = field_of(child(node, "left"));
    if (!field) return std::unexpected(std::move(field.error()));
    std::vector<Formula> any;
    for (const Json& value : child(child(node, "right"), "values")) {
      std::string digits = text_at(value, "value");
      std::erase(digits, '\'');
      const auto code = corpora::parse_number("0b" + digits);
      if (!code) return strange(fmt::format("{} is no binary code", corpora::quote(digits)));
      any.push_back(Formula::of_test({*field, false, arch::Compare::Equal, *code}));
    }
    if (any.empty()) return strange("IN without values");
    return Formula::any(std::move(any));
  }

  RuleSet rules_;
};

}  // namespace

std::expected<RuleSet, Error> parse_features_file(std::string_view text, const std::string& file) {
  const auto document = corpora::parse_json(text, file);
  if (!document) return std::unexpected(document.error());
  return Reader(file).read(*document);
}

}  // namespace idreg::rules
