// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bitcode that this program was made from, embedded.
#pragma once

#include <vector>

#include "smt/lift/lift.h"

namespace idreg::smt::prove {

/// What the shipped objects were compiled from: engine, specification, architecture, claims, subjects.
[[nodiscard]] std::vector<lift::Program::Source> shipped_bitcode();
/// The same sources with every undefined behaviour made a trap.
[[nodiscard]] std::vector<lift::Program::Source> trapping_bitcode();
/// SHA-256 (hex) over the names and hashes of the shipped files.
[[nodiscard]] const char* bitcode_sha256();

}  // namespace idreg::smt::prove
