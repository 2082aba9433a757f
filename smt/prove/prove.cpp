// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The main flow: choose, plan, discharge in parallel, gather, distrust.
#include "smt/prove/prove.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "props/disturbed.h"
#include "props/run.h"
#include "smt/prove/bitcode.h"
#include "smt/prove/discharge.h"
#include "smt/prove/lemmas.h"
#include "smt/prove/plan.h"
#include "smt/prove/self_check.h"
#include "smt/prove/settle.h"

namespace idreg::smt::prove {

namespace {

using props::Claim;

/// The claim in which what is wanted is that nothing undefined happens.
constexpr const char* kNoUb = "no-ub";

/// Native cases in which a claim is given the occasion to fail.
constexpr std::uint64_t kDoubts = 5'000;

/// A claim to prove, its parts, and what became of them.
struct Task {
  const Claim* claim;
  std::vector<PartPlan> parts;
  std::vector<std::optional<Discharged>> done;
  std::size_t end = 0;  ///< parts from here on are not of interest: one before them is refuted
};

std::vector<const Claim*> selected(const Options& options) {
  if (options.tampering.planted != nullptr) return {options.tampering.planted};
  std::vector<const Claim*> result;
  for (const Claim& claim : props::claims()) {
    if (options.whole && !claim.whole) continue;
    if (fnmatch(options.claims.c_str(), claim.name, 0) == 0) result.push_back(&claim);
  }
  return result;
}

/// Worse outcomes first: the outcome of a claim is the worst of its parts.
int severity(Outcome outcome) {
  switch (outcome) {
    case Outcome::Refuted:
      return 4;
    case Outcome::Unsupported:
      return 3;
    case Outcome::Unknown:
      return 2;
    case Outcome::Vacuous:
      return 1;
    case Outcome::Proved:
    case Outcome::NotApplicable:
      return 0;
  }
  return 4;
}

/// Small parts that share a solver context, which costs as much as a third of one: always the same ones, so that no
/// answer depends on which thread was free.
constexpr std::size_t kInOneContext = 8;

/// Consecutive parts of one task, worked through in one context.
struct Batch {
  Task* task;
  std::size_t begin;
  std::size_t end;
};

/// All parts of all tasks. Lemmas come first, since results that rest on them are final only then.
std::vector<Batch> batches(std::vector<Task>& tasks) {
  std::vector<Batch> all;
  for (const bool lemmas_now : {true, false}) {
    for (Task& task : tasks) {
      if (is_lemma(task.claim->name) != lemmas_now) continue;
      for (std::size_t i = 0; i < task.parts.size(); i = all.back().end) {
        all.push_back({&task, i, i + 1});
        if (!task.parts[i].small) continue;
        const std::size_t most = std::min(i + kInOneContext, task.parts.size());
        while (all.back().end < most && task.parts[all.back().end].small) ++all.back().end;
      }
    }
  }
  return all;
}

/// Works through all parts of all tasks with `jobs` threads. `after`: called after each part.
std::expected<void, InternalError> work(const Workshop& shop, std::vector<Task>& tasks, const Options& options,
                                        const std::function<std::expected<void, InternalError>()>& after) {
  const std::vector<Batch> queue = batches(tasks);
  std::size_t parts = 0;
  for (const Task& task : tasks) parts += task.parts.size();
  std::atomic<std::size_t> next = 0;
  std::size_t finished = 0;
  std::mutex mutex;  // guards finished, error, the ends of tasks and the callbacks
  std::optional<InternalError> error;
  const auto wanted = [&](const Task& task, std::size_t index) {
    const std::scoped_lock lock(mutex);
    return !error && index < task.end;
  };
  const auto take = [&](Task& task, std::size_t index, std::expected<Discharged, InternalError> result) {
    const std::scoped_lock lock(mutex);
    if (result) {
      if (options.first_refutation && result->part.outcome == Outcome::Refuted)
        task.end = std::min(task.end, index + 1);
      task.done[index] = std::move(*result);
      if (options.progress) options.progress({++finished, parts, task.claim->name});
    }
    const auto done = result ? after() : std::unexpected(result.error());
    if (done) return;
    if (!error) error = done.error();
    next = queue.size();
  };
  const auto worker = [&] {
    for (std::size_t at = next++; at < queue.size(); at = next++) {
      const auto& [task, begin, end] = queue[at];
      const Context context;  // afresh: an answer must not depend on what other parts a thread was given
      for (std::size_t index = begin; index < end; ++index) {
        if (wanted(*task, index)) take(*task, index, discharge(shop, context, task->parts[index]));
      }
    }
  };
  const unsigned jobs = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < jobs; ++i) threads.emplace_back(worker);
  for (std::thread& thread : threads) thread.join();
  if (error) return std::unexpected(*error);
  return {};
}

/// Whether some arrangement of a claim that is split into arrangements meets its precondition.
bool says_something(const Task& task) {
  for (std::size_t i = 0; i < task.end; ++i) {
    if (task.parts[i].may_be_empty && task.done[i]->part.outcome != Outcome::Vacuous) return true;
  }
  return false;
}

/// Whether what is known of the engine's merge holds of the subject's.
bool shares_merge(const Workshop& shop) { return shop.native.merge == &engine::merge; }

/// The parts of a claim on the subject.
std::vector<PartPlan> plan_for(const Workshop& shop, const Claim& claim, const Options& options) {
  const bool traps = std::string_view(claim.name) == kNoUb;
  const props::Design* design = shop.native.design;
  std::vector<PartPlan> parts = design != nullptr ? (traps ? plan_design_traps(*design) : plan_design(claim, *design))
                                : traps           ? plan_traps(shares_merge(shop))
                                                  : plan(claim, shares_merge(shop));
  if (options.writable) fix_writable(parts, *options.writable);
  return parts;
}

void add_agreements(std::vector<Agreement>& all, const std::vector<Agreement>& more) {
  if (all.empty()) all.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) {
    all[i].solver = more[i].solver;
    all[i].agreed += more[i].agreed;
    all[i].undecided.insert(all[i].undecided.end(), more[i].undecided.begin(), more[i].undecided.end());
  }
}

ClaimResult gather(const Workshop& shop, const Options& options, Task& task) {
  ClaimResult result{};
  result.claim = task.claim;
  result.subject = shop.subject->name;
  if (const std::string_view why = props::not_applicable(*task.claim, shop.native); !why.empty()) {
    result.outcome = Outcome::NotApplicable;
    result.assumptions.push_back(fmt::format("not applicable: {}", why));
    return result;
  }
  result.outcome = task.parts.empty() ? Outcome::Vacuous : Outcome::Proved;
  const bool some_arrangement_counts = says_something(task);
  for (std::size_t i = 0; i < task.end; ++i) {
    Discharged& done = *task.done[i];
    Part& part = done.part;
    result.seconds += part.seconds;
    const bool empty = part.outcome == Outcome::Vacuous && task.parts[i].may_be_empty && some_arrangement_counts;
    if (!empty && severity(part.outcome) > severity(result.outcome)) result.outcome = part.outcome;
    add_agreements(result.second, done.second);
    for (const std::string& lemma : done.lemmas) {
      if (std::ranges::find(result.lemmas, lemma) == result.lemmas.end()) result.lemmas.push_back(lemma);
    }
    result.parts.push_back(std::move(part));
  }
  if (shop.native.design != nullptr) {
    result.assumptions = design_assumptions(*task.claim, *shop.native.design);
  } else {
    result.assumptions.push_back("split: " + coverage(*task.claim, shares_merge(shop)));
  }
  if (options.writable && task.claim->reads.writable)
    result.assumptions.push_back(fmt::format("the writable mask is {:#x}, and no other", *options.writable));
  return result;
}

std::expected<std::vector<ClaimResult>, InternalError> prove_settling(const Options& options, Settled& settled);

/// Whether results are of the engine as it is, so that they are what lemmas are worth.
bool about_the_engine(const Options& options) {
  return options.subject == "engine" && options.overrides.empty() && options.outside == nullptr && !options.writable;
}

/// A proof that rests on a lemma is worth what the lemma is: those not in this run are proved as well,
/// once each.
std::expected<void, InternalError> settle_lemmas(const Options& options, std::vector<ClaimResult>& results,
                                                 Settled& settled) {
  const auto in_this_run = [&](const std::string& lemma) {
    return about_the_engine(options) &&
           std::ranges::any_of(results, [&](const ClaimResult& result) { return result.claim->name == lemma; });
  };
  std::vector<std::string> wanted;
  for (const ClaimResult& result : results) {
    for (const std::string& lemma : result.lemmas) {
      if (std::ranges::find(wanted, lemma) == wanted.end()) wanted.push_back(lemma);
    }
  }
  for (const std::string& lemma : wanted) {
    if (settled.contains(lemma) || in_this_run(lemma)) continue;
    Options only = options;
    only.claims = lemma;
    only.whole = false;
    only.subject = "engine";
    only.outside = nullptr;
    only.overrides.clear();
    only.violations.clear();
    only.writable.reset();
    only.tampering.planted = nullptr;
    only.progress = nullptr;
    only.finished = nullptr;
    auto proof = prove_settling(only, settled);
    if (!proof) return std::unexpected(proof.error());
    settled[lemma] = proof->front().outcome;
    add_agreements(results.front().second, proof->front().second);
  }
  return {};
}

/// A case violates the claim natively. Where a proof says that there is none it is an error of ours; one that no
/// part is about, or of a claim that is not proved, refutes the claim.
std::expected<void, InternalError> take_violation(const Task& task, const props::Case& violation, const char* name,
                                                  const std::string& reproduce, ClaimResult& result) {
  const bool about = std::ranges::any_of(task.parts, [&](const PartPlan& part) { return is_about(part, violation); });
  if (result.outcome == Outcome::Proved && about) {
    return std::unexpected(InternalError{fmt::format("{} is proved on {}, but a native case violates it; reproduce: {}",
                                                     result.claim->name, result.subject, reproduce)});
  }
  result.outcome = Outcome::Refuted;
  result.parts.push_back({name, Outcome::Refuted, "", 0, 0, violation});
  return {};
}

/// Holds what became of a claim against the violation that was found before.
std::expected<void, InternalError> hold_against_found(const Options& options, const Task& task, ClaimResult& result) {
  const auto found = options.violations.find(result.claim->name);
  if (found == options.violations.end() || result.outcome == Outcome::Refuted) return {};
  return take_violation(task, found->second, "found natively", "fuzzing or enumeration, with the same options", result);
}

/// Runs a proved claim natively.
std::expected<void, InternalError> sample_natively(const Workshop& shop, const Options& options, const Task& task,
                                                   ClaimResult& result) {
  if (result.outcome != Outcome::Proved || options.tampering.no_sampling) return {};
  const props::RunResult run =
      props::sample(*result.claim, shop.native, options.seed, options.samples, {}, options.writable);
  result.sampled = run.cases;
  result.seed = run.seed;
  if (run.outcome != props::RunResult::Outcome::Violated) return {};
  return take_violation(task, *run.counterexample, "a native sample, of no part above", run.reproduce, result);
}

std::expected<void, InternalError> minimise_refuted(const Options& options, ClaimResult& result) {
  if (result.outcome != Outcome::Refuted) return {};
  const props::Case* found = nullptr;
  for (const Part& part : result.parts) {
    if (part.counterexample && found == nullptr) found = &*part.counterexample;
  }
  auto smallest = std::string_view(result.claim->name) == kNoUb
                      ? std::unexpected(std::string("undefined behaviour is not minimised"))
                      : minimise(*result.claim, options, *found);
  result.counterexample =
      smallest ? Counterexample{smallest->input, smallest->smallest} : Counterexample{*found, false};
  return {};
}

/// A conclusion that nothing makes false says nothing, however well it is proved. Undefined behaviour is no
/// predicate's conclusion: that it is noticed is shown by a twin.
void doubt(const Workshop& shop, const Options& options, ClaimResult& result) {
  if (result.outcome != Outcome::Proved || options.tampering.no_vacuity) return;
  if (std::string_view(result.claim->name) == kNoUb) return;
  if (const auto seen = props::false_if_disturbed(*result.claim, shop.native, options.seed, kDoubts)) {
    result.fails_with = seen->function;
    return;
  }
  result.outcome = Outcome::Vacuous;
  result.parts.push_back({"the conclusion", Outcome::Vacuous, "it was not seen to fail, whatever the engine answered",
                          0, 0, std::nullopt});
}

/// Results in the order of the claims, each finished as soon as it is final.
class Line {
 public:
  Line(const Workshop& shop, const Options& options, std::vector<Task>& tasks, Settled& settled)
      : shop_(shop),
        options_(options),
        tasks_(tasks),
        settled_(settled),
        about_the_engine_(about_the_engine(options)),
        distrusted_(tasks.size()) {}

  /// Goes as far as what is done allows.
  std::expected<void, InternalError> advance() {
    while (results_.size() < tasks_.size() && complete(tasks_[results_.size()]))
      results_.push_back(gather(shop_, options_, tasks_[results_.size()]));
    for (bool more = true; more;) {
      more = false;
      withdraw(results_, settled_, about_the_engine_);
      for (std::size_t i = finished_; i < results_.size(); ++i) {
        if (distrusted_[i] || !firm(results_[i], results_, settled_, about_the_engine_)) continue;
        if (auto done = distrust(i); !done) return done;
        more = true;
      }
    }
    for (; finished_ < results_.size() && distrusted_[finished_]; ++finished_) {
      if (auto done = minimise_refuted(options_, results_[finished_]); !done) return done;
      if (options_.finished) options_.finished(results_[finished_]);
    }
    return {};
  }

  [[nodiscard]] std::vector<ClaimResult>& results() { return results_; }

 private:
  static bool complete(const Task& task) {
    return std::all_of(task.done.begin(), task.done.begin() + static_cast<std::ptrdiff_t>(task.end),
                       [](const auto& part) { return part.has_value(); });
  }

  /// Holds a result against what runs. Only then is a lemma settled: what rests on it must not be firm before, wherever
  /// in the line it stands.
  std::expected<void, InternalError> distrust(std::size_t index) {
    ClaimResult& result = results_[index];
    if (auto done = hold_against_found(options_, tasks_[index], result); !done) return done;
    if (auto done = sample_natively(shop_, options_, tasks_[index], result); !done) return done;
    doubt(shop_, options_, result);
    if (about_the_engine_) settled_[result.claim->name] = result.outcome;
    distrusted_[index] = true;
    return {};
  }

  const Workshop& shop_;
  const Options& options_;
  std::vector<Task>& tasks_;
  Settled& settled_;
  bool about_the_engine_;
  std::vector<bool> distrusted_;  ///< by index: held against what runs
  std::vector<ClaimResult> results_;
  std::size_t finished_ = 0;
};

std::expected<std::vector<ClaimResult>, InternalError> prove_settling(const Options& options, Settled& settled) {
  const auto shop = Workshop::open(options);
  if (!shop) return std::unexpected(shop.error());

  std::vector<Task> tasks;
  for (const Claim* claim : selected(options)) {
    Task task{claim, {}, {}, 0};
    if (props::not_applicable(*claim, shop->native).empty()) task.parts = plan_for(*shop, *claim, options);
    task.done.resize(task.parts.size());
    task.end = task.parts.size();
    tasks.push_back(std::move(task));
  }
  Line line(*shop, options, tasks, settled);
  if (auto done = work(*shop, tasks, options, [&] { return line.advance(); }); !done)
    return std::unexpected(done.error());
  if (auto done = line.advance(); !done) return std::unexpected(done.error());
  if (auto done = settle_lemmas(options, line.results(), settled); !done) return std::unexpected(done.error());
  if (auto done = line.advance(); !done) return std::unexpected(done.error());
  return std::move(line.results());
}

}  // namespace

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Proved:
      return "proved";
    case Outcome::Refuted:
      return "refuted";
    case Outcome::Unknown:
      return "unknown";
    case Outcome::Unsupported:
      return "unsupported";
    case Outcome::Vacuous:
      return "vacuous";
    case Outcome::NotApplicable:
      return "not-applicable";
  }
  return "unknown";
}

std::expected<std::vector<ClaimResult>, InternalError> prove(const Options& options) {
  // A prover that finds nothing wrong anywhere, or lifts one function to two things, proves nothing.
  const Tampering& tampering = options.tampering;
  if (!tampering.no_canary) {
    if (const auto refutes = check_canary({}, tampering); !refutes) return std::unexpected(refutes.error());
  }
  if (!tampering.no_identity) {
    if (const auto same = check_identity({}, tampering); !same) return std::unexpected(same.error());
  }
  if (options.settled) return prove_settling(options, *options.settled);
  Settled settled;
  return prove_settling(options, settled);
}

Provenance provenance() { return {bitcode_sha256(), "clang " __clang_version__, solver_version()}; }

}  // namespace idreg::smt::prove
