// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What two trees let userspace write differently. Both paths are terms over one state: the same host, the
// same VM, by the names of their members, so that a structure whose members moved makes no difference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/code/judge.h"

namespace idreg::audit::code {

/// How a register differs.
enum class Difference : std::uint8_t {
  Accepted,      ///< NEW accepts a write that OLD refuses
  Refused,       ///< NEW refuses a write that OLD accepts: a guest that holds it cannot be restored
  Stored,        ///< both accept, and store different values
  LimitGrew,     ///< the limit is not at or below the old one
  LimitShrank,   ///< it is another one, and below
  Mask,          ///< the writable mask
  Appeared,      ///< only NEW lets userspace write the register
  Disappeared,   ///< only OLD does
  Sanitised,     ///< the hosts keep different numbers of the same CPUs
};
/// "accepted", "refused", "stored", "limit-grew", ...
[[nodiscard]] std::string_view to_text(Difference kind);

struct Change {
  std::string reg;
  std::string field;  ///< Arm's name; empty: not about one field
  Difference kind;
  /// The smallest write that shows it, with the limit of the tree that accepts it; masks for Mask. For Sanitised a
  /// CPU's value, as limits what was kept until then (of the first CPU its value again), and what each tree keeps.
  std::uint64_t value = 0, old_limit = 0, new_limit = 0, old_stored = 0, new_stored = 0;
  bool certified = false;
  std::vector<std::pair<std::string, std::uint64_t>> state = {};  ///< in words; zeros left out
};

struct Comparison {
  std::vector<Change> changes;         ///< by register's encoding, then kind, then bits
  std::vector<std::string> same;       ///< registers proved to be alike for every host, VM and value
  std::vector<std::string> undecided;  ///< "REGISTER: why"
};

/// Why nothing is known of a register whose code panics, or cannot go on, in one tree and comes to its end in the
/// other.
inline constexpr std::string_view kOneEnds =
    "only one tree's code comes to its end, the other's panics or cannot go on";

/// A term of one tree with its variables named in words, which mean the same in every tree.
[[nodiscard]] smt::Term in_words(const Tree& tree, const smt::Term& term);

[[nodiscard]] Comparison compare(const Tree& old_tree, const Tree& new_tree, const Options& options);

}  // namespace idreg::audit::code
