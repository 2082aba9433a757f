// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code that takes fields out of registers does it on whole words, by shifts and masks. A solver turns each bit of each
// of those words into clauses; told by the fields alone, the same question is a fraction.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt {

/// Makes terms that are equal for every value of their variables, and about fewer bits. Remembers what it has made, of
/// one context.
class Narrow {
 public:
  [[nodiscard]] Term operator()(const Term& term);

 private:
  [[nodiscard]] Term build(const Term& node, const std::vector<Term>& a);
  [[nodiscard]] Term shifted(const Term& node, const Term& word, unsigned by);
  [[nodiscard]] std::optional<Term> masked(const Term& mask, const Term& word);
  [[nodiscard]] Term part(unsigned high, unsigned low, const Term& word);
  [[nodiscard]] Term part_anew(unsigned high, unsigned low, const Term& word);

  std::map<unsigned, Term> narrowed_;                                ///< by id
  std::map<std::tuple<unsigned, unsigned, unsigned>, Term> parts_;  ///< by id, high and low
};

}  // namespace idreg::smt
