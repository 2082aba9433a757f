// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/diff_host.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/code/property.h"
#include "audit/code/sanitise.h"
#include "audit/code/smallest.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit::code {

namespace {

using smt::Answer;
using smt::Context;
using smt::Term;

/// Both trees' ways to one number that is kept of a register.
struct Kept {
  Term value;  ///< the CPU's
  Term before;  ///< what was kept until then; of the first CPU: its value again
  Term old_kept, new_kept;
  Term old_returned, new_returned;
};

class HostPair {
 public:
  HostPair(const arch::Register& reg, const Options& options, Comparison& out)
      : reg_(reg), options_(options), out_(out) {}

  void run(const Kept& kept) {
    if (possible(smt::logical_not(smt::equal(kept.old_returned, kept.new_returned)))) undecided_ = kOneEnds;
    if (!possible(differ(kept, ~std::uint64_t{0}))) return;
    const std::size_t known = out_.changes.size();
    for (const arch::Field& field : arch::fields(reg_)) {
      if (possible(differ(kept, mask_of(field.entry)))) add(kept, field.name, mask_of(field.entry));
    }
    if (out_.changes.size() == known) add(kept, "", ~std::uint64_t{0});
  }

  void finish() {
    if (!undecided_.empty())
      out_.undecided.push_back(fmt::format("{}: as the host keeps it: {}", reg_.name, undecided_));
  }

 private:
  static Term differ(const Kept& kept, std::uint64_t bits) {
    const Term other = smt::bvand(smt::bvxor(kept.old_kept, kept.new_kept), smt::bv(kept.value.context(), 64, bits));
    return smt::logical_and(smt::logical_and(kept.old_returned, kept.new_returned), smt::to_bool(other));
  }

  bool possible(const Term& condition) {
    if (condition.is_false()) return false;
    const smt::Decision decision = ask(narrow_, condition, options_.budget);
    if (decision.answer == Answer::Unknown && undecided_.empty()) undecided_ = decision.reason;
    return decision.answer == Answer::Sat;
  }

  void add(const Kept& kept, const std::string& field, std::uint64_t bits) {
    const bool known = std::ranges::any_of(out_.changes, [&](const Change& its) {
      return its.kind == Difference::Sanitised && its.reg == reg_.name && its.field == field;
    });
    if (known) return;
    // Both trees' answers as variables, so that their values are told.
    const Term old_kept = smt::variable(kept.value.context(), "kept by the old tree", 64);
    const Term new_kept = smt::variable(kept.value.context(), "kept by the new tree", 64);
    const Term named = smt::logical_and(smt::equal(old_kept, kept.old_kept), smt::equal(new_kept, kept.new_kept));
    const Witness witness = smallest(Words{&reg_, kept.value, kept.before, kept.new_kept},
                                     smt::logical_and(differ(kept, bits), named), options_.budget);
    Change change{reg_.name, field, Difference::Sanitised};
    change.value = witness.value;
    change.old_limit = change.new_limit = witness.limit;
    change.certified = witness.certified;
    for (const auto& [name, value] : witness.state) {
      if (name == old_kept.name())
        change.old_stored = value;
      else if (name == new_kept.name())
        change.new_stored = value;
      else if (value != 0)
        change.state.emplace_back(name, value);
    }
    out_.changes.push_back(std::move(change));
  }

  const arch::Register& reg_;
  const Options& options_;
  smt::Narrow narrow_;
  Comparison& out_;
  std::string undecided_;
};

/// The terms with variables named in words, which mean the same in both trees.
void use_words(const Tree& tree, Merging& merging) {
  for (Term* term : {&merging.boot, &merging.first, &merging.kept, &merging.next, &merging.merged, &merging.returned})
    *term = in_words(tree, *term);
}

void compare_register(const Tree& old_tree, const Tree& new_tree, const arch::Register& reg,
                      const std::pair<std::string, std::string>& objects, const Options& options, Comparison& out) {
  const Context context;
  auto before = lift_merging(old_tree, context, objects.first);
  auto after = lift_merging(new_tree, context, objects.second);
  for (const auto* merging : {&before, &after}) {
    std::string why;
    if (!*merging)
      why = fmt::format("{} in {}", merging->error().what, merging->error().function);
    else if (!(*merging)->met.unknown.empty())
      why = fmt::format("anything was assumed of {}", *(*merging)->met.unknown.begin());
    if (why.empty()) continue;
    out.undecided.push_back(fmt::format("{}: as the host keeps it: {}", reg.name, why));
    return;
  }
  use_words(old_tree, *before);
  use_words(new_tree, *after);
  HostPair pair(reg, options, out);
  pair.run({before->next, before->kept, before->merged, after->merged, before->returned, after->returned});
  pair.run({before->boot, before->boot, before->first, after->first, before->returned, after->returned});
  pair.finish();
}

}  // namespace

void compare_hosts(const Tree& old_tree, const Tree& new_tree, const Options& options, Comparison& out) {
  for (const arch::Register& reg : arch::registers()) {
    const auto its = [&](const auto& object) { return object.second == reg.name; };
    const auto before = std::ranges::find_if(old_tree.host, its);
    const auto after = std::ranges::find_if(new_tree.host, its);
    // One that only one of them has is a change of the tables.
    if (before == old_tree.host.end() || after == new_tree.host.end()) continue;
    compare_register(old_tree, new_tree, reg, {before->first, after->first}, options, out);
  }
}

}  // namespace idreg::audit::code
