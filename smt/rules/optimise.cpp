// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/optimise.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "smt/rules/hitting_set.h"

namespace idreg::smt::rules {

namespace {

/// Branches of one hitting set; real questions take a few hundred.
constexpr std::uint64_t kSteps = 2'000'000;

class Search {
 public:
  Search(Solver& solver, std::span<const Term> hard, std::span<const Wish> wishes, CoreMemory* memory)
      : solver_(solver), hard_(hard), wishes_(wishes), memory_(memory), relaxed_(wishes.size(), false) {
    for (const Wish& wish : wishes) weights_.push_back(wish.weight);
    if (memory_ != nullptr) recall();
  }

  /// Each core says that one of its wishes has to go. Whoever obeys all cores pays at least what the
  /// cheapest hitting set costs; once a solution costs no more, nothing is better.
  Optimum run() {
    while (true) {
      const auto lost = cheapest_hitting_set(cores_, weights_, kSteps);
      if (!lost) return give_up("too many ways to give up wishes");
      relaxed_.assign(wishes_.size(), false);
      for (const std::size_t wish : *lost) relaxed_[wish] = true;
      const std::size_t before = cores_.size();
      while (true) {
        Decision decision = ask();
        if (decision.answer == Answer::Unknown) return give_up(decision.reason);
        if (decision.answer == Answer::Sat) {
          if (cores_.size() == before) return best(*lost, std::move(decision.model));
          break;
        }
        if (!add_core(decision.core)) {
          found_.kind = Optimum::Kind::Impossible;
          found_.core = decision.core;
          return std::move(found_);
        }
      }
    }
  }

 private:
  /// Cores of earlier questions whose hard assumptions are all made here too.
  void recall() {
    std::set<unsigned> hard;
    std::map<unsigned, std::size_t> places;
    for (const Term& term : hard_) hard.insert(term.id());
    for (std::size_t i = 0; i < wishes_.size(); ++i) places.emplace(wishes_[i].literal.id(), i);
    for (const KnownCore& core : memory_->cores) {
      if (!std::ranges::all_of(core.hard, [&](unsigned id) { return hard.contains(id); })) continue;
      if (!std::ranges::all_of(core.wishes, [&](unsigned id) { return places.contains(id); })) continue;
      std::vector<std::size_t> wishes;
      for (const unsigned id : core.wishes) wishes.push_back(places.at(id));
      std::ranges::sort(wishes);
      cores_.push_back(std::move(wishes));
    }
  }

  void remember(const std::vector<std::size_t>& wishes, const std::vector<Term>& hard) {
    if (memory_ == nullptr) return;
    KnownCore core;
    for (const std::size_t wish : wishes) core.wishes.push_back(wishes_[wish].literal.id());
    for (const Term& term : hard) core.hard.push_back(term.id());
    memory_->cores.push_back(std::move(core));
  }

  Decision check(std::span<const Term> assumptions) {
    Decision decision = solver_.check(assumptions);
    if (memory_ != nullptr) {
      ++memory_->questions;
      memory_->resources += decision.resources;
    }
    return decision;
  }

  Decision ask() {
    assumptions_.assign(hard_.begin(), hard_.end());
    demanded_.clear();
    for (std::size_t i = 0; i < wishes_.size(); ++i) {
      if (relaxed_[i]) continue;
      assumptions_.push_back(wishes_[i].literal);
      demanded_.push_back(i);
    }
    return check(assumptions_);
  }

  /// The core's wishes, made few, become a set to hit, and are given free for the next question, which
  /// then finds a core that shares none of them. False if there are none.
  bool add_core(const std::vector<std::size_t>& core) {
    std::vector<std::size_t> wishes;
    std::vector<Term> hard;
    for (const std::size_t place : core) {
      if (place < hard_.size()) hard.push_back(hard_[place]);
      if (place >= hard_.size()) wishes.push_back(demanded_[place - hard_.size()]);
    }
    for (std::size_t i = 0; i < wishes.size();) {
      std::vector<Term> fewer(hard);
      for (std::size_t j = 0; j < wishes.size(); ++j) {
        if (j != i) fewer.push_back(wishes_[wishes[j]].literal);
      }
      if (check(fewer).answer == Answer::Unsat) {
        wishes.erase(wishes.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    if (wishes.empty()) return false;
    remember(wishes, hard);
    for (const std::size_t wish : wishes) relaxed_[wish] = true;
    cores_.push_back(std::move(wishes));
    return true;
  }

  Optimum best(const std::vector<std::size_t>& lost, Model model) {
    found_.kind = Optimum::Kind::Best;
    for (const std::size_t wish : lost) {
      // What the cores made free and the solution grants all the same cannot be: it would cost less.
      found_.lost.push_back(wish);
      found_.cost += wishes_[wish].weight;
    }
    found_.cores = cores_.size();
    found_.model = std::move(model);
    return std::move(found_);
  }

  Optimum give_up(std::string reason) {
    found_.kind = Optimum::Kind::Unknown;
    found_.reason = std::move(reason);
    return std::move(found_);
  }

  Solver& solver_;
  std::span<const Term> hard_;
  std::span<const Wish> wishes_;
  CoreMemory* memory_;
  std::vector<std::uint64_t> weights_;
  std::vector<bool> relaxed_;
  std::vector<Term> assumptions_;
  std::vector<std::size_t> demanded_;
  std::vector<std::vector<std::size_t>> cores_;
  Optimum found_;
};

}  // namespace

Optimum optimise(Solver& solver, std::span<const Term> hard, std::span<const Wish> wishes, CoreMemory* memory) {
  return Search(solver, hard, wishes, memory).run();
}

std::vector<std::size_t> minimal_core(Solver& solver, std::span<const Term> assumptions,
                                      std::vector<std::size_t> core) {
  for (std::size_t i = 0; i < core.size();) {
    std::vector<Term> without;
    for (std::size_t j = 0; j < core.size(); ++j) {
      if (j != i) without.push_back(assumptions[core[j]]);
    }
    const Decision decision = solver.check(without);
    if (decision.answer != Answer::Unsat) {
      ++i;
      continue;
    }
    // What the smaller core leaves out is left out at once.
    std::vector<std::size_t> smaller;
    std::size_t place = 0;
    for (std::size_t j = 0; j < core.size(); ++j) {
      if (j == i) continue;
      if (std::ranges::binary_search(decision.core, place)) smaller.push_back(core[j]);
      ++place;
    }
    const auto before = std::ranges::count_if(smaller, [&](std::size_t one) { return one < core[i]; });
    core = std::move(smaller);
    i = static_cast<std::size_t>(before);
  }
  return core;
}

}  // namespace idreg::smt::rules
