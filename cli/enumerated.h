// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What idreg-enumerator says: claims about one field decided by every case, compiled by gcc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/status.h"
#include "props/case.h"

namespace idreg::cli {

/// Every case of one width. A shape is a policy, an order and a scheme.
struct ExhaustedWidth {
  unsigned width;
  std::uint64_t cases;  ///< that met the precondition
  unsigned shapes;
  unsigned left_out;    ///< of the shapes: those with more cases than were allowed
};

/// What was tried of one claim: up to the violation, if there is one.
struct Exhausted {
  std::vector<ExhaustedWidth> widths;
  std::optional<props::Case> violation;
};

struct Enumerated {
  std::string compiler;  ///< "g++ 12.2.0"
  std::map<std::string, Exhausted> claims;
};

/// The enumerator's output. The error names the line that it cannot say.
[[nodiscard]] Result<Enumerated> read_enumerated(std::string_view text);

/// Runs the enumerator, which is beside this program, on one of our subjects or a library; claims that are about
/// more than one field are not in the answer. Errors: it is not there (it is built where g++ is), or it failed.
[[nodiscard]] Result<Enumerated> enumerate(std::uint64_t budget, const std::string& subject, const std::string& glob);

}  // namespace idreg::cli
