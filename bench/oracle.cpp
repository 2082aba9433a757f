// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg_bench_oracle: what the lowered specification costs against one written by hand, on the same
// inputs in one process, 11 interleaved rounds. Each function alone, then one call of each. Exit status:
// 0 if the answers agree and the median ratio of the last is at most 1.2.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "bench/handwritten_spec.h"
#include "props/run.h"
#include "props/spec.h"

namespace idreg::bench {

namespace {

constexpr int kRounds = 11;
/// So many that the branch predictor cannot learn them by heart, as it does a few thousand.
constexpr std::size_t kInputs = 32768;
constexpr int kRepeats = 8;
constexpr double kGoal = 1.2;

/// The arguments of one call of everything.
struct Input {
  Word shift, width, policy, kind, bias, safe, value, limit, reg;
};

std::vector<Input> inputs() {
  const props::Claim& claim = *props::find_claim("policies-equal-spec");
  props::Random random(1);
  std::vector<Input> result;
  for (std::uint64_t i = 0; i < kInputs; ++i) {
    const props::Case c = props::nth_case(claim, 1, i);
    const Entry& e = c.general[0];
    result.push_back({e.shift, e.width, static_cast<Word>(e.policy), static_cast<Word>(e.kind), e.bias, e.safe, c.value,
                      c.limit, random.next()});
  }
  return result;
}

using Call = Word (*)(const Input&);

struct Function {
  const char* name;
  Call lowered;
  Call written;
};

/// Everything that claims ask of the specification, once.
Word all_lowered(const Input& i) {
  const Word value = idreg_spec_extract(i.reg, i.shift, i.width);
  return idreg_spec_entry_error(i.shift, i.width, i.policy, i.kind, i.bias, i.safe) +
         idreg_spec_insert(i.reg, i.shift, i.width, i.value) + idreg_spec_rank(value, i.bias, i.width) +
         idreg_spec_lowest(i.width, i.kind, i.bias, i.safe) +
         idreg_spec_at_or_below(i.width, i.kind, i.bias, i.safe, value, i.limit) +
         idreg_spec_safe_code(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit) +
         idreg_spec_permitted_code(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit) +
         idreg_spec_not_above(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit);
}

Word all_written(const Input& i) {
  const Word value = extract(i.reg, i.shift, i.width);
  return entry_error(i.shift, i.width, i.policy, i.kind, i.bias, i.safe) + insert(i.reg, i.shift, i.width, i.value) +
         rank(value, i.bias, i.width) + lowest(i.width, i.kind, i.bias, i.safe) +
         at_or_below(i.width, i.kind, i.bias, i.safe, value, i.limit) +
         safe_code(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit) +
         permitted_code(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit) +
         not_above(i.width, i.policy, i.kind, i.bias, i.safe, value, i.limit);
}

// The calls are not inlined: both sides live in other files.
const Function kFunctions[] = {
    {"extract", [](const Input& i) { return idreg_spec_extract(i.reg, i.shift, i.width); },
     [](const Input& i) { return extract(i.reg, i.shift, i.width); }},
    {"insert", [](const Input& i) { return idreg_spec_insert(i.reg, i.shift, i.width, i.value); },
     [](const Input& i) { return insert(i.reg, i.shift, i.width, i.value); }},
    {"rank", [](const Input& i) { return idreg_spec_rank(i.value, i.bias, i.width); },
     [](const Input& i) { return rank(i.value, i.bias, i.width); }},
    {"at_or_below",
     [](const Input& i) { return idreg_spec_at_or_below(i.width, i.kind, i.bias, i.safe, i.value, i.limit); },
     [](const Input& i) { return at_or_below(i.width, i.kind, i.bias, i.safe, i.value, i.limit); }},
    {"lowest", [](const Input& i) { return idreg_spec_lowest(i.width, i.kind, i.bias, i.safe); },
     [](const Input& i) { return lowest(i.width, i.kind, i.bias, i.safe); }},
    {"safe_code",
     [](const Input& i) { return idreg_spec_safe_code(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit); },
     [](const Input& i) { return safe_code(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit); }},
    {"permitted_code",
     [](const Input& i) {
       return idreg_spec_permitted_code(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit);
     },
     [](const Input& i) { return permitted_code(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit); }},
    {"not_above",
     [](const Input& i) { return idreg_spec_not_above(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit); },
     [](const Input& i) { return not_above(i.width, i.policy, i.kind, i.bias, i.safe, i.value, i.limit); }},
    {"entry_error",
     [](const Input& i) { return idreg_spec_entry_error(i.shift, i.width, i.policy, i.kind, i.bias, i.safe); },
     [](const Input& i) { return entry_error(i.shift, i.width, i.policy, i.kind, i.bias, i.safe); }},
    {"all", [](const Input& i) { return all_lowered(i); }, [](const Input& i) { return all_written(i); }},
};

struct Timing {
  double seconds;
  Word sum;  ///< of all answers: both sides must agree, and the calls cannot be optimised away
};

/// The fastest of several passes: on a busy machine a pass may be interrupted.
Timing measure(const std::vector<Input>& all, Call call) {
  Timing best{1e9, 0};
  for (int i = 0; i < kRepeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    Word sum = 0;
    for (const Input& input : all) sum = sum * 31 + call(input);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = {std::min(best.seconds, seconds), sum};
  }
  return best;
}

struct Rounds {
  std::array<double, kRounds> lowered{};
  std::array<double, kRounds> written{};
  bool agree = true;
};

/// Interleaved, and every other round in the other order, so that neither side has the better moments.
Rounds run(const std::vector<Input>& all, const Function& function) {
  Rounds rounds;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const bool lowered_first = round % 2 == 0;
    const Timing one = measure(all, lowered_first ? function.lowered : function.written);
    const Timing two = measure(all, lowered_first ? function.written : function.lowered);
    rounds.lowered.at(round) = (lowered_first ? one : two).seconds;
    rounds.written.at(round) = (lowered_first ? two : one).seconds;
    rounds.agree = rounds.agree && one.sum == two.sum;
  }
  return rounds;
}

double median(std::array<double, kRounds> numbers) {
  std::ranges::sort(numbers);
  return numbers[kRounds / 2];
}

double median_ratio(const Rounds& rounds) {
  std::array<double, kRounds> ratios{};
  for (std::size_t i = 0; i < kRounds; ++i) ratios.at(i) = rounds.lowered.at(i) / rounds.written.at(i);
  return median(ratios);
}

int main_in_words() {
  const std::vector<Input> all = inputs();
  constexpr double kCalls = static_cast<double>(kInputs) / 1e9;
  bool agree = true;
  double ratio = 0;  // of the last row
  fmt::print("{:<16} {:>11} {:>15} {:>7}   (median of {} interleaved rounds, {} inputs, seed 1)\n", "function",
             "lowered ns", "handwritten ns", "ratio", kRounds, kInputs);
  for (const Function& function : kFunctions) {
    const Rounds rounds = run(all, function);
    agree = agree && rounds.agree;
    ratio = median_ratio(rounds);
    fmt::print("{:<16} {:>11.2f} {:>15.2f} {:>7.2f}{}\n", function.name, median(rounds.lowered) / kCalls,
               median(rounds.written) / kCalls, ratio, rounds.agree ? "" : "   ANSWERS DIFFER");
  }
  fmt::print("goal for all: at most {}\n", kGoal);
  return agree && ratio <= kGoal ? 0 : 1;
}

}  // namespace

}  // namespace idreg::bench

int main() { return idreg::bench::main_in_words(); }
