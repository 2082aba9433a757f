// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <future>
#include <map>
#include <thread>

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
    state_gains();
    if (!nothing_wrong()) {
      never_above();
      gains_no_feature();
      keeps_the_rest();
    }
    not_too_strict(generic);
    conclude();
  }

 private:
  bool vacuous() {
    const Term other = smt::logical_and(accepted_, smt::logical_not(smt::equal(path_.stored, path_.limit)));
    only_limit_ = !possible(other);
    if (only_limit_ && !possible(accepted_)) {
      if (!undecided_.empty() || !verdict_.flaws.empty()) {
        conclude();
        return true;
      }
      verdict_.outcome = Outcome::Fixed;
      verdict_.reason = "it accepts nothing";
      return true;
    }
    return false;
  }

  /// Sat; an answer that is neither is kept.
  bool possible(const Term& condition) {
    if (condition.is_false()) return false;
    const smt::Decision decision = ask(narrow_, condition, options_.budget);
    if (decision.answer == Answer::Unknown && undecided_.empty()) undecided_ = decision.reason;
    return decision.answer == Answer::Sat;
  }

  /// Which of the cases are possible where `given` holds. A question is about all that are left, and its answer can
  /// show several.
  std::vector<bool> which(const Term& given, const std::vector<Term>& cases) {
    std::vector<bool> found(cases.size(), false);
    for (bool first = true;; first = false) {
      Term any = smt::boolean(context_, false);
      for (std::size_t i = 0; i < cases.size(); ++i) any = found[i] ? any : smt::logical_or(any, cases[i]);
      const Term condition = smt::logical_and(given, any);
      if (condition.is_false()) return found;
      const smt::Decision decision = ask(narrow_, condition, options_.budget);
      if (decision.answer == Answer::Unsat) return found;
      if (first && decision.answer == Answer::Unknown) {
        if (undecided_.empty()) undecided_ = decision.reason;
        return found;
      }
      bool more = false;
      for (std::size_t i = 0; i < cases.size() && decision.answer == Answer::Sat; ++i) {
        if (found[i] || decision.model.value(cases[i]) == 0) continue;
        found[i] = more = true;
      }
      if (more) continue;
      // Not decided for all that are left together: one by one.
      for (std::size_t i = 0; i < cases.size(); ++i) found[i] = found[i] || possible(smt::logical_and(given, cases[i]));
      return found;
    }
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

  /// Nothing that any of the three below looks for: one question in their place.
  bool nothing_wrong() {
    const Term gain = smt::disjunction(context_, gains_);
    const Term any = smt::logical_or(smt::logical_or(above_, gain), rest_differs());
    return ask(narrow_, smt::logical_and(accepted_, any), options_.budget).answer == Answer::Unsat;
  }

  [[nodiscard]] Term above(const arch::Field& field) const {
    return smt::logical_not(at_or_below(field, code_of(path_.stored, field.entry), code_of(path_.limit, field.entry)));
  }

  void never_above() {
    std::vector<Term> cases;
    for (const arch::Field& field : fields()) cases.push_back(above(field));
    const std::vector<bool> found = which(accepted_, cases);
    bool assumed = false;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!found[i]) continue;
      const arch::Field& field = fields()[i];
      Term bad = smt::logical_and(accepted_, cases[i]);
      if (assumed && !possible(bad)) continue;
      bad = without_unreal_pmu(field, bad);
      assumed = assumed || bad.empty();
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

  /// What each feature's gain is, and what it is to be above the limit in any field.
  void state_gains() {
    above_ = smt::boolean(context_, false);
    for (const arch::Field& field : fields()) above_ = smt::logical_or(above_, above(field));
    if (path_.reg->reg == nullptr) return;
    const std::uint32_t reg = arch::index_of(*path_.reg->reg);
    std::map<std::string, Term> gained;
    for (const arch::Definition& definition : arch::definitions()) {
      const std::span its(definition.registers, definition.register_count);
      if (std::ranges::find(its, reg) == its.end()) continue;
      if (hazard(definition, reg)) continue;
      const Term gain = smt::logical_and(has_feature(definition, reg, path_.stored),
                                         smt::logical_not(has_feature(definition, reg, path_.limit)));
      auto& known = gained.try_emplace(definition.feature, smt::boolean(context_, false)).first->second;
      known = smt::logical_or(known, gain);
    }
    for (const auto& [feature, gain] : gained) {
      features_.push_back(feature);
      gains_.push_back(gain);
    }
  }

  /// Where no field is above the limit: features that several fields make together, or that a lower code has.
  void gains_no_feature() {
    const Term below = smt::logical_and(accepted_, smt::logical_not(above_));
    const std::vector<bool> found = which(below, gains_);
    for (std::size_t i = 0; i < gains_.size(); ++i) {
      if (!found[i]) continue;
      add(Kind::GainsFeature, nullptr, features_[i], place_, smt::logical_and(below, gains_[i]));
      verdict_.flaws.back().gained = {features_[i]};
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

  [[nodiscard]] Term rest_differs() const {
    const Term differ = smt::bvxor(path_.stored, path_.limit);
    return smt::to_bool(smt::bvand(differ, smt::bv(context_, 64, ~path_.reg->mask)));
  }

  void keeps_the_rest() {
    const Term bad = smt::logical_and(accepted_, rest_differs());
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
    const Term given = smt::logical_and(smt::logical_and(there, limit_taken), smt::logical_not(path_.accepted()));
    std::vector<const arch::Field*> writable;
    std::vector<Term> cases;
    for (const arch::Field& field : fields()) {
      const std::uint64_t bits = mask_of(field.entry);
      if ((path_.reg->mask & bits) != bits) continue;
      const Term keep = smt::bv(context_, 64, ~bits);
      const Term others_equal = smt::equal(smt::bvand(path_.value, keep), smt::bvand(path_.limit, keep));
      const Term below = at_or_below(field, code_of(path_.value, field.entry), code_of(path_.limit, field.entry));
      writable.push_back(&field);
      cases.push_back(smt::logical_and(others_equal, below));
    }
    const std::vector<bool> found = which(given, cases);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (found[i]) refused(writable[i], smt::logical_and(given, cases[i]), generic);
    }
  }

  void limit_refused(const Term& condition, const Path* generic) {
    const Term bad = smt::logical_and(condition, smt::equal(path_.value, path_.limit));
    if (possible(bad)) refused(nullptr, bad, generic);
  }

  /// What the function that most registers share would take is refused on purpose. Precondition: it is possible.
  void refused(const arch::Field* field, const Term& condition, const Path* generic) {
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
  smt::Narrow narrow_;
  const std::string place_;  ///< of the function
  Term premise_;
  Term accepted_;
  Term above_;                         ///< some field is stored above the limit
  std::vector<std::string> features_;  ///< that the register's value decides, with
  std::vector<Term> gains_;            ///< what it is to gain each
  std::string undecided_;
  bool only_limit_ = false;
};

/// Registers that are judged in one context, which costs as much as a small question: always the same ones, so that no
/// answer depends on which thread was free.
constexpr std::size_t kTogether = 4;

/// The set_user function that most registers share.
std::string shared_function(const Tree& tree) {
  std::map<std::string, unsigned> count;
  for (const Descriptor& reg : tree.registers) ++count[reg.set_user];
  const auto most = std::ranges::max_element(count, {}, [](const auto& entry) { return entry.second; });
  return most == count.end() ? "" : most->first;
}

Verdict judge_in(const Context& context, const Tree& tree, const Descriptor& reg, const Options& options) {
  Verdict verdict{&reg, Outcome::NotWritable, {}, {}, {}, {}, {}, {}, 0, 0};
  if (const std::string_view why = reg.not_judged(); !why.empty()) {
    verdict.outcome = Outcome::Unsupported;
    verdict.reason = why;
    return verdict;
  }
  if (reg.set_user.empty()) return verdict;
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

}  // namespace

Verdict judge(const Tree& tree, const Descriptor& reg, const Options& options) {
  return judge_in(Context(), tree, reg, options);
}

std::vector<Verdict> judge_all(const Tree& tree, const Options& options) {
  std::vector<Verdict> result(tree.registers.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next.fetch_add(kTogether); i < result.size(); i = next.fetch_add(kTogether)) {
      const Context context;
      const std::size_t end = std::min(i + kTogether, result.size());
      for (std::size_t j = i; j < end; ++j) result[j] = judge_in(context, tree, tree.registers[j], options);
    }
  };
  std::vector<std::future<void>> others;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
    others.push_back(std::async(std::launch::async, work));
  work();
  for (auto& other : others) other.get();  // throws what it threw: a register that was not judged is no verdict
  return result;
}

}  // namespace idreg::audit::code
