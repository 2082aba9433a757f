// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The random engine. Work is handed out in batches of consecutive cases, in order; a claim's result is
// taken from its batches up to the first finding, so the number of jobs cannot change it. With a corpus,
// cases that show a new situation are kept, and a later run goes on where this one ended.
#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "fuzz/corpus.h"
#include "fuzz/engines.h"
#include "props/run.h"

namespace idreg::fuzz {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kBatch = 4096;
constexpr double kProgressEvery = 0.1;
constexpr double kSaveEvery = 1;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// A case that showed situations which nobody had shown before.
struct Novel {
  props::Coverage shown;
  Unit unit;
};

/// What a batch found. `hit` is the index of the first violating case.
struct Batch {
  std::uint64_t first = 0;
  std::uint64_t count = 0;  ///< of cases to try
  std::uint64_t cases = 0;
  std::uint64_t discarded = 0;
  double seconds = 0;
  bool done = false;
  props::Coverage coverage;
  std::vector<Novel> novel;
  std::optional<std::uint64_t> hit;
};

/// Tries `batch.count` cases from `batch.first` on. `known`: situations that need no unit any more.
Batch run_batch(const props::Claim& claim, const props::Subject& subject, std::uint64_t seed, Batch batch,
                props::Coverage known) {
  const auto start = Clock::now();
  for (std::uint64_t i = batch.first; i < batch.first + batch.count && !batch.hit; ++i) {
    const props::Case input = props::nth_case(claim, seed, i);
    switch (claim.predicate(subject, input)) {
      case props::Verdict::Holds: {
        if (batch.cases++ % kCoverageEvery != 0) break;
        props::Coverage own;
        own.add(claim, subject, input);
        batch.coverage.add(own);
        if (own.count_of(known) < own.count()) batch.novel.push_back({own, props::encode(input)});
        known.add(own);
        break;
      }
      case props::Verdict::Discarded:
        ++batch.discarded;
        break;
      case props::Verdict::Violated:
        ++batch.cases;
        batch.hit = i;
        break;
    }
  }
  batch.seconds = seconds_since(start);
  batch.done = true;
  return batch;
}

/// Hands out batches, claim after claim in turn, and collects them.
class Queue {
 public:
  explicit Queue(const Options& options) : options_(options), claims_(options.claims.size()), start_(Clock::now()) {}

  /// Takes up what the corpus knows: units, and how far each stream was tried.
  std::expected<void, std::string> resume() {
    if (options_.corpus == nullptr) return {};
    auto saved = options_.corpus->load(options_.subject->name, options_.seed);
    if (!saved) return std::unexpected(saved.error());
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      const props::Claim& claim = *options_.claims[i];
      claims_[i].before = saved->claims[claim.name];
      const auto units = options_.corpus->units(claim.name);
      if (!units) return std::unexpected(units.error());
      for (const auto& [name, unit] : *units) replay(i, props::conform(claim, props::decode(unit)));
    }
    saved_ = std::move(*saved);
    return {};
  }

  /// Works until nothing is left. Runs in each job.
  void work() {
    while (const std::optional<Item> item = take()) {
      const props::Claim& claim = *options_.claims[item->claim];
      Batch batch = run_batch(claim, *options_.subject->subject, options_.seed, item->batch, item->known);
      const std::optional<std::uint64_t> hit = batch.hit;
      if (put(*item, std::move(batch)) && hit) tell(claim, props::nth_case(claim, options_.seed, *hit));
    }
  }

  /// The results, or why the corpus could not be kept.
  std::expected<std::vector<ClaimReport>, std::string> finish() {
    save();
    if (!error_.empty()) return std::unexpected(error_);
    std::vector<ClaimReport> result;
    for (std::size_t i = 0; i < claims_.size(); ++i) result.push_back(report(i));
    return result;
  }

 private:
  struct Item {
    std::size_t claim;
    std::size_t number;
    Batch batch;
    props::Coverage known;
  };

  struct State {
    Tried before;              ///< by earlier runs
    props::Coverage shown_before;  ///< by the units of earlier runs
    props::Coverage known;     ///< and by those kept since
    std::optional<props::Case> stored;  ///< a unit that violates the claim
    bool found = false;
    std::vector<Batch> batches;  ///< by number, after those of earlier runs
  };

  [[nodiscard]] std::uint64_t next_case(const State& state) const {
    return (state.before.batches + state.batches.size()) * kBatch;
  }

  [[nodiscard]] bool exhausted(const State& state) const {
    return state.found || (options_.runs && next_case(state) >= *options_.runs);
  }

  [[nodiscard]] double budget() const { return options_.runs ? 0 : options_.seconds.value_or(kDefaultSeconds); }

  void replay(std::size_t index, const props::Case& input) {
    const props::Claim& claim = *options_.claims[index];
    State& state = claims_[index];
    switch (claim.predicate(*options_.subject->subject, input)) {
      case props::Verdict::Holds:
        state.shown_before.add(claim, *options_.subject->subject, input);
        state.known.add(state.shown_before);
        break;
      case props::Verdict::Violated:
        if (!std::exchange(state.found, true)) {
          state.stored = input;
          ++findings_;
          tell(claim, input);
        }
        break;
      case props::Verdict::Discarded:
        break;
    }
  }

  std::optional<Item> take() {
    const std::lock_guard lock(mutex_);
    if (!error_.empty() || (options_.stop && options_.stop())) return std::nullopt;
    // However short the time, each claim is tried once.
    if (!options_.runs && seconds_since(start_) >= budget() && turn_ >= claims_.size()) return std::nullopt;
    for (std::size_t tried = 0; tried < claims_.size(); ++tried) {
      const std::size_t claim = turn_++ % claims_.size();
      State& state = claims_[claim];
      if (exhausted(state)) continue;
      Batch batch;
      batch.first = next_case(state);
      batch.count = options_.runs ? std::min(kBatch, *options_.runs - batch.first) : kBatch;
      state.batches.emplace_back();
      return Item{claim, state.batches.size() - 1, std::move(batch), state.known};
    }
    return std::nullopt;
  }

  /// Whether this is the claim's first finding.
  bool put(const Item& item, Batch batch) {
    const std::lock_guard lock(mutex_);
    State& state = claims_[item.claim];
    tried_ += batch.cases + batch.discarded;
    const bool first = batch.hit && !std::exchange(state.found, true);
    findings_ += first ? 1 : 0;
    keep(item, state, batch);
    batch.novel.clear();
    all_.add(batch.coverage);
    state.batches[item.number] = std::move(batch);
    const double now = seconds_since(start_);
    if (now - saved_at_ >= kSaveEvery) {
      saved_at_ = now;
      save();
    }
    if (options_.progress && now - reported_ >= kProgressEvery) {
      reported_ = now;
      options_.progress(progress(now));
    }
    return first;
  }

  [[nodiscard]] Progress progress(double now) const {
    Progress all{tried_, options_.runs.value_or(0) * claims_.size(), now, budget(), findings_};
    all.units = options_.corpus == nullptr ? 0 : options_.corpus->size();
    all.situations = all_.count();
    all.since_new = now - new_at_;
    return all;
  }

  void keep(const Item& item, State& state, const Batch& batch) {
    const props::Claim& claim = *options_.claims[item.claim];
    for (const Novel& one : batch.novel) {
      if (one.shown.count_of(state.known) == one.shown.count()) continue;
      state.known.add(one.shown);
      new_at_ = seconds_since(start_);
      add_unit(claim, one.unit);
    }
    if (batch.hit) add_unit(claim, props::encode(props::nth_case(claim, options_.seed, *batch.hit)));
  }

  void add_unit(const props::Claim& claim, const Unit& unit) {
    if (options_.corpus == nullptr || !error_.empty()) return;
    if (const auto added = options_.corpus->add(claim.name, unit); !added) error_ = added.error();
  }

  /// How far each stream has been tried without a gap.
  void save() {
    if (options_.corpus == nullptr || !error_.empty()) return;
    CampaignState state = saved_;
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      Tried tried = claims_[i].before;
      for (const Batch& batch : claims_[i].batches) {
        if (!batch.done || batch.hit || batch.count != kBatch) break;
        ++tried.batches;
        tried.cases += batch.cases;
        tried.discarded += batch.discarded;
        tried.seconds += batch.seconds;
      }
      state.claims[options_.claims[i]->name] = tried;
    }
    if (const auto saved = options_.corpus->save(state); !saved) error_ = saved.error();
  }

  void tell(const props::Claim& claim, const props::Case& input) {
    if (!options_.found) return;
    const std::lock_guard lock(telling_);
    options_.found(shrunk(options_, claim, input));
  }

  [[nodiscard]] ClaimReport report(std::size_t index) const {
    const props::Claim& claim = *options_.claims[index];
    const State& state = claims_[index];
    ClaimReport report;
    report.claim = &claim;
    report.coverage = state.shown_before;
    report.cases = state.before.cases;
    report.discarded = state.before.discarded;
    report.seconds = state.before.seconds;
    std::optional<std::uint64_t> hit;
    for (const Batch& batch : state.batches) {
      report.coverage->add(batch.coverage);
      report.cases += batch.cases;
      report.discarded += batch.discarded;
      report.seconds += batch.seconds;
      hit = batch.hit;
      if (hit) break;
    }
    const std::uint64_t tried = report.cases + report.discarded;
    report.gave_up = !state.found && report.discarded > props::kMaxDiscardRatio * report.cases;
    report.reproduce = props::reproduce_line("random", claim.name, options_.subject->name, options_.seed, tried);
    if (hit) {
      report.finding = shrunk(options_, claim, props::nth_case(claim, options_.seed, *hit));
    } else if (state.stored) {
      report.finding = shrunk(options_, claim, *state.stored);
    }
    return report;
  }

  const Options& options_;
  std::mutex mutex_;
  std::mutex telling_;
  std::vector<State> claims_;
  CampaignState saved_;
  Clock::time_point start_;
  props::Coverage all_;
  std::string error_;
  std::size_t turn_ = 0;
  std::uint64_t tried_ = 0;
  std::size_t findings_ = 0;
  double reported_ = 0;
  double saved_at_ = 0;
  double new_at_ = 0;
};

}  // namespace

std::expected<std::vector<ClaimReport>, std::string> run_random(const Options& options) {
  Queue queue(options);
  if (const auto resumed = queue.resume(); !resumed) return std::unexpected(resumed.error());
  const unsigned jobs = options.jobs == 0 ? std::max(std::thread::hardware_concurrency(), 1U) : options.jobs;
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < jobs; ++i) threads.emplace_back([&queue] { queue.work(); });
    queue.work();
  }
  return queue.finish();
}

}  // namespace idreg::fuzz
