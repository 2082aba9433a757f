// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a real KVM answered, held against the architecture's schemes: no model of the kernel is needed for that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpora/arch/arch.h"
#include "lab/calls.h"

namespace idreg::lab {

/// A write that left a field above the limit.
struct AboveLimit {
  std::string features;
  const arch::Register* reg = nullptr;
  const arch::Field* field = nullptr;
  std::uint64_t value = 0;   ///< whole registers: written, held afterwards, the limit
  std::uint64_t stored = 0;
  std::uint64_t limit = 0;
};

/// The first write of each field that left it above the limit, over all calls on registers that
/// arch::registers() has, in the order of the file.
[[nodiscard]] std::vector<AboveLimit> above_limit(const Calls& calls);

/// KVM's answer to one code of one field, every other bit of the register being the limit's.
struct CodeAnswer {
  std::uint64_t code = 0;
  std::string error;           ///< empty: accepted
  std::uint64_t stored = 0;    ///< the field's code afterwards
};

/// The answers to a field's codes, by rising code; those that nobody tried are not there.
struct FieldAnswers {
  std::string features;
  std::uint64_t limit = 0;  ///< the field's code in a fresh vCPU
  std::vector<CodeAnswer> codes;
};

/// One entry for each block of calls on the register, in the order of the file; blocks of the same features and
/// limit are joined.
[[nodiscard]] std::vector<FieldAnswers> answers_of(const Calls& calls, const arch::Register& reg,
                                                   const arch::Field& field);

}  // namespace idreg::lab
