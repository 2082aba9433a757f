// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: what a Context owns.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "smt/term/bits.h"
#include "smt/term/term.h"
#include "smt/term/z3.h"

namespace idreg::smt {

/// Z3's context, and its node for each of ours that it has been asked about.
class Z3Terms {
 public:
  Z3Terms();
  ~Z3Terms();
  Z3Terms(const Z3Terms&) = delete;
  Z3Terms& operator=(const Z3Terms&) = delete;

  [[nodiscard]] Z3_context raw() const { return raw_; }
  /// Valid as long as this lives.
  [[nodiscard]] Z3_ast of(const Term& term);

 private:
  [[nodiscard]] Z3_ast make(const Node& node) const;

  Z3_context raw_;
  std::vector<Z3_ast> of_node_;  ///< by id; null where none was asked for
};

struct Context::Impl {
  std::vector<std::unique_ptr<Node[]>> blocks;
  unsigned count = 0;                ///< nodes there are; ids are 0 to count - 1
  std::vector<const Node*> table;    ///< open addressing, a power of two of places; null: free
  std::vector<std::string> names;    ///< of variables, by number
  std::unordered_map<std::string, std::uint64_t> numbers;
  std::uint64_t visits = 0;          ///< walks so far (Node::visit)
  // Made when first asked for: most parts of a proof need one of the two.
  std::unique_ptr<Z3Terms> z3;
  std::unique_ptr<Bits> bits;

  Impl();
  [[nodiscard]] Z3Terms& for_z3();
  [[nodiscard]] Bits& for_bits();
  void grow();
};

}  // namespace idreg::smt
