// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg minimise` for commands that do not link the prover.
#pragma once

#include <cstdint>
#include <string>

namespace idreg::cli {

enum class Minimised : std::uint8_t {
  Smallest,  ///< certified, level by level
  Smaller,   ///< written, but a level was not certified within its budget
  Failed,    ///< nothing was written
};

/// Runs idreg-prover on the stored case `from` and waits; the smallest case goes to the file `to`.
[[nodiscard]] Minimised minimise_stored(const std::string& from, const std::string& to);

}  // namespace idreg::cli
