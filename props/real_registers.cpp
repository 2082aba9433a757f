// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <string_view>

#include "corpora/arch/arch.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

struct RealValue {
  std::string_view name;
  std::uint64_t value;
};

// Made at build time from corpora/cpus/*.txt (real_registers.cmake).
constexpr RealValue kValues[] = {
#include "props/real_registers.inc"
    {"", 0},
};

}  // namespace

std::uint64_t real_value(Random& random, std::uint32_t reg) {
  if (reg >= arch::kRegisterCount) return 0;
  const std::string_view name = arch::kRegisters[reg].name;
  std::uint64_t chosen = 0;
  std::uint64_t seen = 0;
  for (const RealValue& real : kValues)
    if (real.name == name && random.one_in(++seen)) chosen = real.value;
  return chosen;
}

}  // namespace idreg::props
