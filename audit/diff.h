// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What changed in the tables between two trees. Names of tables, the order of entries that share no bits and the
// lines on which they stand are no change: nothing that the kernel decides depends on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/ir.h"

namespace idreg::audit {

struct Change {
  std::string reg;
  std::string field;  ///< empty: about the register as a whole
  /// missing, sign, policy, safe-value, mask, visible, strict, terminator, overlap, order
  std::string kind;
  std::string before;
  std::string after;
  /// A write that only one of the two entries permits: codes of the field in a register that is otherwise 0.
  std::optional<std::uint64_t> value;
  std::optional<std::uint64_t> limit;
  std::string accepted_by;  ///< "old" or "new", where there is a witness
  SourceLine where;         ///< in the new tree, or in the old one where the new has nothing

  friend bool operator==(const Change&, const Change&) = default;
};

/// By encoding, then from bit 0 upwards, masks last; the order of the registers at the very end. Entries are matched
/// by their bits.
[[nodiscard]] std::vector<Change> diff_tables(const Tables& before, const Tables& after);

}  // namespace idreg::audit
