// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which of two counterexamples is the smaller one (docs/minimal.md). Shrinking follows this order,
// and the prover certifies its result in it.
#pragma once

#include <compare>
#include <cstdint>

#include "props/case.h"

namespace idreg::props {

/// The leading criteria, in order.
struct Measure {
  std::uint32_t overrides;
  std::uint32_t general;
  std::uint32_t cpus;
  std::uint32_t fields;  ///< see `differing_fields`
  std::uint32_t bits;    ///< set bits of value and limit together
  std::uint64_t value;
  std::uint64_t limit;

  friend auto operator<=>(const Measure&, const Measure&) = default;
};

/// How many fields differ between value and limit. The fields are those of register `reg` if it names
/// one, else the entries of both lists (an override and the general entry that it replaces count as
/// two); each differing bit outside all of them counts as a field. Total: counts beyond the capacity
/// and bits beyond 63 are cut off.
[[nodiscard]] std::uint32_t differing_fields(const Case& input);

[[nodiscard]] Measure measure(const Case& input);

/// By `measure`, then by the other members in declaration order. A total order on cases.
[[nodiscard]] std::strong_ordering compare(const Case& a, const Case& b);

[[nodiscard]] bool smaller(const Case& a, const Case& b);

}  // namespace idreg::props
