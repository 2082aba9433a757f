// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/lint.h"

#include <algorithm>
#include <utility>

#include "corpora/rules/propagate.h"
#include "smt/rules/common.h"
#include "smt/rules/optimise.h"

namespace idreg::smt::rules {

namespace {

using idreg::rules::Kind;
using idreg::rules::Rule;

/// One rule more outweighs whatever the kinds of rules add: at most 12 of the firmest.
constexpr std::uint64_t kRule = 64;
/// One field lowered; what hardly a guest does without (exception levels, FP, AdvSIMD) counts for eight.
constexpr std::uint64_t kField = 1;
constexpr std::uint64_t kVitalField = 8;

/// Which rule is waived where there is a choice: a demand of a version before a feature's own needs,
/// before what shows a feature; of two definitions the AArch32 view.
std::uint64_t firmness(const Rule& rule) {
  switch (rule.kind) {
    case Kind::Mandatory:
      return 1;
    case Kind::Since:
      return 2;
    case Kind::Requires:
    case Kind::Excludes:
    case Kind::Never:
      return 3;
    case Kind::Shown:
      return rule.text.find("ID_AA64") == std::string::npos ? 4 : 5;
    case Kind::Includes:
      break;
  }
  return 0;
}

/// Never waived: the line of versions, and what shows an exception level, on which whole views hang.
bool always(const Rule& rule) { return rule.kind == Kind::Includes || (rule.kind == Kind::Shown && rule.manual); }

/// Assumptions for the fields that are known, in the order of fields().
struct Facts {
  std::vector<FieldCode> fields;
  std::vector<Term> terms;
};

Facts facts_of(World& world, const Values& values) {
  Facts facts;
  for (const FieldKey& field : world.fields()) {
    const auto value = values.find(field.reg);
    if (value == values.end()) continue;
    const std::uint64_t code = idreg::rules::code_in(value->second, field);
    facts.fields.push_back({field, code});
    facts.terms.push_back(world.holds(field, code));
  }
  return facts;
}

std::vector<const Rule*> pointers(const World& world, const std::vector<std::size_t>& indices) {
  std::vector<const Rule*> rules;
  for (const std::size_t index : indices) rules.push_back(&world.rules().rules()[index]);
  return rules;
}

bool solved_by(const World& world, const std::vector<std::size_t>& rules, const Values& values) {
  return !idreg::rules::no_solution(pointers(world, rules), values, world.rules().symbols().size());
}

Values only(const std::vector<FieldCode>& fields, const Values& values) {
  Values known;
  for (const FieldCode& one : fields) known[one.field.reg] = values.at(one.field.reg);
  return known;
}

/// Which other codes of each field dissolve the conflict, by trying them.
std::vector<Mending> mendings(const World& world, const Conflict& conflict, const Values& values) {
  std::vector<Mending> all;
  for (const FieldCode& one : conflict.fields) {
    Mending mending{one.field, one.code, {}};
    Values tried = values;
    for (std::uint64_t code = 0; code >> one.field.width == 0 && code < 256; ++code) {
      if (code == one.code) continue;
      tried[one.field.reg] = idreg::rules::with_code(values.at(one.field.reg), one.field, code);
      if (solved_by(world, conflict.rules, tried)) mending.codes.push_back(code);
    }
    if (!mending.codes.empty()) all.push_back(std::move(mending));
  }
  return all;
}

/// Why rule `waived` does not hold beside all rules that are kept.
Answered<Conflict> conflict_of(World& world, const Values& values, const Facts& facts, std::size_t waived,
                               const std::vector<std::size_t>& all_waived) {
  std::vector<Term> assumptions;
  std::vector<std::size_t> rules;
  for (std::size_t i = 0; i < world.rules().rules().size(); ++i) {
    if (i != waived && std::ranges::binary_search(all_waived, i)) continue;
    rules.push_back(i);
    assumptions.push_back(world.in_force(i));
  }
  assumptions.insert(assumptions.end(), facts.terms.begin(), facts.terms.end());
  const Decision decision = world.solver().check(assumptions);
  if (decision.answer == Answer::Unknown) return std::unexpected(Inconclusive{decision.reason});
  require(decision.answer == Answer::Unsat, world.rules().rules()[waived].text);
  Conflict conflict;
  conflict.waived = waived;
  for (const std::size_t place : minimal_core(world.solver(), assumptions, decision.core)) {
    if (place < rules.size()) {
      conflict.rules.push_back(rules[place]);
    } else {
      conflict.fields.push_back(facts.fields[place - rules.size()]);
    }
  }
  require(!solved_by(world, conflict.rules, only(conflict.fields, values)), world.rules().rules()[waived].text);
  for (std::size_t i = 0; i < conflict.rules.size(); ++i) {
    std::vector<std::size_t> fewer = conflict.rules;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    require(solved_by(world, fewer, only(conflict.fields, values)), world.rules().rules()[conflict.rules[i]].text);
  }
  conflict.mendings = mendings(world, conflict, values);
  return conflict;
}

/// What a repair may do to the fields, and what it wishes.
struct Room {
  std::vector<Term> hard;
  std::vector<Wish> wishes;
};

/// The highest `kept` of the codes that a field may be lowered to.
Term highest(World& world, const FieldKey& field, const std::vector<std::uint64_t>& codes, std::size_t kept) {
  std::vector<std::uint64_t> set(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(kept));
  std::ranges::sort(set);
  return world.holds_one_of(field, set);
}

bool vital(const FieldKey& field) {
  const std::string name = idreg::rules::name_of(field);
  return name.starts_with("ID_AA64PFR0_EL1.EL") || name == "ID_AA64PFR0_EL1.FP" || name == "ID_AA64PFR0_EL1.AdvSIMD";
}

/// Fewest fields: every field may be lowered, and is wished to stay.
Room room_for_fields(World& world, const Facts& facts) {
  Room room;
  for (const FieldCode& one : facts.fields) {
    const std::vector<std::uint64_t> codes = at_or_below(one.field, one.code);
    room.hard.push_back(highest(world, one.field, codes, codes.size()));
    if (codes.size() == 1) continue;
    room.wishes.push_back({highest(world, one.field, codes, 1), vital(one.field) ? kVitalField : kField});
  }
  return room;
}

/// Least lowering: of these fields only, each step wished for.
Room room_for_steps(World& world, const Facts& facts, const std::vector<Change>& changes) {
  Room room;
  for (const FieldCode& one : facts.fields) {
    const bool lowered = std::ranges::any_of(changes, [&](const Change& change) { return change.field == one.field; });
    const std::vector<std::uint64_t> codes =
        lowered ? at_or_below(one.field, one.code) : std::vector<std::uint64_t>{one.code};
    room.hard.push_back(highest(world, one.field, codes, codes.size()));
    for (std::size_t kept = 1; kept < codes.size(); ++kept) {
      room.wishes.push_back({highest(world, one.field, codes, kept), 1});
    }
  }
  return room;
}

std::vector<Change> changes_in(World& world, const Model& model, const Facts& facts) {
  std::vector<Change> changes;
  for (const FieldCode& one : facts.fields) {
    const std::uint64_t code = world.code_in(model, one.field);
    if (code == one.code) continue;
    require(std::ranges::count(at_or_below(one.field, one.code), code) == 1, "a repair that does not lower");
    changes.push_back({one.field, one.code, code});
  }
  return changes;
}

Answered<void> add_repair(World& world, const Values& values, const Facts& facts,
                          const std::vector<std::size_t>& tolerated, Lint& found) {
  std::vector<Term> rules;
  for (std::size_t i = 0; i < world.rules().rules().size(); ++i) {
    if (!std::ranges::binary_search(tolerated, i)) rules.push_back(world.in_force(i));
  }
  std::vector<Change> changes;
  Optimum optimum;
  for (const bool steps : {false, true}) {
    Room room = steps ? room_for_steps(world, facts, changes) : room_for_fields(world, facts);
    room.hard.insert(room.hard.end(), rules.begin(), rules.end());
    optimum = optimise(world.solver(), room.hard, room.wishes, &world.memory());
    if (optimum.kind == Optimum::Kind::Unknown) return std::unexpected(Inconclusive{optimum.reason});
    if (optimum.kind == Optimum::Kind::Impossible) {
      found.no_repair = "no CPU with these or lower fields obeys all the rules";
      return {};
    }
    changes = changes_in(world, optimum.model, facts);
  }
  Values mended = values;
  for (const Change& change : changes) {
    mended[change.field.reg] = idreg::rules::with_code(mended[change.field.reg], change.field, change.to);
  }
  check_kept(world, completed(world, optimum.model, mended), world.symbols_in(optimum.model), tolerated);
  found.repair = std::move(changes);
  return {};
}

}  // namespace

bool Lint::consistent() const {
  return std::ranges::all_of(conflicts, [](const Conflict& conflict) { return conflict.of_base; });
}

Answered<std::vector<std::size_t>> broken_rules(World& world, const Values& values,
                                                const std::vector<std::size_t>& cheap) {
  std::vector<Term> hard = facts_of(world, values).terms;
  std::vector<Wish> wishes;
  std::vector<std::size_t> rules;
  for (std::size_t i = 0; i < world.rules().rules().size(); ++i) {
    const Rule& rule = world.rules().rules()[i];
    if (always(rule)) {
      hard.push_back(world.in_force(i));
      continue;
    }
    wishes.push_back({world.in_force(i), firmness(rule) + (std::ranges::binary_search(cheap, i) ? 0 : kRule)});
    rules.push_back(i);
  }
  const Optimum optimum = optimise(world.solver(), hard, wishes, &world.memory());
  if (optimum.kind == Optimum::Kind::Unknown) return std::unexpected(Inconclusive{optimum.reason});
  require(optimum.kind == Optimum::Kind::Best, "rules that are never broken conflict");
  std::vector<std::size_t> broken;
  for (const std::size_t wish : optimum.lost) broken.push_back(rules[wish]);
  check_kept(world, completed(world, optimum.model, values), world.symbols_in(optimum.model), broken);
  return broken;
}

Answered<Lint> lint(World& world, const Values& values, const Values* base) {
  std::vector<std::size_t> tolerated;
  if (base != nullptr) {
    auto broken = broken_rules(world, *base, {});
    if (!broken) return std::unexpected(broken.error());
    tolerated = std::move(*broken);
  }
  auto waived = broken_rules(world, values, tolerated);
  if (!waived) return std::unexpected(waived.error());
  Lint found;
  const Facts facts = facts_of(world, values);
  for (const std::size_t rule : *waived) {
    auto conflict = conflict_of(world, values, facts, rule, *waived);
    if (!conflict) return std::unexpected(conflict.error());
    conflict->of_base = std::ranges::binary_search(tolerated, rule);
    found.conflicts.push_back(std::move(*conflict));
  }
  for (const FieldKey& field : world.fields()) {
    if (!values.contains(field.reg) && (found.open.empty() || found.open.back() != field.reg)) {
      found.open.push_back(field.reg);
    }
  }
  if (!found.consistent() || (base == nullptr && !found.conflicts.empty())) {
    if (auto done = add_repair(world, values, facts, tolerated, found); !done) return std::unexpected(done.error());
  }
  return found;
}

}  // namespace idreg::smt::rules
