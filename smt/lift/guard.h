// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: the condition under which a path is taken, as the list of decisions that led
// to it. Decisions form a tree; two paths that meet again share the decisions of their last common
// node, so the merged guard and the selector between their values stay small.
#pragma once

#include <deque>

#include "smt/term/term.h"

namespace idreg::smt::lift {

struct Guard {
  const Guard* parent;  ///< null for the root
  Term condition;       ///< the last decision
  Term term;            ///< the conjunction of all
  unsigned depth;
};

/// Owns every guard of a run.
class Guards {
 public:
  explicit Guards(const Context& context);

  [[nodiscard]] const Guard* root() const { return &nodes_.front(); }
  /// The path on which `condition` holds too; null if it cannot.
  [[nodiscard]] const Guard* extend(const Guard* guard, const Term& condition);
  /// What the decisions already say about `condition`: itself, true or false.
  [[nodiscard]] Term known(const Guard* guard, const Term& condition) const;

  struct Joined {
    const Guard* guard;  ///< either path
    Term first;          ///< under `guard`: the first path is taken
  };
  /// Precondition: the two paths exclude each other.
  [[nodiscard]] Joined join(const Guard* first, const Guard* second);

  /// The depth of the last common node.
  [[nodiscard]] static unsigned common_depth(const Guard* a, const Guard* b);

 private:
  const Context& context_;
  std::deque<Guard> nodes_;
};

}  // namespace idreg::smt::lift
