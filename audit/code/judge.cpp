// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>

#include "audit/code/property.h"
#include "audit/code/smallest.h"
#include "corpora/arch/lookup.h"
#include "smt/term/solver.h"

namespace idreg::audit::code {

namespace {

using smt::Answer;
using smt::Context;
using smt::Term;

double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// One register's questions. Each goes through `holds`, which keeps count of what could not be decided.
class Judge {
 public:
  Judge(const Tree& tree, const Path& path, const Options& options, Verdict& verdict)
      : tree_(tree),
        path_(path),
        options_(options),
        verdict_(verdict),
        context_(path.value.context()),
        place_(tree.program.place_of(path.reg->set_user)) {
    premise_ = path.returned;
    // A write that changes nothing is not what left the register as it is.
    const Term taken = smt::logical_and(path.accepted(), smt::logical_not(path.ignored));
    if (const Term run = has_run(tree, context_); !run.empty()) {
      // Afterwards only the present value is accepted, whatever it is.
      const Term matters = smt::logical_and(smt::logical_and(premise_, taken), run);
      if (possible(smt::logical_and(matters, smt::logical_not(smt::equal(path.stored, path.limit)))))
        verdict_.assumptions.emplace_back("no vCPU has run");
      premise_ = smt::logical_and(premise_, smt::logical_not(run));
    }
    for (const auto& [name, wanted] : options.vcpu) {
      const Term has = code::has_feature(tree, context_, name);
      if (!has.empty()) premise_ = smt::logical_and(premise_, wanted ? has : smt::logical_not(has));
    }
    if (options.limit) {
      premise_ = smt::logical_and(premise_, smt::equal(path.limit, smt::bv(context_, 64, *options.limit)));
    }
    accepted_ = smt::logical_and(premise_, taken);
  }

  void run(const Path* generic) {
    nothing_undefined();
    if (vacuous()) return;
    never_above();
    gains_no_feature();
    keeps_the_rest();
    not_too_strict(generic);
    conclude();
  }

 private:
  bool vacuous() {
    if (!possible(accepted_)) {
      if (!undecided_.empty() || !verdict_.flaws.empty()) {
        conclude();
        return true;
      }
      verdict_.outcome = Outcome::Fixed;
      verdict_.reason = "it accepts nothing";
      return true;
    }
    only_limit_ = !possible(smt::logical_and(accepted_, smt::logical_not(smt::equal(path_.stored, path_.limit))));
    return false;
  }

  /// Sat; an answer that is neither is kept.
  bool possible(const Term& condition) {
    if (condition.is_false()) return false;
    const smt::Decision decision = ask(condition, options_.budget);
    if (decision.answer == Answer::Unknown && undecided_.empty()) undecided_ = decision.reason;
    return decision.answer == Answer::Sat;
  }

  [[nodiscard]] std::span<const arch::Field> fields() const {
    if (path_.reg->reg == nullptr) return {};
    return arch::fields(*path_.reg->reg);
  }

  void add(Kind kind, const arch::Field* field, std::string what, std::string location, const Term& condition) {
    // A limit that a host can have is worth more than one with reserved codes.
    Term real = condition;
    for (const arch::Field& its : fields()) {
      if (field != nullptr && field != &its) continue;
      const Term same = smt::equal(code_of(path_.value, its.entry), code_of(path_.limit, its.entry));
      real = smt::logical_and(real, smt::logical_or(same, has_meaning(its, code_of(path_.limit, its.entry))));
    }
    const bool is_real = possible(real);
    verdict_.flaws.push_back({kind,
                              field,
                              std::move(what),
                              std::move(location),
                              smallest(path_, is_real ? real : condition, options_.budget, options_.limit.has_value()),
                              is_real,
                              {}});
  }

  void never_above() {
    const auto above = [&](const arch::Field& field) {
      return smt::logical_not(
          at_or_below(field, code_of(path_.stored, field.entry), code_of(path_.limit, field.entry)));
    };
    Term any = smt::boolean(context_, false);
    for (const arch::Field& field : fields()) any = smt::logical_or(any, above(field));
    above_ = any;
    if (!possible(smt::logical_and(accepted_, any))) return;
    for (const arch::Field& field : fields()) {
      Term bad = smt::logical_and(accepted_, above(field));
      if (!possible(bad)) continue;
      bad = without_unreal_pmu(field, bad);
      if (bad.empty()) continue;
      add(Kind::AboveLimit, &field, field.name, place_, bad);
      name_gained(verdict_.flaws.back());
    }
  }

  /// PMUVer and PerfMon: the code 0xF is no PMU of Arm's, and below all others. A VM with a PMU on a host
  /// that has none of Arm's cannot be made; where only this matters, it is said and assumed.
  Term without_unreal_pmu(const arch::Field& field, const Term& bad) {
    if (field.scheme.kind != OrderKind::Rotation || field.scheme.bias != 1) return bad;
    const Term top = smt::bv(context_, 64, mask_of(field.entry) >> field.entry.shift);
    const Term assumption = smt::logical_not(smt::equal(code_of(path_.limit, field.entry), top));
    if (possible(smt::logical_and(bad, assumption))) return smt::logical_and(bad, assumption);
    premise_ = smt::logical_and(premise_, assumption);
    accepted_ = smt::logical_and(accepted_, assumption);
    const Witness without = smallest(path_, bad, options_.budget);
    verdict_.assumptions.push_back(fmt::format("limit.{} != 0xF (without it {:#x} is stored under {:#x})", field.name,
                                               without.stored, without.limit));
    return {};
  }

  /// Which features the witness gains, whatever the other registers hold.
  void name_gained(Flaw& flaw) const {
    flaw.gained = gained_features(*path_.reg->reg, flaw.witness.stored, flaw.witness.limit, context_);
  }

  /// Where no field is above the limit: features that several fields make together, or that a lower code has.
  void gains_no_feature() {
    if (path_.reg->reg == nullptr) return;
    const std::uint32_t reg = arch::index_of(*path_.reg->reg);
    std::map<std::string, Term> gained;
    Term any = smt::boolean(context_, false);
    for (const arch::Definition& definition : arch::definitions()) {
      const std::span its(definition.registers, definition.register_count);
      if (std::ranges::find(its, reg) == its.end()) continue;
      if (hazard(definition, reg)) continue;
      const Term gain = smt::logical_and(has_feature(definition, reg, path_.stored),
                                         smt::logical_not(has_feature(definition, reg, path_.limit)));
      any = smt::logical_or(any, gain);
      auto& known = gained.try_emplace(definition.feature, smt::boolean(context_, false)).first->second;
      known = smt::logical_or(known, gain);
    }
    const Term below = smt::logical_and(accepted_, smt::logical_not(above_));
    if (!possible(smt::logical_and(below, any))) return;
    for (const auto& [feature, gain] : gained) {
      const Term bad = smt::logical_and(below, gain);
      if (!possible(bad)) continue;
      add(Kind::GainsFeature, nullptr, feature, place_, bad);
      verdict_.flaws.back().gained = {feature};
    }
  }

  /// A feature whose field counts a hazard (SpecSEI): to show it is the safe direction, so nothing is gained.
  [[nodiscard]] bool hazard(const arch::Definition& definition, std::uint32_t reg) const {
    const std::uint32_t atoms = definition.ends[definition.conjunction_count - 1];
    return std::ranges::all_of(std::span(definition.atoms, atoms), [&](const arch::Atom& atom) {
      if (definition.registers[atom.place] != reg) return false;
      const arch::Field* field = arch::field_at(*path_.reg->reg, atom.shift, atom.width);
      return field != nullptr && field->scheme.kind == OrderKind::ReverseRotation;
    });
  }

  void keeps_the_rest() {
    const Term differ = smt::bvand(smt::bvxor(path_.stored, path_.limit), smt::bv(context_, 64, ~path_.reg->mask));
    const Term bad = smt::logical_and(accepted_, smt::to_bool(differ));
    if (!possible(bad)) return;
    add(Kind::Mask, nullptr, fmt::format("bits outside {:#x}", path_.reg->mask), place_, bad);
  }

  /// The limit with one writable field lowered, and why it is refused.
  void not_too_strict(const Path* generic) {
    // Where the limit itself is refused, one refusal says it; then it is the lowering that is refused.
    const Term from[] = {path_.value};
    const Term to[] = {path_.limit};
    const Term limit_taken = smt::substitute(path_.accepted(), from, to);
    const Term there =
        smt::logical_and(premise_, smt::logical_and(smt::logical_not(path_.hidden), smt::logical_not(path_.zero)));
    limit_refused(smt::logical_and(there, smt::logical_not(limit_taken)), generic);
    std::vector<std::pair<const arch::Field*, Term>> questions;
    Term any = smt::boolean(context_, false);
    for (const arch::Field& field : fields()) {
      const std::uint64_t bits = mask_of(field.entry);
      if ((path_.reg->mask & bits) != bits) continue;
      const Term keep = smt::bv(context_, 64, ~bits);
      const Term others_equal = smt::equal(smt::bvand(path_.value, keep), smt::bvand(path_.limit, keep));
      const Term below = at_or_below(field, code_of(path_.value, field.entry), code_of(path_.limit, field.entry));
      const Term asked = smt::logical_and(smt::logical_and(there, limit_taken), smt::logical_and(others_equal, below));
      questions.emplace_back(&field, smt::logical_and(asked, smt::logical_not(path_.accepted())));
      any = smt::logical_or(any, questions.back().second);
    }
    if (!possible(any)) return;
    for (const auto& [field, condition] : questions) refused(field, condition, generic);
  }

  void limit_refused(const Term& condition, const Path* generic) {
    const Term written = smt::equal(path_.value, path_.limit);
    refused(nullptr, smt::logical_and(condition, written), generic);
  }

  /// What the function that most registers share would take is refused on purpose.
  void refused(const arch::Field* field, const Term& condition, const Path* generic) {
    if (!possible(condition)) return;
    const Term bad =
        generic == nullptr ? condition : smt::logical_and(condition, smt::logical_not(generic->accepted()));
    const bool flaw = possible(bad);
    const std::string what = field == nullptr ? "the limit itself" : field->name;
    if (flaw) return add(Kind::TooStrict, field, what, place_, bad);
    verdict_.policy.push_back(what);
  }

  void nothing_undefined() {
    Term any = smt::boolean(context_, false);
    for (const auto& obligation : path_.obligations) any = smt::logical_or(any, obligation.violated);
    const Term run = has_run(tree_, context_);
    const Term here = run.empty() ? smt::boolean(context_, true) : smt::logical_not(run);
    if (!possible(smt::logical_and(here, any))) return;
    for (const auto& obligation : path_.obligations) {
      const Term bad = smt::logical_and(here, obligation.violated);
      if (possible(bad))
        add(Kind::UndefinedBehaviour, nullptr, obligation.kind + " in " + obligation.function, obligation.location,
            bad);
    }
  }

  void conclude() {
    verdict_.outcome = only_limit_ ? Outcome::Fixed : Outcome::Proved;
    if (only_limit_) verdict_.reason = "it accepts only the limit";
    if (!verdict_.flaws.empty()) {
      verdict_.outcome = Outcome::Refuted;
      if (!verdict_.unknown.empty()) {
        verdict_.outcome = Outcome::Unsupported;
        verdict_.reason = fmt::format("anything was assumed of {}, which no module defines", verdict_.unknown[0]);
      }
    } else if (!undecided_.empty()) {
      verdict_.outcome = Outcome::Unknown;
      verdict_.reason = undecided_;
    }
  }

  const Tree& tree_;
  const Path& path_;
  const Options& options_;
  Verdict& verdict_;
  const Context& context_;
  const std::string place_;  ///< of the function
  Term premise_;
  Term accepted_;
  Term above_;
  std::string undecided_;
  bool only_limit_ = false;
};

/// The set_user function that most registers share.
std::string shared_function(const Tree& tree) {
  std::map<std::string, unsigned> count;
  for (const Descriptor& reg : tree.registers) ++count[reg.set_user];
  const auto most = std::ranges::max_element(count, {}, [](const auto& entry) { return entry.second; });
  return most == count.end() ? "" : most->first;
}

}  // namespace

Verdict judge(const Tree& tree, const Descriptor& reg, const Options& options) {
  Verdict verdict{&reg, Outcome::NotWritable, {}, {}, {}, {}, {}, {}, 0, 0};
  if (const std::string_view why = reg.not_judged(); !why.empty()) {
    verdict.outcome = Outcome::Unsupported;
    verdict.reason = why;
    return verdict;
  }
  if (reg.set_user.empty()) return verdict;
  const Context context;
  const double start = cpu_ms();
  const auto refuse = [&](const smt::lift::Unsupported& error) {
    verdict.outcome = Outcome::Unsupported;
    verdict.reason = fmt::format("{} in {} at {}", error.what, error.function, error.location);
    return verdict;
  };
  const auto path = lift_path(tree, context, reg);
  if (!path) return refuse(path.error());
  verdict.unknown.assign(path->met.unknown.begin(), path->met.unknown.end());
  verdict.warnings.assign(path->met.warnings.begin(), path->met.warnings.end());
  const std::string shared = shared_function(tree);
  std::optional<Path> generic;
  Descriptor twin = reg;
  twin.set_user = shared;
  if (reg.set_user != shared) {
    auto lifted = lift_path(tree, context, twin);
    if (!lifted) return refuse(lifted.error());
    generic = std::move(*lifted);
  }
  verdict.lift_ms = cpu_ms() - start;
  Judge(tree, *path, options, verdict).run(generic ? &*generic : nullptr);
  verdict.solve_ms = cpu_ms() - start - verdict.lift_ms;
  return verdict;
}

std::vector<Verdict> judge_all(const Tree& tree, const Options& options) {
  std::vector<Verdict> result;
  for (const Descriptor& reg : tree.registers) result.push_back(judge(tree, reg, options));
  return result;
}

}  // namespace idreg::audit::code
