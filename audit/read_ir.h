// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables of a Linux tree from the IR of its own build. Layouts come from the IR's types and debug
// information: a structure whose members moved, or that has new ones, is read as it is; one that lacks a
// member that we need is refused by name.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <utility>

#include "audit/ir.h"

namespace idreg::audit {

/// Why a tree is not judged.
struct Refusal {
  enum class Why : std::uint8_t {
    Unreadable,   ///< missing or broken input: exit status 2
    Unsupported,  ///< input that says something we do not know: exit status 3
  };
  Why why = Why::Unreadable;
  std::string what;  ///< for people: what, where, what was expected, what to do
};

/// A refusal for missing or broken input, to be returned.
inline std::unexpected<Refusal> unreadable(std::string what) {
  return std::unexpected(Refusal{Refusal::Why::Unreadable, std::move(what)});
}

/// Reads modules (paths of .ll or .bc files) and finds in them the tables. `tree`, if not empty, is the top
/// of the sources: lines of entries are then found there, else entries have their array's line.
/// Refusals: a file that LLVM 19 does not read; no arm64_ftr_regs; no debug information; a structure or
/// member that is not recognised.
[[nodiscard]] std::expected<Tables, Refusal> read_tables(std::span<const std::string> modules, const std::string& tree);

}  // namespace idreg::audit
