// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/smaller.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "corpora/arch/arch.h"

namespace idreg::props {

namespace {

/// The bits that an entry covers, whatever its bytes say.
std::uint64_t clipped_mask(const Entry& entry) {
  if (entry.width == 0 || entry.shift >= kRegisterBits) return 0;
  const std::uint64_t ones = entry.width >= kRegisterBits ? ~std::uint64_t{0} : (std::uint64_t{1} << entry.width) - 1;
  return ones << entry.shift;
}

/// Counts the entries that cover a difference, and takes their bits out of `*outside`.
std::uint32_t count_differing(const Entry* entries, std::uint32_t count, std::uint64_t difference,
                              std::uint64_t* outside) {
  std::uint32_t found = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t mask = clipped_mask(entries[i]);
    if ((difference & mask) != 0) ++found;
    *outside &= ~mask;
  }
  return found;
}

auto key(const Scheme& scheme) { return std::tie(scheme.kind, scheme.bias, scheme.safe); }

auto key(const Entry& entry) {
  return std::tie(entry.shift, entry.width, entry.policy, entry.kind, entry.bias, entry.safe);
}

std::strong_ordering compare_words(const std::uint64_t* a, const std::uint64_t* b, std::uint32_t count) {
  return std::lexicographical_compare_three_way(a, a + count, b, b + count);
}

std::strong_ordering compare_entries(const Entry* a, const Entry* b, std::uint32_t count) {
  return std::lexicographical_compare_three_way(
      a, a + count, b, b + count, [](const Entry& left, const Entry& right) { return key(left) <=> key(right); });
}

}  // namespace

std::uint32_t differing_fields(const Case& input) {
  const std::uint64_t difference = input.value ^ input.limit;
  if (difference == 0) return 0;
  std::uint64_t outside = difference;
  std::uint32_t found = 0;
  if (input.reg < arch::kRegisterCount) {
    const arch::Register& reg = arch::kRegisters[input.reg];
    found = count_differing(reg.entries, reg.field_count, difference, &outside);
  } else {
    const std::uint32_t overrides = std::min(input.override_count, kMaxOverrides);
    const std::uint32_t general = std::min(input.general_count, kMaxGeneral);
    found = count_differing(input.overrides, overrides, difference, &outside) +
            count_differing(input.general, general, difference, &outside);
  }
  return found + static_cast<std::uint32_t>(std::popcount(outside));
}

Measure measure(const Case& input) {
  return {.overrides = input.override_count,
          .general = input.general_count,
          .cpus = input.cpu_count,
          .fields = differing_fields(input),
          .bits = static_cast<std::uint32_t>(std::popcount(input.value) + std::popcount(input.limit)),
          .value = input.value,
          .limit = input.limit};
}

std::strong_ordering compare(const Case& a, const Case& b) {
  if (const auto order = measure(a) <=> measure(b); order != 0) return order;
  const auto head = [](const Case& c) { return std::tie(c.reg, c.item, c.other, c.writable); };
  if (const auto order = head(a) <=> head(b); order != 0) return order;
  if (const auto order = compare_words(a.more_values, b.more_values, kMaxMore); order != 0) return order;
  if (const auto order = compare_words(a.more_limits, b.more_limits, kMaxMore); order != 0) return order;
  if (const auto order = compare_words(a.cpus, b.cpus, kMaxCpus); order != 0) return order;
  if (const auto order = key(a.scheme) <=> key(b.scheme); order != 0) return order;
  if (const auto order = compare_entries(a.overrides, b.overrides, kMaxOverrides); order != 0) return order;
  return compare_entries(a.general, b.general, kMaxGeneral);
}

bool smaller(const Case& a, const Case& b) { return compare(a, b) < 0; }

}  // namespace idreg::props
