// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The smallest counterexample, level by level: each level is fixed at the least value that leaves the
// question satisfiable, and that nothing less does is an unsat answer.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "corpora/arch/arch.h"
#include "props/run.h"
#include "props/smaller.h"
#include "smt/prove/discharge.h"
#include "smt/prove/ladder.h"
#include "smt/prove/plan.h"
#include "smt/term/count.h"

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

/// What is minimised, in the order of docs/minimal.md behind the lengths of the lists.
struct Levels {
  Term cpu_count;
  std::vector<Term> fields;  ///< true for each that differs
  std::vector<Term> bits;    ///< true for each that is set
  Term value;
  Term limit;
  std::vector<std::pair<Term, const CaseScalar*>> rest;  ///< what the part does not fix
};

Levels levels_of(const Context& context, const PartPlan& part) {
  const Scalars scalar(context, part);
  Levels levels{scalar("cpu_count"), {}, {}, scalar("value"), scalar("limit"), {}};
  levels.fields = differing_fields(context, part, levels.value, levels.limit);
  levels.bits = bits_of(levels.value);
  for (const Term& bit : bits_of(levels.limit)) levels.bits.push_back(bit);
  for (const CaseScalar& one : case_scalars()) {
    // Parts of lists fix "no register"; where a claim does not read that, it is 0 in a case.
    if (one.name == "reg" && !part.claim->reads.registers) continue;
    if (one.name != "value" && one.name != "limit") levels.rest.emplace_back(scalar(one.name), &one);
  }
  return levels;
}

/// Of what is smaller at a level.
const char* said(bool decided) { return decided ? "unsatisfiable" : "not decided"; }

/// A case to stay below.
struct Bound {
  Case best;
  bool found;  ///< in a part: only what is smaller matters
};

/// Smaller than a case with lists of the same lengths, or equal to it where it was not found in a part.
Term below(const Context& context, const Levels& levels, const Bound& bound) {
  const props::Measure best = measure(bound.best);
  Term result = boolean(context, !bound.found);
  const auto word = [&](const Term& term, std::uint64_t least) {
    const Term value = bv(context, term.width(), least);
    result = logical_or(bvult(term, value), logical_and(equal(term, value), result));
  };
  const auto count = [&](const std::vector<Term>& terms, std::uint32_t least) {
    result = logical_and(at_most(context, terms, least), result);
    if (least != 0) result = logical_or(at_most(context, terms, least - 1), result);
  };
  for (auto one = levels.rest.rbegin(); one != levels.rest.rend(); ++one)
    word(one->first, read_scalar(bound.best, *one->second));
  word(levels.limit, best.limit);
  word(levels.value, best.value);
  count(levels.bits, best.bits);
  count(levels.fields, best.fields);
  word(levels.cpu_count, best.cpus);
  return result;
}

/// The smallest counterexample of one part; nothing if it has none below `bound`.
std::expected<std::optional<Minimised>, std::string> smallest_of_part(const Workshop& shop, PartPlan part,
                                                                      const std::optional<Bound>& bound) {
  const Context context;
  part.open = "*";
  auto question = lift_part(shop, context, part);
  if (!question) return std::unexpected(question.error().what);
  const Levels levels = levels_of(context, part);
  const Cases cases = cases_of(context, part);
  const auto decide = [&](const Term& query) {
    Decision decision = question->facts->decide(query, shop.budget);
    if (decision.answer != Answer::Unknown) return decision;
    return decide_by_cases(*question->facts, query, cases, shop.budget);  // ten times as slow for most: a last resort
  };
  Ladder ladder(decide, bound ? logical_and(question->violated, below(context, levels, *bound)) : question->violated);
  const Answer any = ladder.start();
  if (any == Answer::Unsat) return std::nullopt;
  if (any == Answer::Unknown) return std::unexpected("out of budget");

  Minimised result{};
  ladder.least(levels.cpu_count);
  std::size_t undecided = 0;
  const auto add_level = [&](const std::string& level, const char* smaller) {
    result.levels.push_back(fmt::format("{}: {} is {}", level, smaller, said(ladder.undecided() == undecided)));
    undecided = ladder.undecided();
  };
  add_level(fmt::format("{} field(s) differ", ladder.least_count(levels.fields)), "fewer");
  add_level(fmt::format("{} bit(s) set", ladder.least_count(levels.bits)), "fewer");
  add_level(fmt::format("value {:#x}", ladder.least(levels.value)), "less");
  add_level(fmt::format("limit {:#x}", ladder.least(levels.limit)), "less");
  std::vector<Term> rest;
  for (const auto& [term, scalar] : levels.rest) {
    if (part.fixed.contains(scalar->name)) continue;
    std::ranges::copy(from_the_top(term), std::back_inserter(rest));
  }
  ladder.least_of(rest);
  add_level("every other member in declaration order", "less");
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
  std::vector<PartPlan> parts =
      shop->native.design != nullptr ? plan_design(claim, *shop->native.design) : plan(claim, false);
  if (options.writable) fix_writable(parts, *options.writable);
  // Bit by bit over eighty entries would take hours: what only such lists show stays as it was found.
  std::erase_if(parts, [](const PartPlan& p) { return fixed_or_zero(p, "general_count") == props::kMaxGeneral; });
  const auto lists = [](const PartPlan& p) {
    return std::pair(fixed_or_zero(p, "override_count"), fixed_or_zero(p, "general_count"));
  };
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(lists(parts[i]), i); });
  std::optional<Minimised> best;
  std::pair<std::uint64_t, std::uint64_t> best_lists{};
  // A bound to begin with: what shrinking reaches natively, unless its lists have shapes that no part has.
  const Case shrunk = props::shrink_greedily(claim, shop->native, input);
  std::optional<Bound> bound;
  bool certified = true;
  bool least = true;  // in every part that had a case, also one that a later part went below
  std::string undecided;
  for (const std::size_t i : order) {
    const PartPlan& part = parts[i];
    if (best && lists(part) != best_lists) break;
    if (!best && shrunk.override_count + shrunk.general_count == 0 && lists(part) == decltype(best_lists){})
      bound = Bound{shrunk, false};
    auto found = smallest_of_part(*shop, part, bound);
    if (!found) {  // an undecided part may hide a smaller one
      certified = false;
      undecided = fmt::format("{} was not decided: {}", part.name, found.error());
      continue;
    }
    if (!*found) continue;
    if (claim.predicate(shop->native, (*found)->input) != props::Verdict::Violated)
      return std::unexpected(fmt::format("{}: the minimised case does not replay", part.name));
    least = least && (*found)->smallest;
    best = std::move(**found);
    best_lists = lists(part);
    bound = Bound{best->input, true};
  }
  if (!best)
    return Minimised{input, false, {certified ? "no part of the plan holds a counterexample this small" : undecided}};
  if (best->smallest && !least)
    best->levels.emplace_back("another part may hold a smaller case: at some level of it that was not decided");
  best->smallest = least && certified;
  const bool shapes = best_lists != decltype(best_lists){};
  best->levels.insert(best->levels.begin(), fmt::format("{} overrides, {} general entries: fewer is {}{}",
                                                        best_lists.first, best_lists.second, said(certified),
                                                        shapes ? ", of the shapes of lists that are proved" : ""));
  return std::move(*best);
}

}  // namespace idreg::smt::prove
