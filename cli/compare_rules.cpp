// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/architecture.h"
#include "cli/fleet_options.h"
#include "cli/report/json.h"
#include "cli/report/text.h"
#include "cli/values.h"
#include "smt/rules/compare.h"

namespace idreg::cli {
namespace {

using smt::rules::Unfollowed;

/// What idreg takes for granted of whatever it is asked about: its registers are AArch64's, read at EL1 or above.
const std::vector<std::string> kGiven = {"v8Ap0", "FEAT_AA64EL1"};

struct Compared {
  rules::RuleSet own;
  rules::RuleSet other;
  std::vector<Unfollowed> not_own;    ///< rules of the file
  std::vector<Unfollowed> not_other;  ///< idreg's own

  [[nodiscard]] bool beyond_registers(const Unfollowed& one) const { return !one.only_here.empty(); }
  [[nodiscard]] bool alike() const {
    return not_other.empty() && std::ranges::all_of(not_own, [&](const auto& one) { return beyond_registers(one); });
  }
};

report::Json to_json(const rules::RuleSet& rules, const Unfollowed& one) {
  report::Json counterexample = report::Json::array();
  for (std::size_t i = 0; i < one.fields.size(); ++i) {
    counterexample.push_back({{"field", rules::name_of(one.fields[i])}, {"code", hex(one.codes[i])}});
  }
  return {{"rule", rules.rules()[one.rule].text},
          {"origin", rules.rules()[one.rule].origin},
          {"features_unknown_to_the_other", one.only_here},
          {"counterexample", std::move(counterexample)}};
}

void print_json(const Compared& all, Console& console) {
  report::Json json = report::document();
  json["own_rules"] = all.own.rules().size();
  json["other"] = all.other.source;
  json["other_rules"] = all.other.rules().size();
  json["left_out"] = all.other.left_out;
  json["given"] = kGiven;
  json["alike"] = all.alike();
  json["not_in_own"] = report::Json::array();
  json["beyond_registers"] = report::Json::array();
  for (const Unfollowed& one : all.not_own) {
    json[all.beyond_registers(one) ? "beyond_registers" : "not_in_own"].push_back(to_json(all.other, one));
  }
  json["not_in_other"] = report::Json::array();
  for (const Unfollowed& one : all.not_other) json["not_in_other"].push_back(to_json(all.own, one));
  console.print(report::dump(json));
}

/// The rule, and a CPU that the other side permits and this rule does not.
std::string words(const rules::RuleSet& rules, const Unfollowed& one) {
  std::string text = rules.rules()[one.rule].text;
  for (std::size_t i = 0; i < one.fields.size(); ++i) {
    text += fmt::format("{}{} = {:#x}", i == 0 ? "; the other side permits " : ", ", rules::name_of(one.fields[i]),
                        one.codes[i]);
  }
  return text;
}

void print_text(const Compared& all, Console& console) {
  const unsigned width = console.terminal().width;
  console.print(report::wrapped(
      fmt::format("{} rules of idreg's own against {} of {} ({} constraints over other registers left out); every CPU "
                  "in question is Armv8.0 at least, with AArch64 at EL1",
                  all.own.rules().size(), all.other.rules().size(), all.other.source, all.other.left_out),
      0, width));
  std::set<std::string> beyond;
  std::size_t rules_beyond = 0;
  std::string own;
  for (const Unfollowed& one : all.not_own) {
    if (all.beyond_registers(one)) {
      ++rules_beyond;
      beyond.insert(one.only_here.begin(), one.only_here.end());
    } else {
      own += report::wrapped(words(all.other, one), 2, width);
    }
  }
  const std::size_t missing = all.not_own.size() - rules_beyond;
  console.print(fmt::format("\nrules that do not follow from idreg's own: {}\n", missing) + own);
  console.print(fmt::format("\nrules of idreg's own that do not follow from those: {}\n", all.not_other.size()));
  for (const Unfollowed& one : all.not_other) console.print(report::wrapped(words(all.own, one), 2, width));
  console.print(
      fmt::format("\nrules about features that no ID register shows, and that idreg leaves out: {}\n", rules_beyond) +
      report::wrapped(fmt::format("{}", fmt::join(beyond, ", ")), 2, width));
}

}  // namespace

Result<Status> compare_rules(const LintOptions& options, Console& console) {
  if (options.features.empty()) return usage("lint --compare: --features FILE is missing: what to compare with");
  Result<rules::RuleSet> other = load_rules(options.features);
  if (!other) return std::unexpected(other.error());
  Compared all{rules::own_rules(), std::move(*other), {}, {}};
  auto not_own = smt::rules::unfollowed(all.other, all.own, kGiven, options.budget);
  if (!not_own) return std::unexpected(Error{Status::Inconclusive, "no answer: " + not_own.error().reason});
  auto not_other = smt::rules::unfollowed(all.own, all.other, kGiven, options.budget);
  if (!not_other) return std::unexpected(Error{Status::Inconclusive, "no answer: " + not_other.error().reason});
  all.not_own = std::move(*not_own);
  all.not_other = std::move(*not_other);
  options.json ? print_json(all, console) : print_text(all, console);
  return all.alike() ? Status::Holds : Status::Finding;
}

}  // namespace idreg::cli
