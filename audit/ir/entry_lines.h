// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On which line an entry of a table stands. Debug information knows the line of the array only; the lines
// of its rows are found in the source, which is trusted only where it has as many rows as the IR.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/ir.h"

namespace idreg::audit {

/// The lines on which the rows of the initialiser that begins on `line` start: one for each element
/// at the first level of its braces, the last of which is followed by "}" of the first level. Comments and
/// preprocessor lines are skipped (so a table with #ifdef inside does not match its IR, and gets no lines).
[[nodiscard]] std::vector<std::uint32_t> row_lines(std::string_view source, std::uint32_t line);

class EntryLines {
 public:
  /// `tree`: the top of the sources; empty: no source is read.
  explicit EntryLines(std::string tree) : tree_(std::move(tree)) {}

  /// Gives each field of the register its line, or that of the array.
  void place(FtrRegister& reg) const;

 private:
  const std::string& source(const std::string& file) const;

  std::string tree_;
  mutable std::map<std::string, std::string> sources_;
};

}  // namespace idreg::audit
