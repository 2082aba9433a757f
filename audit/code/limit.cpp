// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/limit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/code/features.h"
#include "audit/code/property.h"
#include "audit/code/smallest.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit::code {

namespace {

using rules::FieldKey;
using smt::Answer;
using smt::Context;
using smt::Term;

/// All registers over one host and one VM.
class Limits {
 public:
  Limits(const Tree& tree, const Options& options)
      : tree_(tree), options_(options), premise_(smt::boolean(context_, true)) {
    for (const Descriptor& reg : tree.registers) lift(reg);
    for (const auto& [name, wanted] : options.vcpu) {
      const Term has = code::has_feature(tree, context_, name);
      if (!has.empty()) premise_ = smt::logical_and(premise_, wanted ? has : smt::logical_not(has));
    }
    for (const Feature& feature : code::features()) {
      const Term has = code::has_feature(tree, context_, feature.name);
      if (has.empty()) continue;
      premise_ = smt::logical_and(premise_, smt::implies(has, showings_.has(feature.needs, context_, host_)));
    }
  }

  std::vector<LimitVerdict> run() {
    for (const Showing& showing : showings_.all()) features(showing);
    for (LimitVerdict& verdict : verdicts_) uncapped(verdict);
    return std::move(verdicts_);
  }

 private:
  void lift(const Descriptor& reg) {
    if (reg.reg == nullptr || reg.reset.empty()) return;
    const std::string host = tree_.host_variable(reg.name);
    if (host.empty()) return;
    LimitVerdict verdict{&reg, {}, {}, {}};
    const auto shown = lift_shown(tree_, context_, reg);
    if (!shown) {
      verdict.undecided =
          fmt::format("{} in {} at {}", shown.error().what, shown.error().function, shown.error().location);
    } else if (!shown->met.unknown.empty()) {
      verdict.undecided = fmt::format("anything was assumed of {}", *shown->met.unknown.begin());
    } else {
      const std::uint32_t index = arch::index_of(*reg.reg);
      places_[index] = verdicts_.size();
      shown_[index] = shown->value;
      host_[index] = smt::variable(context_, host, 64);
      premise_ = smt::logical_and(premise_, shown->returned);
    }
    verdicts_.push_back(std::move(verdict));
  }

  smt::Decision decide(const Term& condition, std::uint32_t reg) {
    smt::Decision decision = ask(narrow_, condition, options_.budget);
    std::string& undecided = verdicts_[places_.at(reg)].undecided;
    if (decision.answer == Answer::Unknown && undecided.empty()) undecided = decision.reason;
    return decision;
  }

  static const arch::Field* field_of(const FieldKey& key) {
    return arch::field_at(arch::registers()[key.reg], key.shift, key.width);
  }

  /// Whether a field's code is the same in both; true for registers that are not judged.
  Term unchanged(const FieldKey& key) {
    if (!shown_.contains(key.reg)) return smt::boolean(context_, true);
    const unsigned top = key.shift + key.width - 1U;
    return smt::equal(smt::extract(top, key.shift, shown_.at(key.reg)),
                      smt::extract(top, key.shift, host_.at(key.reg)));
  }

  /// What no CPU shows: one feature that two views of it contradict each other about, or a fractional field
  /// where no definition can use it.
  Term consistent(const Showing& showing) {
    Term all = smt::logical_and(showings_.consistent(showing.guard, context_, host_),
                                showings_.consistent(showing.features, context_, host_));
    for (const FieldKey& key : showing.fields) {
      const arch::Field* field = field_of(key);
      if (field == nullptr || *field->letter != 'F' || showing.fields.size() == 1) continue;
      if (!host_.contains(key.reg)) continue;
      all = smt::logical_and(all, smt::logical_or(absent(*field, host_.at(key.reg)), used(key)));
    }
    return all;
  }

  /// The host's codes have meanings.
  Term real(const Showing& showing) {
    Term all = smt::boolean(context_, true);
    for (const auto* keys : {&showing.fields, &showing.guard_fields}) {
      for (const FieldKey& key : *keys) {
        const arch::Field* field = field_of(key);
        if (field == nullptr || !host_.contains(key.reg)) continue;
        all = smt::logical_and(all, has_meaning(*field, code_of(host_.at(key.reg), field->entry)));
      }
    }
    return all;
  }

  Term absent(const arch::Field& field, const Term& reg) {
    return smt::equal(code_of(reg, field.entry), smt::bv(context_, 64, field.entry.safe));
  }

  /// Some definition that reads the field holds on the host.
  Term used(const FieldKey& key) {
    Term any = smt::boolean(context_, false);
    for (const Showing& showing : showings_.all()) {
      if (!showing.fields.contains(key)) continue;
      any = smt::logical_or(any, showings_.term(showing.shown, context_, host_));
    }
    return any;
  }

  void features(const Showing& showing) {
    const auto judged = std::ranges::find_if(showing.fields, [&](const auto& key) { return shown_.contains(key.reg); });
    if (judged == showing.fields.end()) return;
    const auto holds = [&](const std::map<std::uint32_t, Term>& values) {
      return smt::logical_and(showings_.term(showing.guard, context_, values),
                              showings_.term(showing.shown, context_, values));
    };
    Term all_same = smt::boolean(context_, true);
    for (const auto* keys : {&showing.fields, &showing.guard_fields}) {
      for (const FieldKey& key : *keys) all_same = smt::logical_and(all_same, unchanged(key));
    }
    if (all_same.is_true()) return;
    const Term differ = smt::logical_and(smt::logical_and(premise_, consistent(showing)), smt::logical_not(all_same));
    const Term shown = holds(shown_);
    const Term host = holds(host_);
    const Term gain = smt::logical_and(differ, smt::logical_and(shown, smt::logical_not(host)));
    if (decide(gain, judged->reg).answer == Answer::Sat) return gained(showing, gain);
    const Term lost = smt::logical_and(differ, smt::logical_and(host, smt::logical_not(shown)));
    left_alone(showing, smt::logical_and(lost, real(showing)));
  }

  /// The field that is shown above what the host has; else the fractional one, which was left alone; else the
  /// first.
  const FieldKey& blamed(const Showing& showing, const Term& condition) {
    const auto judged = [&](const FieldKey& key) { return shown_.contains(key.reg); };
    for (const FieldKey& key : showing.fields) {
      const arch::Field* field = field_of(key);
      if (field == nullptr || !judged(key)) continue;
      const Term below =
          at_or_below(*field, code_of(shown_.at(key.reg), field->entry), code_of(host_.at(key.reg), field->entry));
      if (ask(narrow_, smt::logical_and(condition, below), options_.budget).answer == Answer::Unsat) return key;
    }
    for (const FieldKey& key : showing.fields) {
      if (judged(key) && field_of(key) != nullptr && *field_of(key)->letter == 'F') return key;
    }
    return *std::ranges::find_if(showing.fields, judged);
  }

  void gained(const Showing& showing, const Term& gain) {
    const Term on_real = smt::logical_and(gain, real(showing));
    const FieldKey& key = blamed(showing, gain);
    const bool is_real = decide(on_real, key.reg).answer == Answer::Sat;
    const Term& condition = is_real ? on_real : gain;
    const bool whatever = whatever_else(condition);
    Flaw flaw = flaw_of(key, condition, is_real);
    flaw.gained = {showing.feature};
    flaw.severity = !whatever ? Severity::Note : is_real ? Severity::High : Severity::Medium;
    flaw.what = "features are shown that the host lacks";
    if (!whatever) flaw.what += ", on the word of other facts about the host";
    add(key.reg, std::move(flaw));
  }

  /// The condition is met for some registers, capabilities and VM, whatever the kernel's own variables say. By
  /// candidates: each state that breaks one is a further demand on the next.
  bool whatever_else(const Term& condition) {
    std::vector<Term> facts;
    std::vector<Term> free;
    for (const Term& term : smt::topological_order(std::span(&condition, 1))) {
      if (term.op() != smt::Op::Variable) continue;
      const std::string name = term.name();
      const bool chosen = name.starts_with("kvm+") || name.starts_with("vcpu+") || name.starts_with("cap!") ||
                          name.starts_with("key!") || arch::find_register(name) != nullptr ||
                          std::ranges::any_of(host_, [&](const auto& its) { return its.second.same(term); });
      (chosen ? free : facts).push_back(term);
    }
    if (facts.empty()) return true;
    Term demands = condition;
    for (unsigned tries = 0; tries < 8; ++tries) {
      const smt::Decision candidate = ask(narrow_, demands, options_.budget);
      if (candidate.answer != Answer::Sat) return false;
      const Term its = smt::substitute(condition, free, numbers(candidate.model, free));
      const smt::Decision broken = ask(narrow_, smt::logical_not(its), options_.budget);
      if (broken.answer != Answer::Sat) return broken.answer == Answer::Unsat;
      demands = smt::logical_and(demands, smt::substitute(condition, facts, numbers(broken.model, facts)));
    }
    return false;
  }

  std::vector<Term> numbers(const smt::Model& model, std::span<const Term> variables) {
    std::vector<Term> result;
    for (const Term& variable : variables) {
      const std::uint64_t value = model.value(variable);
      result.push_back(variable.is_bool() ? smt::boolean(context_, value != 0)
                                          : smt::bv(context_, variable.width(), value));
    }
    return result;
  }

  /// A field that is shown as the host has it, though the one without which it means nothing is not.
  void left_alone(const Showing& showing, const Term& lost) {
    std::set<FieldKey> keys = showing.fields;
    const bool several = keys.size() > 1 || !showing.guard_fields.empty();
    if (!several) return;
    for (const FieldKey& key : showing.fields) {
      const arch::Field* field = field_of(key);
      if (field == nullptr || !shown_.contains(key.reg)) continue;
      const Term there = smt::logical_not(absent(*field, shown_.at(key.reg)));
      const Term moves = smt::logical_and(lost, smt::logical_and(there, unchanged(key)));
      if (decide(moves, key.reg).answer != Answer::Sat) continue;
      if (constant(key)) continue;
      Flaw flaw = flaw_of(key, moves, true);
      std::vector<std::string> others;
      for (const auto* its : {&showing.fields, &showing.guard_fields}) {
        for (const FieldKey& other : *its) {
          if (other != key) others.push_back(rules::name_of(other));
        }
      }
      flaw.severity = Severity::Low;
      flaw.what = fmt::format(
          "shown as the host has it, though {} is hidden or rewritten: {} is not there, and "
          "guests of hosts that differ in this field alone differ for nothing",
          fmt::join(others, " or "), showing.feature);
      add(key.reg, std::move(flaw));
    }
  }

  /// Every VM is shown the same code.
  bool constant(const FieldKey& key) {
    const arch::Field* field = field_of(key);
    const Term code = code_of(shown_.at(key.reg), field->entry);
    const smt::Decision some = ask(narrow_, premise_, options_.budget);
    if (some.answer != Answer::Sat) return true;
    const Term other = smt::logical_not(smt::equal(code, smt::bv(context_, 64, some.model.value(code))));
    return ask(narrow_, smt::logical_and(premise_, other), options_.budget).answer == Answer::Unsat;
  }

  Flaw flaw_of(const FieldKey& key, const Term& condition, bool is_real) {
    const Descriptor& reg = *verdicts_[places_.at(key.reg)].reg;
    const Words words{reg.reg, shown_.at(key.reg), host_.at(key.reg), shown_.at(key.reg)};
    return {Kind::Limit,
            field_of(key),
            "",
            tree_.program.place_of(reg.reset),
            smallest(words, condition, options_.budget),
            is_real,
            {},
            {},
            reg.reset};
  }

  /// One finding for a field; features that it gains besides are added to it.
  void add(std::uint32_t reg, Flaw flaw) {
    std::vector<Flaw>& flaws = verdicts_[places_.at(reg)].flaws;
    const auto same = std::ranges::find_if(flaws, [&](const Flaw& its) {
      return its.field == flaw.field && its.severity == flaw.severity && its.gained.empty() == flaw.gained.empty();
    });
    if (same == flaws.end()) return flaws.push_back(std::move(flaw));
    for (std::string& feature : flaw.gained) same->gained.push_back(std::move(feature));
  }

  /// Fields of which some VM is shown every code that a host can have: for a VM in which the field is shown
  /// as it is, that is asked for all hosts at once.
  void uncapped(LimitVerdict& verdict) {
    const std::uint32_t index = arch::index_of(*verdict.reg->reg);
    if (!shown_.contains(index)) return;
    std::vector<const arch::Field*> open;
    for (const arch::Field& field : arch::fields(*verdict.reg->reg)) open.push_back(&field);
    std::set<const arch::Field*> found;
    // A hidden field can happen to have one of these codes, but not both.
    for (const std::uint64_t below_top : {0U, 1U}) {
      std::vector<const arch::Field*> left;
      while (uncapped_some(index, below_top, open, found, left)) {
      }
      open.insert(open.end(), left.begin(), left.end());
    }
    for (const arch::Field& field : arch::fields(*verdict.reg->reg)) {
      if (found.contains(&field)) verdict.uncapped.emplace_back(field.name);
    }
  }

  /// One VM, and the fields that it is shown with a high code of the host's: they are found, or left for
  /// another try. False: there is no such VM for any field that is open.
  bool uncapped_some(std::uint32_t index, std::uint64_t below_top, std::vector<const arch::Field*>& open,
                     std::set<const arch::Field*>& found, std::vector<const arch::Field*>& left) {
    const Term& shown = shown_.at(index);
    const Term& host = host_.at(index);
    const auto high = [&](const arch::Field* field) {
      const std::uint64_t top = mask_of(field->entry) >> field->entry.shift;
      const Term code = smt::bv(context_, 64, top - std::min(top, below_top));
      return smt::logical_and(smt::equal(code_of(shown, field->entry), code),
                              smt::equal(code_of(host, field->entry), code));
    };
    Term any = smt::boolean(context_, false);
    for (const arch::Field* field : open) any = smt::logical_or(any, high(field));
    if (any.is_false()) return false;
    const smt::Decision some = decide(smt::logical_and(premise_, any), index);
    if (some.answer != Answer::Sat) return false;
    std::vector<Term> rest;
    for (const Term& term : smt::topological_order(std::span(&shown, 1))) {
      if (term.op() == smt::Op::Variable && !term.same(host)) rest.push_back(term);
    }
    const Term its = smt::substitute(shown, rest, numbers(some.model, rest));
    std::erase_if(open, [&](const arch::Field* field) {
      if (some.model.value(high(field)) == 0) return false;
      const Term differ = smt::logical_not(smt::equal(code_of(its, field->entry), code_of(host, field->entry)));
      const bool same = differ.is_false() || ask(narrow_, differ, options_.budget).answer == Answer::Unsat;
      if (same) found.insert(field);
      if (!same) left.push_back(field);
      return true;
    });
    return true;
  }

  const Tree& tree_;
  const Options& options_;
  const Context context_;
  smt::Narrow narrow_;
  const Showings showings_;
  Term premise_;
  std::vector<LimitVerdict> verdicts_;
  std::map<std::uint32_t, std::size_t> places_;  ///< of lifted registers, in verdicts_
  std::map<std::uint32_t, Term> shown_, host_;   ///< of lifted registers
};

}  // namespace

std::vector<LimitVerdict> judge_limits(const Tree& tree, const Options& options) { return Limits(tree, options).run(); }

}  // namespace idreg::audit::code
