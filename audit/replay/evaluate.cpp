// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/evaluate.h"

#include <map>

namespace idreg::audit::replay {

using smt::Op;
using smt::Term;

namespace {

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

std::int64_t as_signed(std::uint64_t value, unsigned width) {
  if (width >= 64) return static_cast<std::int64_t>(value);
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  return static_cast<std::int64_t>((value ^ sign) - sign);
}

std::uint64_t shift_right_signed(std::uint64_t value, std::uint64_t by, unsigned width) {
  const std::int64_t its = as_signed(value, width);
  return static_cast<std::uint64_t>(its >> (by >= width ? 63 : by));
}

/// SMT-LIB's division: by zero all ones, and the dividend remains.
std::uint64_t divide(Op op, std::uint64_t a, std::uint64_t b, unsigned width) {
  if (op == Op::BvUdiv) return b == 0 ? ones(width) : a / b;
  if (op == Op::BvUrem) return b == 0 ? a : a % b;
  const std::int64_t x = as_signed(a, width);
  const std::int64_t y = as_signed(b, width);
  if (op == Op::BvSrem) return y == 0 || y == -1 ? (y == 0 ? a : 0) : static_cast<std::uint64_t>(x % y);
  if (y == 0) return x < 0 ? 1 : ones(width);
  return y == -1 ? -a : static_cast<std::uint64_t>(x / y);
}

}  // namespace

Evaluation::Evaluation(std::span<const Term> roots) {
  std::map<unsigned, std::uint32_t> places;
  for (const Term& term : smt::topological_order(roots)) {
    const auto arguments = term.arguments();
    const auto width_of = [](const Term& t) { return static_cast<std::uint8_t>(t.is_bool() ? 1 : t.width()); };
    Step step{term.op(), width_of(term), 0};
    if (!arguments.empty()) step.a = places.at(arguments[0].id());
    if (arguments.size() > 1) step.b = places.at(arguments[1].id());
    if (arguments.size() > 2) step.c = places.at(arguments[2].id());
    switch (step.op) {
      case Op::Constant:
        step.constant = *term.constant();
        break;
      case Op::Variable:
        step.a = static_cast<std::uint32_t>(variables_.size());
        variables_.push_back({term.name(), step.width});
        break;
      case Op::Extract:
        step.low = static_cast<std::uint8_t>(term.bounds().second);
        break;
      case Op::Concat:
        step.low = width_of(arguments[1]);
        break;
      case Op::ZeroExtend:
      case Op::SignExtend:
        step.low = width_of(arguments[0]);
        break;
      case Op::BvUlt:
      case Op::BvUle:
      case Op::BvSlt:
      case Op::BvSle:
        step.width = width_of(arguments[0]);
        break;
      default:
        break;
    }
    // Of more than two operands (and, or, sums): one step for each further one.
    const bool chain = arguments.size() > 2 && step.op != Op::Ite;
    if (chain) step.c = 0;
    steps_.push_back(step);
    for (std::size_t i = 2; chain && i < arguments.size(); ++i) {
      step.a = static_cast<std::uint32_t>(steps_.size() - 1);
      step.b = places.at(arguments[i].id());
      steps_.push_back(step);
    }
    places[term.id()] = static_cast<std::uint32_t>(steps_.size() - 1);
  }
  for (const Term& root : roots) roots_.push_back(places.at(root.id()));
  values_.resize(steps_.size());
  results_.resize(roots_.size());
}

std::uint64_t Evaluation::value_of(const Step& step, std::span<const std::uint64_t> variables) const {
  const std::uint64_t a = step.op == Op::Variable || steps_.empty() ? 0 : values_[step.a];
  const std::uint64_t b = values_[step.b];
  switch (step.op) {
    case Op::Constant:
      return step.constant;
    case Op::Variable:
      return variables[step.a];
    case Op::BvAdd:
      return a + b;
    case Op::BvSub:
      return a - b;
    case Op::BvMul:
      return a * b;
    case Op::BvUdiv:
    case Op::BvSdiv:
    case Op::BvUrem:
    case Op::BvSrem:
      return divide(step.op, a, b, step.width);
    case Op::BvAnd:
    case Op::And:
      return a & b;
    case Op::BvOr:
    case Op::Or:
      return a | b;
    case Op::BvXor:
      return a ^ b;
    case Op::BvNot:
    case Op::Not:
      return ~a;
    case Op::BvNeg:
      return -a;
    case Op::BvShl:
      return b >= step.width ? 0 : a << b;
    case Op::BvLshr:
      return b >= step.width ? 0 : a >> b;
    case Op::BvAshr:
      return shift_right_signed(a, b, step.width);
    case Op::BvUlt:
      return a < b ? 1 : 0;
    case Op::BvUle:
      return a <= b ? 1 : 0;
    case Op::BvSlt:
      return as_signed(a, step.width) < as_signed(b, step.width) ? 1 : 0;
    case Op::BvSle:
      return as_signed(a, step.width) <= as_signed(b, step.width) ? 1 : 0;
    case Op::Concat:
      return a << step.low | b;
    case Op::Extract:
      return a >> step.low;
    case Op::ZeroExtend:
      return a;
    case Op::SignExtend:
      return static_cast<std::uint64_t>(as_signed(a, step.low));
    case Op::Equal:
      return a == b ? 1 : 0;
    case Op::Ite:
      return a != 0 ? b : values_[step.c];
  }
  return 0;
}

std::span<const std::uint64_t> Evaluation::run(std::span<const std::uint64_t> variables) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    const bool truth = step.op == Op::BvUlt || step.op == Op::BvUle || step.op == Op::BvSlt || step.op == Op::BvSle;
    values_[i] = value_of(step, variables) & (truth ? 1 : ones(step.width));
  }
  for (std::size_t i = 0; i < roots_.size(); ++i) results_[i] = values_[roots_[i]];
  return results_;
}

}  // namespace idreg::audit::replay
