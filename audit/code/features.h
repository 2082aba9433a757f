// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which features some registers show, as terms: Arm's definitions with the conditions under which they say
// something (corpora/arch/features.txt and rules.txt).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpora/rules/rules.h"
#include "smt/term/term.h"

namespace idreg::audit::code {

/// One way in which a feature shows: under `guard`, where `shown` holds.
struct Showing {
  std::string feature;      ///< or several, "FEAT_A, FEAT_B", that show together
  rules::Formula features;  ///< the same as a formula
  rules::Formula guard;
  rules::Formula shown;
  std::set<rules::FieldKey> fields;        ///< that `shown` reads
  std::set<rules::FieldKey> guard_fields;  ///< that `guard` reads, through features too
};

/// Arm's definitions, each a Showing; and what a symbol comes to.
class Showings {
 public:
  Showings();

  [[nodiscard]] const std::vector<Showing>& all() const { return all_; }
  /// A formula where registers (by index into arch::registers()) have these values. Registers that are
  /// not among them, and versions of the architecture, are variables by their names.
  [[nodiscard]] smt::Term term(const rules::Formula& formula, const smt::Context& context,
                               const std::map<std::uint32_t, smt::Term>& values) const;
  /// The feature of that name shows; a free variable if no definition knows it.
  [[nodiscard]] smt::Term has(std::string_view feature, const smt::Context& context,
                              const std::map<std::uint32_t, smt::Term>& values) const;
  /// Each feature that `formula` names is shown by all of its definitions that say something, or by none.
  [[nodiscard]] smt::Term consistent(const rules::Formula& formula, const smt::Context& context,
                                     const std::map<std::uint32_t, smt::Term>& values) const;

 private:
  void collect_fields(const rules::Formula& formula, unsigned depth, std::set<rules::FieldKey>& fields) const;
  [[nodiscard]] smt::Term term(const rules::Formula& formula, const smt::Context& context,
                               const std::map<std::uint32_t, smt::Term>& values, unsigned depth) const;

  rules::RuleSet rules_;
  std::vector<Showing> all_;
  std::multimap<std::uint32_t, std::size_t> by_symbol_;
};

}  // namespace idreg::audit::code
