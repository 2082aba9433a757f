// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shapes of inline assembly that kernel code has on write paths, by their text. Lifting and native
// execution give them their meaning; this says which they are.
#pragma once

#include <cstdint>
#include <string>

namespace idreg::audit::code {

struct Shape {
  enum class Kind : std::uint8_t {
    Nothing,     ///< no text: a barrier, or a value that the compiler must not look into
    Bug,         ///< BUG(): the path ends
    Warn,        ///< WARN(): nothing else happens
    Capability,  ///< a jump on a CPU capability, the first operand
    StaticKey,   ///< a jump on a static key, the first operand (its lowest bit: the value expected)
    Unknown,
  } kind = Kind::Unknown;
  bool jumps_if_set = true;  ///< Capability: the jump is taken where it is present; else where absent
  std::string place;         ///< Bug, Warn: "FILE:LINE"
};

/// `jumps`: a callbr.
[[nodiscard]] Shape shape_of(const std::string& text, bool jumps);

}  // namespace idreg::audit::code
