// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The opcodes and intrinsics under test, each with what LLVM's reference says of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

using U = std::uint64_t;
__extension__ using Wide = __int128;

/// What LLVM's reference says: a value, or undefined (poison that is returned, or undefined at once).
struct Outcome {
  U value;
  bool undefined;
};

struct Operands {
  unsigned width;
  U a;
  U b;
  U c;

  [[nodiscard]] Wide sa() const { return sign(a); }
  [[nodiscard]] Wide sb() const { return sign(b); }
  [[nodiscard]] Wide sign(U x) const {
    const Wide top = Wide{1} << (width - 1);
    return (static_cast<Wide>(x) ^ top) - top;
  }
  [[nodiscard]] bool fits_signed(Wide x) const {
    return x >= -(Wide{1} << (width - 1)) && x < (Wide{1} << (width - 1));
  }
  [[nodiscard]] bool fits(Wide x) const { return x >= 0 && x <= static_cast<Wide>(ones(width)); }
};

using Reference = std::function<Outcome(const Operands&)>;

/// One function under test. In `body` W stands for the width; %a, %b, %c are the operands.
struct Case {
  std::string name;
  std::vector<unsigned> operands;  ///< widths; 0 means W
  unsigned result;                 ///< width; 0 means W
  std::string body;                ///< ends with the ret
  Reference reference;
  std::function<bool(unsigned)> applies = [](unsigned) { return true; };
};

[[nodiscard]] std::vector<Case> all_cases();

}  // namespace idreg::smt::lift::testing
