// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification: Arm's rules for ID fields, stated as terms. It shares no code with the engine
// (plain data types only). The same terms are proved against and, lowered to native code at build
// time, are the oracle of property tests and fuzzers.
//
// To add a function: a builder in spec.cpp, a row in `functions()`, a prototype in props/spec.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "smt/term/term.h"

namespace idreg::smt::spec {

/// One function of the specification. All parameters are 64-bit words; a Boolean result is a Boolean
/// term here and 0 or 1 in the native form.
struct Function {
  const char* symbol;                        ///< "idreg_spec_extract", the name claims call
  std::span<const char* const> parameters;   ///< names, in order
  const char* sentence;                      ///< what it says
  const char* source;                        ///< the rule that it formalises
  Term (*build)(std::span<const Term> arguments);
};

/// Every function, in dependency order.
[[nodiscard]] std::span<const Function> functions();

/// The function of that symbol; null if there is none.
[[nodiscard]] const Function* find(std::string_view symbol);

}  // namespace idreg::smt::spec
