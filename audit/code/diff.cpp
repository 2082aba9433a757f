// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/code/diff_host.h"
#include "audit/code/property.h"
#include "audit/code/smallest.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit::code {

namespace {

using smt::Answer;
using smt::Context;
using smt::Term;

/// Null: the tree has no such register.
std::string_view not_judged(const Descriptor* reg) { return reg == nullptr ? "" : reg->not_judged(); }

bool writable(const Descriptor* reg) { return reg != nullptr && !reg->set_user.empty() && reg->not_judged().empty(); }

/// The path with its variables named in words.
void use_words(const Tree& tree, Path& path) {
  for (Term* term : {&path.value, &path.limit, &path.before, &path.stored, &path.result, &path.hidden, &path.zero,
                     &path.ignored, &path.returned})
    *term = in_words(tree, *term);
}

/// One register of both trees.
class Pair {
 public:
  Pair(const Path& before, const Path& after, Term premise, const Options& options, Comparison& out)
      : old_(before), new_(after), premise_(std::move(premise)), options_(options), out_(out) {}

  void run() {
    const std::size_t known = out_.changes.size();
    const Term one = smt::logical_not(smt::equal(old_.returned, new_.returned));
    if (possible(smt::logical_and(premise_, one))) undecided_ = kOneEnds;
    premise_ = smt::logical_and(premise_, smt::logical_and(old_.returned, new_.returned));
    limits();
    const Term taken = smt::logical_and(premise_, old_.accepted());
    const Term now = smt::logical_and(premise_, new_.accepted());
    writes(Difference::Accepted, new_, smt::logical_and(now, smt::logical_not(old_.accepted())));
    writes(Difference::Refused, old_, smt::logical_and(taken, smt::logical_not(new_.accepted())));
    const Term differ = smt::logical_not(smt::equal(old_.stored, new_.stored));
    writes(Difference::Stored, new_, smt::logical_and(smt::logical_and(taken, now), differ));
    // The same name in both trees need not be the same function.
    for (const Path* path : {&old_, &new_}) {
      if (!undecided_.empty() || path->met.unknown.empty()) continue;
      undecided_ = fmt::format("anything was assumed of {}, which no module defines", *path->met.unknown.begin());
    }
    if (!undecided_.empty()) {
      out_.undecided.push_back(fmt::format("{}: {}", new_.reg->name, undecided_));
    } else if (out_.changes.size() == known) {
      out_.same.push_back(new_.reg->name);
    }
  }

 private:
  bool possible(const Term& condition) {
    if (condition.is_false()) return false;
    const smt::Decision decision = ask(narrow_, condition, options_.budget);
    if (decision.answer == Answer::Unknown && undecided_.empty()) undecided_ = decision.reason;
    return decision.answer == Answer::Sat;
  }

  [[nodiscard]] std::span<const arch::Field> fields() const {
    if (new_.reg->reg == nullptr) return {};
    return arch::fields(*new_.reg->reg);
  }

  void add(Difference kind, const std::string& field, const Path& shown, const Term& condition) {
    Change change{new_.reg->name, field, kind};
    // The other tree's terms as further variables, so that their values are told.
    const Term old_limit = smt::variable(condition.context(), "limit in the old tree", 64);
    const Term new_limit = smt::variable(condition.context(), "limit in the new tree", 64);
    const Term old_stored = smt::variable(condition.context(), "stored by the old tree", 64);
    const Term new_stored = smt::variable(condition.context(), "stored by the new tree", 64);
    Term all = condition;
    for (const auto& [name, term] : {std::pair{old_limit, old_.limit}, std::pair{new_limit, new_.limit},
                                     std::pair{old_stored, old_.stored}, std::pair{new_stored, new_.stored}})
      all = smt::logical_and(all, smt::equal(name, term));
    const Witness witness = smallest(shown, all, options_.budget);
    change.value = witness.value;
    change.certified = witness.certified;
    for (const auto& [name, value] : witness.state) {
      if (name == old_limit.name())
        change.old_limit = value;
      else if (name == new_limit.name())
        change.new_limit = value;
      else if (name == old_stored.name())
        change.old_stored = value;
      else if (name == new_stored.name())
        change.new_stored = value;
      else if (value != 0)
        change.state.emplace_back(name, value);
    }
    out_.changes.push_back(std::move(change));
  }

  void limits() {
    const Term visible = smt::logical_and(premise_, smt::logical_not(smt::logical_or(old_.hidden, new_.hidden)));
    const Term differ = smt::logical_and(visible, smt::logical_not(smt::equal(old_.limit, new_.limit)));
    if (!possible(differ)) return;
    const std::size_t known = out_.changes.size();
    for (const arch::Field& field : fields()) {
      const Term before = code_of(old_.limit, field.entry);
      const Term after = code_of(new_.limit, field.entry);
      const Term other = smt::logical_and(visible, smt::logical_not(smt::equal(before, after)));
      const Term below = at_or_below(field, after, before);
      const Term grew = smt::logical_and(other, smt::logical_not(below));
      const Term shrank = smt::logical_and(other, below);
      if (possible(grew)) add(Difference::LimitGrew, field.name, new_, grew);
      if (possible(shrank)) add(Difference::LimitShrank, field.name, old_, shrank);
    }
    if (out_.changes.size() == known) add(Difference::LimitGrew, "", new_, differ);
  }

  /// A difference in what is accepted or stored; by field where one field of the limit is enough to show it.
  void writes(Difference kind, const Path& shown, const Term& condition) {
    if (!possible(condition)) return;
    const std::size_t known = out_.changes.size();
    for (const arch::Field& field : fields()) {
      const Term others = smt::bv(condition.context(), 64, ~mask_of(field.entry));
      const Term rest = smt::bvand(smt::bvxor(shown.stored, shown.limit), others);
      const Term alone = smt::logical_and(condition, smt::logical_not(smt::to_bool(rest)));
      const Term changed = smt::logical_and(alone, smt::logical_not(smt::equal(shown.stored, shown.limit)));
      if (possible(changed)) add(kind, field.name, shown, changed);
    }
    if (out_.changes.size() == known) add(kind, "", shown, condition);
  }

  const Path& old_;
  const Path& new_;
  Term premise_;
  const Options& options_;
  smt::Narrow narrow_;
  Comparison& out_;
  std::string undecided_;
};

/// What is assumed of one tree's state: no vCPU has run, and the features asked for.
Term premise_of(const Tree& tree, const Context& context, const Options& options) {
  Term premise = smt::boolean(context, true);
  if (const Term run = has_run(tree, context); !run.empty()) premise = smt::logical_not(in_words(tree, run));
  for (const auto& [name, wanted] : options.vcpu) {
    const Term has = has_feature(tree, context, name);
    if (has.empty()) continue;
    const Term its = in_words(tree, has);
    premise = smt::logical_and(premise, wanted ? its : smt::logical_not(its));
  }
  return premise;
}

void compare_register(const Tree& old_tree, const Descriptor& before, const Tree& new_tree, const Descriptor& after,
                      const Options& options, Comparison& out) {
  const Context context;
  auto old_path = lift_path(old_tree, context, before);
  auto new_path = lift_path(new_tree, context, after);
  for (const auto* path : {&old_path, &new_path}) {
    if (*path) continue;
    out.undecided.push_back(fmt::format("{}: {} in {}", after.name, path->error().what, path->error().function));
    return;
  }
  use_words(old_tree, *old_path);
  use_words(new_tree, *new_path);
  const Term premise = smt::logical_and(premise_of(old_tree, context, options), premise_of(new_tree, context, options));
  if (before.mask != after.mask) {
    Change change{after.name, "", Difference::Mask};
    change.old_limit = before.mask;
    change.new_limit = after.mask;
    change.certified = true;
    out.changes.push_back(std::move(change));
  }
  Pair(*old_path, *new_path, premise, options, out).run();
}

const Descriptor* by_id(const Tree& tree, std::uint64_t id) {
  const auto found = std::ranges::find(tree.registers, id, &Descriptor::kvm_id);
  return found == tree.registers.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_text(Difference kind) {
  switch (kind) {
    case Difference::Accepted:
      return "accepted";
    case Difference::Refused:
      return "refused";
    case Difference::Stored:
      return "stored";
    case Difference::LimitGrew:
      return "limit-grew";
    case Difference::LimitShrank:
      return "limit-shrank";
    case Difference::Mask:
      return "mask";
    case Difference::Appeared:
      return "appeared";
    case Difference::Disappeared:
      return "disappeared";
    case Difference::Sanitised:
      return "sanitised";
  }
  return "";
}

Term in_words(const Tree& tree, const Term& term) {
  std::vector<Term> from;
  std::vector<Term> to;
  for (const Term& its : smt::topological_order(std::span(&term, 1))) {
    if (its.op() != smt::Op::Variable) continue;
    const std::string words = tree.in_words(its.name());
    from.push_back(its);
    to.push_back(its.is_bool() ? smt::bool_variable(its.context(), words)
                               : smt::variable(its.context(), words, its.width()));
  }
  return smt::substitute(term, from, to);
}

Comparison compare(const Tree& old_tree, const Tree& new_tree, const Options& options) {
  Comparison out;
  std::vector<std::uint64_t> ids;
  for (const Tree* tree : {&old_tree, &new_tree}) {
    for (const Descriptor& reg : tree->registers) ids.push_back(reg.kvm_id());
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  for (const std::uint64_t id : ids) {
    const Descriptor* before = by_id(old_tree, id);
    const Descriptor* after = by_id(new_tree, id);
    const Descriptor* unknown = not_judged(before).empty() ? after : before;
    if (!not_judged(unknown).empty()) {
      out.undecided.push_back(fmt::format("{}: {}", unknown->name, unknown->not_judged()));
    } else if (writable(before) && writable(after)) {
      compare_register(old_tree, *before, new_tree, *after, options, out);
    } else if (writable(before) || writable(after)) {
      const bool gone = writable(before);
      out.changes.push_back(
          {gone ? before->name : after->name, "", gone ? Difference::Disappeared : Difference::Appeared});
    }
  }
  compare_hosts(old_tree, new_tree, options, out);
  return out;
}

}  // namespace idreg::audit::code
