// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/sanitise.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/code/property.h"
#include "audit/code/smallest.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit::code {

namespace {

using smt::Answer;
using smt::Context;
using smt::Term;
using smt::lift::Machine;
using smt::lift::Result;
using smt::lift::Unsupported;

std::uint64_t number_of(const arch::Register& reg) { return sys_reg(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2); }

/// update_cpu_ftr_reg, or the function that has taken it in.
Result<Term> update(Machine& machine, const Tree& tree, const arch::Register& reg, const Term& address,
                    const Term& next) {
  const Context& context = machine.context();
  if (const std::string its = host_function(tree, "update_cpu_ftr_reg"); !its.empty()) {
    const Term arguments[] = {address, next};
    return machine.run(its, arguments);
  }
  const std::string its = host_function(tree, "check_update_ftr_reg");
  if (its.empty()) return std::unexpected(Unsupported{"neither update_cpu_ftr_reg nor check_update_ftr_reg", "", ""});
  const Term arguments[] = {smt::bv(context, 32, number_of(reg)), smt::bv(context, 32, 1), next,
                            smt::variable(context, "boot CPU", 64)};
  return machine.run(its, arguments);
}

/// The command line sets overrides that other files know; one of the file's own is set by nobody, and 0.
void without_override(Machine& machine, const Tree& tree, const Term& address) {
  const auto place = tree.member("arm64_ftr_reg", "override");
  const auto override = place ? machine.load(address, *place, 64) : smt::lift::Result<Term>(Term());
  if (!override || override->empty()) return;
  if (machine.name_of(*override).find(':') == std::string::npos) return;
  for (const char* member : {"val", "mask"}) {
    const auto offset = tree.member("arm64_ftr_override", member);
    // What cannot be set stays anything, which proves no more.
    if (offset && !machine.store(*override, *offset, smt::bv(machine.context(), 64, 0))) return;
  }
}

/// One thing that no field may be above, and who would be to blame.
struct Question {
  const Term* kept;
  const Term* had;
  const char* what;
  std::string function;
};

class SanitiseJudge {
 public:
  SanitiseJudge(const Tree& tree, const Merging& merging, const Options& options, SanitiseVerdict& verdict)
      : tree_(tree),
        merging_(merging),
        questions_(merging.boot.context(), options.budget),
        first_(questions_.name(merging.first)),
        merged_(questions_.name(merging.merged)),
        returned_(questions_.name(merging.returned)),
        verdict_(verdict) {}

  void run() {
    undefined();
    const std::string init = host_function(tree_, "init_cpu_ftr_reg");
    const std::string merge = host_function(tree_, "update_cpu_ftr_reg");
    const Question questions[] = {{&first_, &merging_.boot, "the command line raises it above what the CPU has", init},
                                  {&merged_, &merging_.kept, "merging raises it above what another CPU has",
                                   merge.empty() ? host_function(tree_, "check_update_ftr_reg") : merge},
                                  {&merged_, &merging_.next, "merging raises it above what the new CPU has",
                                   merge.empty() ? host_function(tree_, "check_update_ftr_reg") : merge}};
    std::vector<const arch::Field*> listed;
    smt::Narrow narrow;
    for (const arch::Field& field : arch::fields(*verdict_.reg)) {
      // What the table does not list is 0, which is a matter of the tables.
      const Term none = narrow(smt::equal(code_of(merging_.first, field.entry), smt::bv(context(), 64, 0)));
      if (!none.is_true()) listed.push_back(&field);
    }
    for (const Question& question : questions) {
      for (const arch::Field* field : found(listed, question)) report(*field, question);
    }
  }

 private:
  [[nodiscard]] const Context& context() const { return merging_.boot.context(); }

  /// Where every call returns.
  bool possible(const Term& condition) { return ever(smt::logical_and(returned_, condition)); }

  /// Sat; an answer that is neither is kept.
  bool ever(const Term& condition) {
    if (condition.is_false()) return false;
    const smt::Decision decision = questions_.ask(condition);
    if (decision.answer == Answer::Unknown && verdict_.undecided.empty()) verdict_.undecided = decision.reason;
    return decision.answer == Answer::Sat;
  }

  /// The fields that can be above: a question is about all that are left, and its answer can show several.
  std::vector<const arch::Field*> found(std::vector<const arch::Field*> left, const Question& question) {
    std::vector<const arch::Field*> result;
    while (true) {
      Term any = smt::boolean(context(), false);
      for (const arch::Field* field : left) any = smt::logical_or(any, above(*field, question));
      const Term bad = smt::logical_and(returned_, any);
      if (bad.is_false()) break;
      const smt::Decision decision = questions_.ask(bad);
      if (decision.answer == Answer::Unsat) break;
      const bool shows = decision.answer == Answer::Sat && std::ranges::any_of(left, [&](const arch::Field* field) {
                           return decision.model.value(above(*field, question)) != 0;
                         });
      // Not decided for all that are left together: one by one.
      const auto is_open = [&](const arch::Field* field) {
        const Term its = above(*field, question);
        return shows ? decision.model.value(its) == 0 : !possible(its);
      };
      const auto seen = std::ranges::partition(left, is_open);
      result.insert(result.end(), seen.begin(), seen.end());
      left.erase(seen.begin(), seen.end());
      if (!shows) break;
    }
    std::ranges::sort(result, {}, [](const arch::Field* field) { return field->entry.shift; });
    return result;
  }

  [[nodiscard]] static Term above(const arch::Field& field, const Question& question) {
    return smt::logical_not(
        at_or_below(field, code_of(*question.kept, field.entry), code_of(*question.had, field.entry)));
  }

  /// Precondition: the field can be above.
  void report(const arch::Field& field, const Question& question) {
    const bool known = std::ranges::find(verdict_.flaws, &field, &Flaw::field) != verdict_.flaws.end();
    const Term bad = above(field, question);
    const Term listed = smt::logical_not(smt::equal(code_of(first_, field.entry), smt::bv(context(), 64, 0)));
    if (known || !possible(listed)) return;
    const Term real = smt::logical_and(bad, has_meaning(field, code_of(*question.had, field.entry)));
    const bool is_real = possible(real);
    const Term condition = smt::logical_and(returned_, is_real ? real : bad);
    const Words words{verdict_.reg, *question.kept, *question.had, *question.kept};
    Flaw flaw{Kind::Sanitise,
              &field,
              question.what,
              tree_.program.place_of(question.function),
              smallest(questions_, words, condition),
              is_real,
              {},
              {},
              question.function};
    flaw.gained = gained_features(*verdict_.reg, flaw.witness.value, flaw.witness.limit, context());
    flaw.severity = flaw.gained.empty() ? Severity::Note : is_real ? Severity::High : Severity::Medium;
    verdict_.flaws.push_back(std::move(flaw));
  }

  void undefined() {
    Term any = smt::boolean(context(), false);
    for (const auto& obligation : merging_.obligations) any = smt::logical_or(any, obligation.violated);
    if (!ever(any)) return;
    for (const auto& obligation : merging_.obligations) {
      if (!ever(obligation.violated)) continue;
      const Words words{verdict_.reg, merging_.next, merging_.boot, merged_};
      verdict_.flaws.push_back({Kind::UndefinedBehaviour,
                                nullptr,
                                obligation.kind + " in " + obligation.function,
                                obligation.location,
                                smallest(questions_, words, obligation.violated),
                                true,
                                {},
                                Severity::High,
                                obligation.function});
      return;
    }
  }

  const Tree& tree_;
  const Merging& merging_;
  Questions questions_;
  const Term first_, merged_, returned_;  ///< names of the merging's terms
  SanitiseVerdict& verdict_;
};

}  // namespace

std::string host_function(const Tree& tree, const char* function) {
  for (const auto& [object, name] : tree.host) {
    std::string local = object.substr(0, object.rfind(':') + 1) + function;
    if (tree.program.defines(local)) return local;
  }
  return "";
}

Result<Merging> lift_merging(const Tree& tree, const Context& context, const std::string& object) {
  Merging merging;
  const arch::Register& reg = *arch::find_register(tree.host.at(object));
  const auto place = tree.member("arm64_ftr_reg", "sys_val");
  const std::string init = host_function(tree, "init_cpu_ftr_reg");
  if (!place || init.empty()) return std::unexpected(Unsupported{"no function init_cpu_ftr_reg", "", ""});
  merging.boot = smt::variable(context, "first CPU's value", 64);
  merging.kept = smt::variable(context, tree.host_variable(reg.name), 64);
  merging.next = smt::variable(context, "new CPU's value", 64);
  Machine first(tree.program, context, kernel_limits());
  install_environment(first, merging.met);
  const Term arguments[] = {smt::bv(context, 32, number_of(reg)), merging.boot};
  without_override(first, tree, *first.address_of(object));
  const auto begun = first.run(init, arguments);
  if (!begun) return std::unexpected(begun.error());
  const auto kept = first.load(*first.address_of(object), *place, 64);
  if (!kept) return std::unexpected(kept.error());
  merging.first = *kept;
  Machine second(tree.program, context, kernel_limits());
  install_environment(second, merging.met);
  const Term address = *second.address_of(object);
  const auto updated = update(second, tree, reg, address, merging.next);
  if (!updated) return std::unexpected(updated.error());
  const auto merged = second.load(address, *place, 64);
  if (!merged) return std::unexpected(merged.error());
  merging.merged = *merged;
  merging.returned = smt::logical_and(first.reached(), second.reached());
  merging.obligations = first.obligations();
  for (const auto& obligation : second.obligations()) merging.obligations.push_back(obligation);
  return merging;
}

std::vector<SanitiseVerdict> judge_sanitising(const Tree& tree, const Options& options) {
  std::vector<std::pair<const arch::Register*, std::string>> registers;
  for (const auto& [object, name] : tree.host) registers.emplace_back(arch::find_register(name), object);
  std::ranges::sort(registers, {}, [](const auto& its) { return arch::index_of(*its.first); });
  std::vector<SanitiseVerdict> result;
  const Context context;
  for (const auto& [reg, object] : registers) {
    SanitiseVerdict verdict{reg, {}, {}};
    const auto merging = lift_merging(tree, context, object);
    if (!merging) {
      verdict.undecided =
          fmt::format("{} in {} at {}", merging.error().what, merging.error().function, merging.error().location);
    } else if (!merging->met.unknown.empty()) {
      verdict.undecided = fmt::format("anything was assumed of {}", *merging->met.unknown.begin());
    } else {
      SanitiseJudge(tree, *merging, options, verdict).run();
    }
    result.push_back(std::move(verdict));
  }
  return result;
}

}  // namespace idreg::audit::code
