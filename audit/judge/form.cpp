// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What Linux's own code demands of its tables: sort_ftr_regs() warns, arm64_ftr_value() and the search in
// get_arm64_ftr_reg() rely on it.
#include <fmt/format.h>

#include "audit/judge/judge.h"
#include "audit/judge/scheme.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit {
namespace {

std::string bits_of(const FtrRegister& reg, const FtrBits& bits) {
  const arch::Register* known = arch_register(reg.encoding);
  if (known != nullptr && bits.shift + bits.width <= 64) return arch::bits_name(*known, bits.shift, bits.width);
  return fmt::format("[{}:{}]", bits.shift + bits.width - 1, bits.shift);
}

Finding found(const FtrRegister& reg, const FtrBits* bits, Kind kind, Severity severity, std::string detail) {
  Finding finding{.kind = kind, .reg = reg.name, .severity = severity, .entry = reg.table, .detail = std::move(detail)};
  finding.where = bits == nullptr ? reg.where : bits->where;
  if (bits != nullptr) finding.field = bits_of(reg, *bits);
  return finding;
}

void judge_neighbours(const FtrRegister& reg, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < reg.fields.size(); ++i) {
    const FtrBits& bits = reg.fields[i];
    for (std::size_t j = 0; j < i; ++j) {
      const FtrBits& other = reg.fields[j];
      if (bits.shift >= other.shift + other.width || other.shift >= bits.shift + bits.width) continue;
      findings.push_back(found(reg, &bits, Kind::Overlap, Severity::High,
                               fmt::format("shares bits with the entry of {} ({}): which of the two is obeyed depends "
                                           "on the order of the code",
                                           bits_of(reg, other), to_text(other.where))));
    }
    if (i > 0 && bits.shift > reg.fields[i - 1].shift) {
      findings.push_back(found(reg, &bits, Kind::Order, Severity::Low,
                               fmt::format("stands behind the entry of {}, which is lower; sort_ftr_regs() demands "
                                           "falling shifts and warns at boot",
                                           bits_of(reg, reg.fields[i - 1]))));
    }
  }
}

void judge_field(const FtrRegister& reg, const FtrBits& bits, std::vector<Finding>& findings) {
  if (bits.shift + bits.width > kRegisterBits) {
    findings.push_back(
        found(reg, &bits, Kind::Width, Severity::High,
              fmt::format("{} bits at bit {} reach beyond bit 63: the mask is undefined", bits.width, bits.shift)));
    return;
  }
  if (!bits.type_known) {
    findings.push_back(
        found(reg, &bits, Kind::Policy, Severity::High,
              fmt::format("type {} is no policy: arm64_ftr_safe_value() stops the kernel (BUG)", bits.type)));
  }
  if (bits.width >= 63) return;
  const std::int64_t values = std::int64_t{1} << bits.width;
  const std::int64_t lowest = bits.is_signed ? -values / 2 : 0;
  const std::int64_t highest = lowest + values - 1;
  if (bits.safe_value >= lowest && bits.safe_value <= highest) return;
  const bool read = bits.policy == Policy::Exact;
  findings.push_back(
      found(reg, &bits, Kind::SafeValue, read ? Severity::Medium : Severity::Note,
            fmt::format("safe value {} is outside of what {} {} bits hold ({} to {}); {}", bits.safe_value, bits.width,
                        bits.is_signed ? "signed" : "unsigned", lowest, highest,
                        read ? "no value of the field ever equals it, so the safe value is refused"
                             : "nothing compares with it while the policy is not Exact")));
}

}  // namespace

void judge_form(const Tables& tables, std::vector<Finding>& findings) {
  const FtrRegister* previous = nullptr;
  for (const FtrRegister& reg : tables.registers) {
    if (previous != nullptr && reg.encoding <= previous->encoding) {
      findings.push_back(found(reg, nullptr, Kind::Order, Severity::High,
                               fmt::format("stands behind {} in {}, which is searched by bisection: sort_ftr_regs() "
                                           "stops the kernel at boot (BUG)",
                                           previous->name, tables.registers_symbol)));
      findings.back().where = tables.registers_where;
    }
    previous = &reg;
    if (reg.table.empty()) {
      findings.push_back(found(reg, nullptr, Kind::Missing, Severity::High, "has no table of fields at all"));
      continue;
    }
    if (!reg.terminated) {
      findings.push_back(found(reg, nullptr, Kind::Terminator, Severity::High,
                               reg.table + " has no ARM64_FTR_END: the kernel reads on behind the array"));
    } else if (reg.after_terminator > 0) {
      findings.push_back(found(reg, nullptr, Kind::Terminator, Severity::High,
                               fmt::format("{} has {} row{} behind ARM64_FTR_END, which nobody reads: their fields are "
                                           "hidden",
                                           reg.table, reg.after_terminator, reg.after_terminator == 1 ? "" : "s")));
    }
    for (const FtrBits& bits : reg.fields) judge_field(reg, bits, findings);
    judge_neighbours(reg, findings);
  }
}

}  // namespace idreg::audit
