// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/mutants.h"

#include <fnmatch.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "props/same.h"
#include "smt/prove/bitcode.h"
#include "smt/prove/discharge.h"
#include "smt/prove/mutant_parts.h"
#include "smt/prove/plan.h"
#include "smt/prove/same.h"

namespace idreg::smt::prove {

namespace {

using mutate::Module;
using mutate::Mutant;
using Symbols = std::set<std::string>;

/// Solver units for one query about a mutant: a claim that needs more on the engine is asked all the same,
/// and another part decides.
constexpr std::uint64_t kBudget = 5'000'000;
/// The same for one about its being the original, after which there is no other.
constexpr std::uint64_t kLastBudget = 10'000'000;

/// After so many parts that were not decided the others are not asked: the mutant is unknown.
constexpr std::size_t kPatience = 4;

constexpr const char* kOriginal = ".original";
constexpr const char* kReference = "reference.bc";
constexpr const char* kVariant = "variant.bc";

double cpu_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::string with_detail(const Part& part) { return part.name + (part.detail.empty() ? "" : ": " + part.detail); }

Module module_of(const lift::Program::Source& source) { return {source.name, source.bytes}; }

/// What is broken: the engine, which alone defines functions of namespace idreg::engine, and the tables.
bool is_judged(const Symbols& symbols) {
  return symbols.contains("_ZN5idreg4arch10kRegistersE") ||
         std::ranges::any_of(symbols, [](const std::string& symbol) { return symbol.starts_with("_ZN5idreg6engine"); });
}

}  // namespace

struct Mutants::Impl {
  std::vector<lift::Program::Source> sources;
  std::map<std::string, Symbols> judged;  ///< the modules that are broken, and what each defines
  std::vector<Mutant> mutants;
  std::optional<Workshop> engine_shop;
  std::mutex mutex;            ///< guards what is learnt of the parts
  std::vector<PartUse> parts;  ///< in the order in which they are tried

  /// Whether a part's proof runs through a function of the engine. Lifts it when first asked.
  std::expected<bool, InternalError> runs_through(PartUse& part, const std::string& function);
  /// Whether a part's proof runs through what the mutant breaks.
  std::expected<bool, InternalError> is_affected(PartUse& part, const Mutant& mutant) {
    if (mutant.reg.empty()) return runs_through(part, mutant.function);
    return reads_register(part.plan, mutant.reg);
  }
  std::expected<void, InternalError> order_parts();

  [[nodiscard]] const lift::Program::Source& source(std::string_view name) const {
    return *std::ranges::find(sources, name, &lift::Program::Source::name);
  }

  /// The module in which a mutant is: its name begins with the file's.
  [[nodiscard]] const std::string& module_of_mutant(const Mutant& mutant) const {
    const std::string file = mutant.name.substr(0, mutant.name.find('.')) + ".bc";
    return judged.find(file)->first;
  }

  std::expected<Workshop, InternalError> shop_of(const Mutant& mutant, const Violates& violates) const;
  std::expected<bool, InternalError> kill(const Workshop& shop, const PartUse& part, MutantProof& proof);
  struct Attack {
    bool about;        ///< claims about the function, or the others
    bool first_parts;  ///< of each claim a few unlike parts, or the rest
  };
  std::expected<bool, InternalError> attack(const Workshop& shop, const Mutant& mutant, const std::string& claims,
                                            Attack attack, MutantProof& proof);
  static bool kill_by(const Workshop& shop, const props::Case& input, const std::string& claims, MutantProof& proof);
  [[nodiscard]] std::expected<std::vector<PartPlan>, InternalError> parts_of_sameness(const Mutant& mutant) const;
  std::expected<Fate, InternalError> compare(Workshop& shop, const Mutant& mutant, MutantProof& proof);
};

namespace {

std::expected<lift::Program, InternalError> load(std::span<const lift::Program::Source> sources) {
  auto program = lift::Program::load(sources);
  if (!program) return std::unexpected(InternalError{program.error()});
  return std::move(*program);
}

const props::NamedSubject& engine_subject() { return props::subjects().front(); }

std::expected<Workshop, InternalError> workshop(std::span<const lift::Program::Source> sources) {
  auto shipped = load(sources);
  if (!shipped) return std::unexpected(shipped.error());
  auto none = load({});
  if (!none) return std::unexpected(none.error());
  return Workshop{std::move(*shipped), std::move(*none), &engine_subject(), {}, *engine_subject().subject, kBudget};
}

}  // namespace

std::expected<bool, InternalError> Mutants::Impl::runs_through(PartUse& part, const std::string& function) {
  {
    const std::scoped_lock lock(mutex);
    if (part.entered) return part.entered->contains(function);
  }
  const Context context;
  auto question = lift_part(*engine_shop, context, part.plan);
  if (!question) return std::unexpected(InternalError{part.plan.name + " is not lifted: " + question.error().what});
  const bool result = question->entered.contains(function);
  const std::scoped_lock lock(mutex);
  part.entered = std::move(question->entered);
  part.cost = question->instructions;
  return result;
}

/// Claims whose first part runs through few instructions come first, and of each at first a few parts only.
std::expected<void, InternalError> Mutants::Impl::order_parts() {
  std::vector<std::uint64_t> costs(props::claims().size());
  for (PartUse& part : parts) {
    if (part.index != 0) continue;
    if (auto done = runs_through(part, ""); !done) return std::unexpected(done.error());
    costs[part.claim] = part.cost;
  }
  std::ranges::sort(
      parts, {}, [&](const PartUse& part) { return std::tuple(part.turn, costs[part.claim], part.claim, part.index); });
  return {};
}

/// The program in which the mutant stands in the engine's place, and the original beside it.
std::expected<Workshop, InternalError> Mutants::Impl::shop_of(const Mutant& mutant, const Violates& violates) const {
  const std::string& file = module_of_mutant(mutant);
  const Symbols& symbols = judged.at(file);
  const Module original = module_of(source(file));
  const auto broken = mutate::mutated(original, mutant.name);
  const auto beside = mutate::renamed(original, symbols, kOriginal);
  const auto reference = mutate::renamed(module_of(source(kReference)), symbols, kOriginal);
  for (const auto* made : {&broken, &beside, &reference}) {
    if (!*made) return std::unexpected(InternalError{made->error()});
  }
  std::vector<lift::Program::Source> mixed;
  for (const lift::Program::Source& one : sources) {
    const bool is_mutant = one.name == file;
    const bool is_reference = one.name == kReference;
    mixed.push_back({one.name, is_mutant      ? std::span<const char>(*broken)
                               : is_reference ? std::span<const char>(*reference)
                                              : one.bytes});
  }
  mixed.push_back({file + kOriginal, *beside});
  auto shop = workshop(mixed);
  if (!shop) return shop;
  shop->violates = violates;
  return shop;
}

/// Decides one part of a claim. True: it is refuted, and the proof complete.
std::expected<bool, InternalError> Mutants::Impl::kill(const Workshop& shop, const PartUse& part, MutantProof& proof) {
  const Context context;
  auto done = discharge(shop, context, part.plan);
  if (!done) return std::unexpected(done.error());
  ++proof.parts;
  const Part& decided = done->part;
  if (decided.outcome == Outcome::Refuted) {
    proof.fate = Fate::Killed;
    proof.claim = part.plan.claim;
    proof.detail = with_detail(decided);
    proof.counterexample = decided.counterexample;
    return true;
  }
  if (decided.outcome == Outcome::Unknown || decided.outcome == Outcome::Unsupported) {
    ++proof.undecided;
    proof.detail = std::string(part.plan.claim->name) + ", " + with_detail(decided);
  }
  return false;
}

/// Whether the case that tells the mutant from the original violates a claim that holds there of the original:
/// where a changed function and one that is not are to agree, the claim can be too hard a question, and this one
/// is none.
bool Mutants::Impl::kill_by(const Workshop& shop, const props::Case& input, const std::string& claims,
                            MutantProof& proof) {
  for (const props::Claim& claim : props::claims()) {
    if (fnmatch(claims.c_str(), claim.name, 0) != 0) continue;
    if (claim.predicate(shop.native, input) != props::Verdict::Holds || !shop.violates(claim, input)) continue;
    proof.fate = Fate::Killed;
    proof.claim = &claim;
    proof.detail = "the case that tells the mutant from the original";
    return true;
  }
  return false;
}

/// The parts of a proof that the mutant answers as the original.
std::expected<std::vector<PartPlan>, InternalError> Mutants::Impl::parts_of_sameness(const Mutant& mutant) const {
  if (!mutant.reg.empty()) return plan_same_table(mutant.reg);
  const auto changed = mutate::callers(module_of(source(module_of_mutant(mutant))), mutant.function);
  if (!changed) return std::unexpected(InternalError{changed.error()});
  return plan_sameness(*changed);
}

namespace {

/// Decides a part about sameness, in one way or another.
std::expected<Part, InternalError> decide(const Workshop& shop, const PartPlan& part) {
  std::optional<Part> decided;
  for (const PartPlan& way : ways_to_ask(part)) {
    const Context context;
    auto done = discharge(shop, context, way);
    if (!done) return std::unexpected(done.error());
    decided = std::move(done->part);
    if (decided->outcome != Outcome::Unknown) break;
  }
  return std::move(*decided);
}

}  // namespace

/// Equivalent, Survived (different) or Unknown.
std::expected<Fate, InternalError> Mutants::Impl::compare(Workshop& shop, const Mutant& mutant, MutantProof& proof) {
  const auto sameness = parts_of_sameness(mutant);
  if (!sameness) return std::unexpected(sameness.error());
  if (sameness->empty()) return Fate::Unknown;
  // No lemma about this module: it would stand for the mutant, and not for the original beside it.
  const Symbols& symbols = judged.at(module_of_mutant(mutant));
  shop.bare.insert(symbols.begin(), symbols.end());
  shop.budget = kLastBudget;
  Fate fate = Fate::Equivalent;
  for (const PartPlan& part : *sameness) {
    const auto done = decide(shop, part);
    if (!done) return std::unexpected(done.error());
    ++proof.parts;
    const Part& decided = *done;
    const bool empty = decided.outcome == Outcome::Vacuous && part.may_be_empty;
    if (decided.outcome == Outcome::Proved || empty) continue;
    proof.claim = part.claim;
    proof.detail = with_detail(decided);
    proof.counterexample = decided.counterexample;
    fate = decided.outcome == Outcome::Refuted ? Fate::Survived : Fate::Unknown;
    if (fate == Fate::Survived) break;
  }
  shop.bare.clear();
  shop.budget = kBudget;
  return fate;
}

std::expected<Mutants, InternalError> Mutants::open() {
  auto impl = std::make_unique<Impl>();
  impl->sources = shipped_bitcode();
  for (const lift::Program::Source& source : impl->sources) {
    auto symbols = mutate::defined(module_of(source));
    if (!symbols) return std::unexpected(InternalError{symbols.error()});
    if (!is_judged(*symbols)) continue;
    auto mutants = mutate::list(module_of(source));
    if (!mutants) return std::unexpected(InternalError{mutants.error()});
    std::ranges::move(*mutants, std::back_inserter(impl->mutants));
    impl->judged.emplace(source.name, std::move(*symbols));
  }
  impl->parts = all_parts();
  auto shop = workshop(impl->sources);
  if (!shop) return std::unexpected(shop.error());
  impl->engine_shop = std::move(*shop);
  if (auto done = impl->order_parts(); !done) return std::unexpected(done.error());
  return Mutants(std::move(impl));
}

/// Decides the parts that run through the mutant: of claims about its function or of others, of each claim
/// some parts or the rest. True: killed.
std::expected<bool, InternalError> Mutants::Impl::attack(const Workshop& shop, const Mutant& mutant,
                                                         const std::string& claims, Attack attack, MutantProof& proof) {
  for (PartUse& part : parts) {
    if ((part.turn == 0) != attack.first_parts || is_about(*part.plan.claim, mutant) != attack.about) continue;
    if (fnmatch(claims.c_str(), part.plan.claim->name, 0) != 0) continue;
    if (proof.undecided == kPatience) return false;
    const auto affected = is_affected(part, mutant);
    if (!affected) return std::unexpected(affected.error());
    if (!*affected) continue;
    auto killed = kill(shop, part, proof);
    if (!killed || *killed) return killed;
  }
  return false;
}

std::expected<MutantProof, InternalError> Mutants::prove(const Mutant& mutant, const std::string& claims,
                                                         const Violates& violates) const {
  const double start = cpu_now();
  const auto failed = [&](const InternalError& error) {
    return std::unexpected(InternalError{mutant.name + ": " + error.what});
  };
  auto shop = impl_->shop_of(mutant, violates);
  if (!shop) return failed(shop.error());
  MutantProof proof{};
  auto killed = impl_->attack(*shop, mutant, claims, {.about = true, .first_parts = true}, proof);
  // A register has few parts that are about it: all of them before the comparison.
  if (killed && !*killed && !mutant.reg.empty())
    killed = impl_->attack(*shop, mutant, claims, {.about = true, .first_parts = false}, proof);
  if (!killed) return failed(killed.error());
  if (!*killed) {
    const auto fate = impl_->compare(*shop, mutant, proof);
    if (!fate) return failed(fate.error());
    proof.fate = *fate;
    if (*fate == Fate::Survived) killed = Impl::kill_by(*shop, *proof.counterexample, claims, proof);
  }
  using Attack = Impl::Attack;
  constexpr Attack kRest[] = {{.about = true, .first_parts = false},
                              {.about = false, .first_parts = true},
                              {.about = false, .first_parts = false}};
  for (const Attack& rest : kRest) {
    if (proof.fate == Fate::Killed || proof.fate == Fate::Equivalent) break;
    killed = impl_->attack(*shop, mutant, claims, rest, proof);
    if (!killed) return failed(killed.error());
  }
  if (proof.fate == Fate::Survived && proof.undecided != 0) proof.fate = Fate::Unknown;
  proof.cpu_seconds = cpu_now() - start;
  return proof;
}

Mutants::Mutants(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Mutants::Mutants(Mutants&&) noexcept = default;
Mutants::~Mutants() = default;

const std::vector<Mutant>& Mutants::all() const { return impl_->mutants; }

std::vector<Module> Mutants::library_modules() const {
  std::vector<Module> modules;
  for (const lift::Program::Source& source : impl_->sources) {
    if (impl_->judged.contains(source.name) || source.name == kVariant) modules.push_back(module_of(source));
  }
  return modules;
}

const char* to_string(Fate fate) {
  switch (fate) {
    case Fate::Killed:
      return "killed";
    case Fate::Equivalent:
      return "equivalent";
    case Fate::Survived:
      return "survived";
    case Fate::Unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace idreg::smt::prove
