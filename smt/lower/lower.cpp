// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/lower/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace idreg::smt::lower {

namespace {

using Names = std::map<unsigned, std::string>;

std::string hex(std::uint64_t value) { return fmt::format("UINT64_C({:#x})", value); }

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

/// Bit-vectors are kept in the low bits of a word, with zeros above.
std::string cut(const std::string& text, unsigned width) {
  return width == 64 ? text : fmt::format("({}) & {}", text, hex(ones(width)));
}

std::string as_signed(const std::string& text, unsigned width) {
  const unsigned unused = 64 - width;
  if (unused == 0) return fmt::format("static_cast<std::int64_t>({})", text);
  return fmt::format("(static_cast<std::int64_t>({} << {}) >> {})", text, unused, unused);
}

/// SMT-LIB defines shifts by the width or more; C++ does not.
std::string shift(const Term& term, const std::string& a, const std::string& b) {
  const unsigned width = term.width();
  if (term.op() == Op::BvAshr) {
    const std::string amount = fmt::format("({} < {} ? {} : {})", b, width, b, width - 1);
    return cut(fmt::format("static_cast<std::uint64_t>({} >> {})", as_signed(a, width), amount), width);
  }
  const char* op = term.op() == Op::BvShl ? "<<" : ">>";
  return cut(fmt::format("{} < {} ? {} {} {} : 0", b, width, a, op, b), width);
}

/// Division by zero as SMT-LIB has it; signed division is not lowered (no term of ours uses it).
std::string division(const Term& term, const std::string& a, const std::string& b) {
  if (term.op() == Op::BvUdiv) return fmt::format("{} == 0 ? {} : {} / {}", b, hex(ones(term.width())), a, b);
  return fmt::format("{} == 0 ? {} : {} % {}", b, a, a, b);
}

std::string joined(const std::vector<std::string>& operands, const char* op) {
  return fmt::format("{}", fmt::join(operands, op));
}

std::expected<std::string, std::string> expression(const Term& term, const std::vector<std::string>& x) {
  const auto arguments = term.arguments();
  switch (term.op()) {
    case Op::Constant: return term.is_bool() ? (term.is_true() ? "true" : "false") : hex(*term.constant());
    case Op::BvAdd: return cut(joined(x, " + "), term.width());
    case Op::BvSub: return cut(joined(x, " - "), term.width());
    case Op::BvMul: return cut(joined(x, " * "), term.width());
    case Op::BvUdiv:
    case Op::BvUrem: return division(term, x[0], x[1]);
    case Op::BvAnd: return joined(x, " & ");
    case Op::BvOr: return joined(x, " | ");
    case Op::BvXor: return joined(x, " ^ ");
    case Op::BvNot: return cut("~" + x[0], term.width());
    case Op::BvNeg: return cut("0 - " + x[0], term.width());
    case Op::BvShl:
    case Op::BvLshr:
    case Op::BvAshr: return shift(term, x[0], x[1]);
    case Op::BvUlt: return x[0] + " < " + x[1];
    case Op::BvUle: return x[0] + " <= " + x[1];
    case Op::BvSlt: return as_signed(x[0], arguments[0].width()) + " < " + as_signed(x[1], arguments[0].width());
    case Op::BvSle: return as_signed(x[0], arguments[0].width()) + " <= " + as_signed(x[1], arguments[0].width());
    case Op::Concat: return fmt::format("{} << {} | {}", x[0], arguments[1].width(), x[1]);
    case Op::Extract: return cut(fmt::format("{} >> {}", x[0], term.bounds().second), term.width());
    case Op::ZeroExtend: return x[0];
    case Op::SignExtend:
      return cut("static_cast<std::uint64_t>" + as_signed(x[0], arguments[0].width()), term.width());
    case Op::Equal: return x[0] + " == " + x[1];
    case Op::Ite: return fmt::format("{} ? {} : {}", x[0], x[1], x[2]);
    // Both sides are computed already: & and | keep the code free of branches.
    case Op::And: return fmt::format("static_cast<bool>({})", joined(x, " & "));
    case Op::Or: return fmt::format("static_cast<bool>({})", joined(x, " | "));
    case Op::Not: return "!" + x[0];
    case Op::Variable:
    case Op::BvSdiv:
    case Op::BvSrem: break;
  }
  return std::unexpected("cannot be lowered: " + term.text());
}

bool too_wide(const Term& term) { return !term.is_bool() && term.width() > 64; }

}  // namespace

std::expected<std::string, std::string> function_text(const std::string& symbol,
                                                      std::span<const char* const> parameters, const Term& result) {
  std::string body;
  Names names;
  for (const Term& term : topological_order({&result, 1})) {
    if (too_wide(term)) return std::unexpected(symbol + ": wider than 64 bits: " + term.text());
    if (term.op() == Op::Variable) {
      const auto known = std::ranges::find(parameters, term.name());
      if (known == parameters.end()) return std::unexpected(symbol + ": no parameter " + term.name());
      names[term.id()] = term.name();
      continue;
    }
    std::vector<std::string> operands;
    for (const Term& argument : term.arguments()) operands.push_back(names.at(argument.id()));
    const auto text = expression(term, operands);
    if (!text) return std::unexpected(symbol + ": " + text.error());
    if (term.op() == Op::Constant) {
      names[term.id()] = *text;
      continue;
    }
    const std::string name = fmt::format("t{}", names.size());
    body += fmt::format("  const {} {} = {};\n", term.is_bool() ? "bool" : "std::uint64_t", name, *text);
    names[term.id()] = name;
  }
  std::vector<std::string> declarations;
  for (const char* parameter : parameters) {
    declarations.push_back(fmt::format("[[maybe_unused]] const std::uint64_t {}", parameter));
  }
  const std::string value = result.is_bool() ? names.at(result.id()) + " ? 1 : 0" : names.at(result.id());
  return fmt::format("extern \"C\" std::uint64_t {}({}) noexcept {{\n{}  return {};\n}}\n", symbol,
                     fmt::join(declarations, ", "), body, value);
}

}  // namespace idreg::smt::lower
