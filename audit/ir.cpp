// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/ir.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpora/arch/lookup.h"

namespace idreg::audit {

std::string to_text(const SourceLine& where) {
  return where.line == 0 ? where.file : fmt::format("{}:{}", where.file, where.line);
}

std::uint32_t sys_reg(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn, std::uint32_t crm,
                      std::uint32_t op2) noexcept {
  return op0 << 19 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5;
}

const arch::Register* arch_register(std::uint32_t encoding) {
  return arch::register_by_encoding(encoding >> 19 & 3, encoding >> 16 & 7, encoding >> 12 & 15, encoding >> 8 & 15,
                                    encoding >> 5 & 7);
}

std::string register_name(std::uint32_t encoding) {
  if (const arch::Register* known = arch_register(encoding); known != nullptr) return known->name;
  return fmt::format("S{}_{}_C{}_C{}_{}", encoding >> 19 & 3, encoding >> 16 & 7, encoding >> 12 & 15,
                     encoding >> 8 & 15, encoding >> 5 & 7);
}

const FtrRegister* find_register(const Tables& tables, std::uint32_t encoding) {
  const auto found = std::ranges::find(tables.registers, encoding, &FtrRegister::encoding);
  return found == tables.registers.end() ? nullptr : &*found;
}

const SysRegDesc* find_desc(const Tables& tables, std::uint32_t encoding) {
  const auto found = std::ranges::find_if(
      tables.descs, [&](const SysRegDesc& d) { return sys_reg(d.op0, d.op1, d.crn, d.crm, d.op2) == encoding; });
  return found == tables.descs.end() ? nullptr : &*found;
}

}  // namespace idreg::audit
