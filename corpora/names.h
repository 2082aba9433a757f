// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words for orders, policies and kinds of table error, as text files, the command line and messages
// use them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/types.h"

namespace idreg::corpora {

/// A shape of order by name, for a field of some width.
struct Order {
  OrderKind kind;
  std::uint64_t bias;

  friend bool operator==(const Order&, const Order&) = default;
};

/// What `parse_order` takes, for messages.
inline constexpr std::string_view kOrderWords =
    "unsigned, signed, pmu, hazard, zero-highest, zero-lowest, flags or none";
inline constexpr std::string_view kPolicyWords = "Exact, LowerSafe, HigherSafe or HigherOrZeroSafe";

/// unsigned: 0 lowest. signed: two's complement. pmu: all ones lowest, then 0, 1, ... hazard: 0 highest,
/// all ones lowest. zero-highest: 1, 2, ..., all ones, 0. zero-lowest: 0, all ones, ..., 2, 1 (log2 sizes
/// with 0 = unknown). flags: subset. none: equality. In any case. Precondition: 1 <= width <= 64.
[[nodiscard]] std::optional<Order> parse_order(std::string_view word, std::uint32_t width);

/// The word for an order; "rotation(BIAS)" or "reverse-rotation(BIAS)" where no word fits.
[[nodiscard]] std::string to_text(const Order& order, std::uint32_t width);

/// By the names of the enumerators or Linux's (FTR_LOWER_SAFE), in any case.
[[nodiscard]] std::optional<Policy> parse_policy(std::string_view word);
[[nodiscard]] std::string_view to_text(Policy policy);

/// What a list of entries must satisfy and this kind of error says it does not; a part of a sentence.
[[nodiscard]] std::string_view to_text(TableErrorKind kind);

}  // namespace idreg::corpora
