// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/hitting_set.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace idreg::smt::rules {

namespace {

class Search {
 public:
  Search(const std::vector<std::vector<std::size_t>>& sets, std::span<const std::uint64_t> weights, std::uint64_t steps)
      : sets_(sets), weights_(weights), steps_(steps), state_(weights.size(), State::Open) {}

  std::optional<std::vector<std::size_t>> run() {
    branch(0);
    if (steps_ == 0) return std::nullopt;
    std::ranges::sort(best_);
    return best_;
  }

 private:
  enum class State : std::uint8_t { Open, Taken, Barred };

  [[nodiscard]] bool hit(const std::vector<std::size_t>& set) const {
    return std::ranges::any_of(set, [&](std::size_t one) { return state_[one] == State::Taken; });
  }

  /// The least that sets which share no open element cost; and the set with the fewest open ones.
  std::uint64_t bound(const std::vector<std::size_t>** narrowest) const {
    std::uint64_t sum = 0;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    std::vector<bool> seen(weights_.size(), false);
    for (const auto& set : sets_) {
      if (hit(set)) continue;
      std::uint64_t cheapest = kNever;
      std::size_t open = 0;
      bool apart = true;
      for (const std::size_t one : set) {
        if (state_[one] != State::Open) continue;
        ++open;
        cheapest = std::min(cheapest, weights_[one]);
        apart = apart && !seen[one];
      }
      if (open == 0) return kNever;
      if (open < fewest) {
        fewest = open;
        *narrowest = &set;
      }
      if (!apart) continue;
      sum += cheapest;
      for (const std::size_t one : set) seen[one] = true;
    }
    return sum;
  }

  void branch(std::uint64_t cost) {
    if (steps_ == 0) return;
    --steps_;
    const std::vector<std::size_t>* set = nullptr;
    const std::uint64_t more = bound(&set);
    if (more == kNever || cost + more >= best_cost_) return;
    if (set == nullptr) {
      best_cost_ = cost;
      best_ = taken_;
      return;
    }
    std::vector<std::size_t> open;
    for (const std::size_t one : *set) {
      if (state_[one] == State::Open) open.push_back(one);
    }
    std::ranges::sort(open, {}, [&](std::size_t one) { return std::pair(weights_[one], one); });
    for (const std::size_t one : open) {
      state_[one] = State::Taken;
      taken_.push_back(one);
      branch(cost + weights_[one]);
      taken_.pop_back();
      state_[one] = State::Barred;  // the other branches do without it
    }
    for (const std::size_t one : open) state_[one] = State::Open;
  }

  static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

  const std::vector<std::vector<std::size_t>>& sets_;
  std::span<const std::uint64_t> weights_;
  std::uint64_t steps_;
  std::vector<State> state_;
  std::vector<std::size_t> taken_;
  std::vector<std::size_t> best_;
  std::uint64_t best_cost_ = kNever;
};

}  // namespace

std::optional<std::vector<std::size_t>> cheapest_hitting_set(const std::vector<std::vector<std::size_t>>& sets,
                                                             std::span<const std::uint64_t> weights,
                                                             std::uint64_t steps) {
  return Search(sets, weights, steps).run();
}

}  // namespace idreg::smt::rules
