// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The smallest counterexample, level by level: each level is fixed at the least value that leaves the
// question satisfiable, and that nothing less does is an unsat answer.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "corpora/arch/arch.h"
#include "props/smaller.h"
#include "smt/prove/discharge.h"
#include "smt/prove/plan.h"
#include "smt/term/count.h"
#include "smt/term/solver.h"

namespace idreg::smt::prove {

namespace {

using props::Case;

/// A scalar of the case in this part: a variable or its fixed value.
class Scalars {
 public:
  Scalars(const Context& context, const PartPlan& part) : context_(&context), part_(&part) {}

  [[nodiscard]] Term operator()(const std::string& name) const {
    const CaseScalar& scalar = case_scalar(name);
    const auto value = part_->fixed.find(name);
    if (value != part_->fixed.end()) return bv(*context_, bits(scalar), value->second);
    return case_variable(*context_, scalar);
  }

 private:
  const Context* context_;
  const PartPlan* part_;
};

/// The masks of the fields that `props::differing_fields` counts.
std::vector<Term> counted_masks(const Context& context, const PartPlan& part) {
  std::vector<Term> masks;
  const auto reg = part.fixed.find("reg");
  const spec::Function& field_mask = *spec::find("idreg_spec_field_mask");
  if (reg != part.fixed.end() && reg->second < arch::kRegisterCount) {
    const arch::Register& architecture = arch::kRegisters[reg->second];
    for (std::uint32_t i = 0; i < architecture.field_count; ++i) {
      const Entry& entry = architecture.fields[i].entry;
      const Term shape[] = {bv(context, 64, entry.shift), bv(context, 64, entry.width)};
      masks.push_back(field_mask.build(shape));
    }
    return masks;
  }
  const Scalars scalar(context, part);
  for (const char* list : {"override", "general"}) {
    const auto count = part.fixed.find(fmt::format("{}_count", list));
    const char* name = *list == 'o' ? "overrides" : "general";
    for (std::uint64_t i = 0; count != part.fixed.end() && i < count->second; ++i) {
      const Term shape[] = {zero_extend(scalar(fmt::format("{}[{}].shift", name, i)), 64),
                            zero_extend(scalar(fmt::format("{}[{}].width", name, i)), 64)};
      masks.push_back(field_mask.build(shape));
    }
  }
  return masks;
}

std::vector<Term> differing_fields(const Context& context, const PartPlan& part, const Term& value, const Term& limit) {
  const Term difference = bvxor(value, limit);
  std::vector<Term> counted;
  Term covered = bv(context, 64, 0);
  for (const Term& mask : counted_masks(context, part)) {
    counted.push_back(to_bool(bvand(difference, mask)));
    covered = bvor(covered, mask);
  }
  for (const Term& bit : bits_of(bvand(difference, bvnot(covered)))) counted.push_back(bit);
  return counted;
}

/// Fixes one quantity after the other at its least value. Each question is put to a solver of its own:
/// Z3 prepares a whole question better than it extends an old one.
class Ladder {
 public:
  Ladder(const Context& context, std::uint64_t budget, const Term& violated)
      : context_(&context), budget_(budget), assertion_(violated) {}

  /// Whether there is a counterexample at all; call first.
  [[nodiscard]] Answer start() { return ask(boolean(*context_, true)); }

  /// The least number of the terms that are true; then assumed.
  std::size_t least_count(const std::vector<Term>& terms) {
    for (std::size_t count = 0; count < terms.size(); ++count) {
      const Term bound = at_most(*context_, terms, count);
      if (model_.value(to_bv(bound, 1)) == 1 || ask(bound) == Answer::Sat) {
        assertion_ = logical_and(assertion_, bound);
        return count;
      }
    }
    return terms.size();
  }

  /// The least value of a word of at most 64 bits, bit by bit from the top; then assumed.
  std::uint64_t least(const Term& word) {
    std::uint64_t value = 0;
    for (unsigned i = word.width(); i-- > 0;) {
      const Term clear = logical_not(to_bool(extract(i, i, word)));
      const bool can = model_.value(to_bv(clear, 1)) == 1 || ask(clear) == Answer::Sat;
      if (!can) value |= std::uint64_t{1} << i;
      assertion_ = logical_and(assertion_, can ? clear : logical_not(clear));
    }
    return value;
  }

  [[nodiscard]] const Model& model() const { return model_; }
  /// Every answer that mattered was Sat or Unsat.
  [[nodiscard]] bool certified() const { return certified_; }

 private:
  Answer ask(const Term& more) {
    if (more.is_false()) return Answer::Unsat;
    Solver solver(*context_, budget_);
    solver.add(logical_and(assertion_, more));
    Decision decision = solver.check();
    if (decision.answer == Answer::Sat) model_ = std::move(decision.model);
    if (decision.answer == Answer::Unknown) certified_ = false;
    return decision.answer;
  }

  const Context* context_;
  std::uint64_t budget_;
  Term assertion_;
  Model model_;
  bool certified_ = true;
};

/// The leading measures of the best so far, with lists of the same lengths.
struct Bound {
  std::size_t fields;
  std::size_t bits;
  std::uint64_t value;
};

/// The smallest counterexample of one part; nothing if it has none, or none as small as `bound`, which is
/// lowered to what is found.
std::expected<std::optional<Minimised>, std::string> smallest_of_part(const Workshop& shop, PartPlan part,
                                                                      std::optional<Bound>& bound) {
  const Context context;
  part.open = "*";
  auto question = lift_part(shop, context, part);
  if (!question) return std::unexpected(question.error().what);
  Ladder ladder(context, shop.budget, question->violated);
  const Answer any = ladder.start();
  if (any == Answer::Unsat) return std::nullopt;
  if (any == Answer::Unknown) return std::unexpected("out of budget");

  // What is passed over must be larger for certain.
  const auto larger = [&ladder]() -> std::expected<std::optional<Minimised>, std::string> {
    if (!ladder.certified()) return std::unexpected("out of budget");
    return std::nullopt;
  };
  const Scalars scalar(context, part);
  const Term value = scalar("value");
  const Term limit = scalar("limit");
  Minimised result{};
  const std::size_t fields = ladder.least_count(differing_fields(context, part, value, limit));
  if (bound && fields > bound->fields) return larger();
  result.levels.push_back(fmt::format("{} field(s) differ: fewer is unsatisfiable", fields));
  std::vector<Term> bits = bits_of(value);
  for (const Term& bit : bits_of(limit)) bits.push_back(bit);
  const auto bits_set = ladder.least_count(bits);
  if (bound && fields == bound->fields && bits_set > bound->bits) return larger();
  result.levels.push_back(fmt::format("{} bit(s) set: fewer is unsatisfiable", bits_set));
  const std::uint64_t least_value = ladder.least(value);
  result.levels.push_back(fmt::format("value {:#x}: less is unsatisfiable", least_value));
  const Bound here{fields, bits_set, least_value};
  if (bound && std::tie(bound->fields, bound->bits, bound->value) < std::tie(here.fields, here.bits, here.value))
    return larger();
  bound = here;
  result.levels.push_back(fmt::format("limit {:#x}: less is unsatisfiable", ladder.least(limit)));
  for (const CaseScalar& rest : case_scalars()) {
    if (part.fixed.contains(rest.name) || rest.name == "value" || rest.name == "limit") continue;
    ladder.least(scalar(rest.name));
  }
  result.levels.emplace_back("every other member in declaration order: less is unsatisfiable");
  result.smallest = ladder.certified();
  result.input = case_of(context, ladder.model(), part);
  return result;
}

std::uint64_t fixed_or_zero(const PartPlan& part, const char* name) {
  const auto value = part.fixed.find(name);
  return value == part.fixed.end() ? 0 : value->second;
}

}  // namespace

std::expected<Minimised, std::string> minimise(const props::Claim& claim, const Options& options, const Case& input) {
  const auto shop = Workshop::open(options);
  if (!shop) return std::unexpected(shop.error().what);
  if (claim.predicate(shop->native, input) != props::Verdict::Violated)
    return std::unexpected(fmt::format("the case does not violate {} on {}", claim.name, options.subject));

  // Parts whose lists are as short as those of the case, or shorter: the leading criteria, in order.
  const std::vector<PartPlan> parts = shop->native.design != nullptr ? plan_design(claim) : plan(claim, false);
  const auto lists = [](const PartPlan& p) {
    return std::pair(fixed_or_zero(p, "override_count"), fixed_or_zero(p, "general_count"));
  };
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(lists(parts[i]), i); });
  std::optional<Minimised> best;
  std::pair<std::uint64_t, std::uint64_t> best_lists{};
  std::optional<Bound> bound;
  bool certified = true;
  for (const std::size_t i : order) {
    const PartPlan& part = parts[i];
    if (best && lists(part) != best_lists) break;
    auto found = smallest_of_part(*shop, part, bound);
    if (!found) certified = false;  // an undecided part may hide a smaller one
    if (!found || !*found) continue;
    if (claim.predicate(shop->native, (*found)->input) != props::Verdict::Violated)
      return std::unexpected(fmt::format("{}: the minimised case does not replay", part.name));
    if (!best || props::smaller((*found)->input, best->input)) best = std::move(**found);
    best_lists = lists(part);
  }
  if (!best) return Minimised{input, false, {"no part of the plan holds a counterexample this small"}};
  best->smallest = best->smallest && certified;
  best->levels.insert(best->levels.begin(), fmt::format("{} overrides, {} general entries: fewer is unsatisfiable",
                                                        best_lists.first, best_lists.second));
  return std::move(*best);
}

}  // namespace idreg::smt::prove
