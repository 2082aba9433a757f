// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/allowed.h"

#include <algorithm>

#include "audit/code/property.h"
#include "smt/term/solver.h"

namespace idreg::audit {

namespace {

using smt::Term;
using Exception = Allowed::Exception;

/// All pairs of codes of a field of four bits; where a wider one has more, the rule is no description.
constexpr std::size_t kMostExceptions = 256;

/// By the rule, on codes as bit-vectors of the field's width.
Term takes(const Allowed& rule, const Term& limit, const Term& code) {
  const auto below = [&](const Term& a, const Term& b) { return rule.is_signed ? smt::bvsle(a, b) : smt::bvule(a, b); };
  const Term same = smt::equal(limit, code);
  const Term zero = smt::bv(code.context(), code.width(), 0);
  switch (rule.rule) {
    case Allowed::Rule::LimitOnly:
      break;
    case Allowed::Rule::AtOrBelow:
      return below(code, limit);
    case Allowed::Rule::AtOrAbove:
      return below(limit, code);
    case Allowed::Rule::AboveOrZero:
      return smt::logical_or(smt::logical_or(same, smt::equal(code, zero)),
                             smt::logical_and(smt::logical_not(smt::equal(limit, zero)), below(limit, code)));
    case Allowed::Rule::LimitOrSafe:
      return smt::logical_or(same, smt::equal(code, smt::bv(code.context(), code.width(), rule.safe)));
  }
  return same;
}

Allowed rule_of(const FtrBits* entry, const arch::Field& field, std::uint64_t mask) {
  Allowed rule;
  const std::uint64_t bits = code::mask_of(field.entry);
  const bool its =
      entry != nullptr && entry->type_known && entry->shift == field.entry.shift && entry->width == field.entry.width;
  if (!its || (mask & bits) != bits) return rule;
  rule.is_signed = entry->is_signed;
  rule.safe = static_cast<std::uint64_t>(entry->safe_value) & bits >> field.entry.shift;
  switch (entry->policy) {
    case Policy::Exact:
      rule.rule = Allowed::Rule::LimitOrSafe;
      break;
    case Policy::LowerSafe:
      rule.rule = Allowed::Rule::AtOrBelow;
      break;
    case Policy::HigherSafe:
      rule.rule = Allowed::Rule::AtOrAbove;
      break;
    case Policy::HigherOrZeroSafe:
      rule.rule = Allowed::Rule::AboveOrZero;
      break;
  }
  return rule;
}

/// The questions about one field.
class Asking {
 public:
  Asking(const WritePath& path, const arch::Field& field, const Vcpu& vcpu, std::uint64_t budget)
      : solver_(path.context(), budget) {
    const smt::Context& context = path.context();
    const unsigned shift = field.entry.shift;
    const unsigned top = shift + field.entry.width - 1U;
    code_ = smt::variable(context, "code", field.entry.width);
    const Term placed = smt::bvshl(smt::zero_extend(code_, 64), smt::bv(context, 64, shift));
    const Term rest = smt::bvand(path.path().limit, smt::bv(context, 64, ~code::mask_of(field.entry)));
    const Term value = smt::bvor(rest, placed);
    const Term from[] = {path.path().value};
    const Term to[] = {value};
    solver_.add(smt::substitute(path.given(path.path().limit, vcpu), from, to));
    // A limit that is refused itself says nothing of the field.
    const Term limit = path.path().limit;
    solver_.add(smt::logical_and(path.accepted(limit), smt::equal(path.stored(limit), limit)));
    limit_ = smt::extract(top, shift, limit);
    taken_ = smt::logical_and(path.accepted(value), smt::equal(path.stored(value), value));
  }

  /// All pairs on which the rule and the kernel differ, each asked the other way too.
  void exceptions(Allowed& rule) {
    solver_.push();
    solver_.add(smt::logical_not(smt::equal(taken_, takes(rule, limit_, code_))));
    for (smt::Decision found = solver_.check(); found.answer != smt::Answer::Unsat; found = solver_.check()) {
      if (found.answer == smt::Answer::Unknown || rule.exceptions.size() == kMostExceptions) {
        rule.why =
            found.answer == smt::Answer::Unknown ? "out of budget: " + found.reason : "more exceptions than rule";
        solver_.pop();
        return;
      }
      const std::uint64_t limit = found.model.value(limit_);
      const std::uint64_t code = found.model.value(code_);
      rule.exceptions.push_back({limit, code, {}});
      solver_.add(smt::logical_not(pair(limit, code)));
    }
    solver_.pop();
    rule.complete = true;
    for (Exception& one : rule.exceptions) answer(rule, one);
    std::ranges::sort(rule.exceptions, {}, [](const Exception& one) { return std::pair(one.limit, one.code); });
  }

 private:
  [[nodiscard]] Term pair(std::uint64_t limit, std::uint64_t code) const {
    return smt::logical_and(smt::equal(limit_, smt::bv(limit_.context(), limit_.width(), limit)),
                            smt::equal(code_, smt::bv(code_.context(), code_.width(), code)));
  }

  /// Whether it is always as in the model that was found.
  void answer(Allowed& rule, Exception& one) {
    const Term limit = smt::bv(code_.context(), code_.width(), one.limit);
    const Term code = smt::bv(code_.context(), code_.width(), one.code);
    const bool by_rule = takes(rule, limit, code).is_true();
    solver_.push();
    solver_.add(pair(one.limit, one.code));
    solver_.add(by_rule ? taken_ : smt::logical_not(taken_));
    const smt::Answer as_the_rule = solver_.check().answer;
    solver_.pop();
    if (as_the_rule == smt::Answer::Unknown) {
      rule.complete = false;
      rule.why = "out of budget";
    }
    one.answer = as_the_rule != smt::Answer::Unsat ? Exception::Answer::Depends
                 : by_rule                         ? Exception::Answer::Refused
                                                   : Exception::Answer::Taken;
  }

  smt::Solver solver_;
  Term code_, limit_, taken_;
};

}  // namespace

std::string_view to_text(Allowed::Rule rule) {
  switch (rule) {
    case Allowed::Rule::LimitOnly:
      return "limit-only";
    case Allowed::Rule::AtOrBelow:
      return "at-or-below";
    case Allowed::Rule::AtOrAbove:
      return "at-or-above";
    case Allowed::Rule::AboveOrZero:
      return "at-or-above-or-zero";
    case Allowed::Rule::LimitOrSafe:
      return "limit-or-safe";
  }
  return "unknown";
}

std::string_view to_text(Exception::Answer answer) {
  switch (answer) {
    case Exception::Answer::Taken:
      return "taken";
    case Exception::Answer::Refused:
      return "refused";
    case Exception::Answer::Depends:
      return "depends";
  }
  return "unknown";
}

std::vector<std::vector<std::uint64_t>> Allowed::by_limit(unsigned width) const {
  const smt::Context context;
  std::vector<std::vector<std::uint64_t>> all(std::size_t{1} << width);
  for (std::uint64_t limit = 0; limit < all.size(); ++limit) {
    for (std::uint64_t code = 0; code < all.size(); ++code) {
      const auto exception = std::ranges::find_if(
          exceptions, [&](const Exception& one) { return one.limit == limit && one.code == code; });
      const bool taken = exception == exceptions.end()
                             ? takes(*this, smt::bv(context, width, limit), smt::bv(context, width, code)).is_true()
                             : exception->answer == Exception::Answer::Taken;
      if (taken) all[limit].push_back(code);
    }
  }
  return all;
}

Allowed allowed(const WritePath& path, const arch::Field& field, const FtrBits* entry, const Vcpu& vcpu,
                std::uint64_t budget) {
  Asking asking(path, field, vcpu, budget);
  // The tree's own entry first; KVM has rules of its own for a few fields.
  std::vector<Allowed> rules = {rule_of(entry, field, path.path().reg->mask), {}, {}, {}};
  rules[2].rule = rules[3].rule = Allowed::Rule::AtOrBelow;
  rules[3].is_signed = true;
  std::size_t best = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    asking.exceptions(rules[i]);
    const bool better =
        rules[i].complete && (!rules[best].complete || rules[i].exceptions.size() < rules[best].exceptions.size());
    if (better) best = i;
    if (rules[best].complete && rules[best].exceptions.empty()) break;
  }
  return rules[best];
}

}  // namespace idreg::audit
