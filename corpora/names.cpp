// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/names.h"

#include <fmt/format.h>

#include <utility>

#include "corpora/text.h"
#include "engine/fields.h"

namespace idreg::corpora {

namespace {

constexpr std::string_view kOrderNames[] = {"unsigned",     "signed",      "pmu",   "hazard",
                                            "zero-highest", "zero-lowest", "flags", "none"};

/// The order with the given place in kOrderNames.
Order order_at(std::size_t index, std::uint32_t width) {
  const std::uint64_t all = engine::field_mask(0, width);
  const Order orders[] = {{OrderKind::Rotation, 0},   {OrderKind::Rotation, all ^ (all >> 1)},
                          {OrderKind::Rotation, 1},   {OrderKind::ReverseRotation, 0},
                          {OrderKind::Rotation, all}, {OrderKind::ReverseRotation, all},
                          {OrderKind::Subset, 0},     {OrderKind::None, 0}};
  static_assert(std::size(orders) == std::size(kOrderNames));
  return orders[index];
}

constexpr std::pair<std::string_view, Policy> kPolicyNames[] = {
    {"Exact", Policy::Exact},
    {"LowerSafe", Policy::LowerSafe},
    {"HigherSafe", Policy::HigherSafe},
    {"HigherOrZeroSafe", Policy::HigherOrZeroSafe},
    {"FTR_EXACT", Policy::Exact},
    {"FTR_LOWER_SAFE", Policy::LowerSafe},
    {"FTR_HIGHER_SAFE", Policy::HigherSafe},
    {"FTR_HIGHER_OR_ZERO_SAFE", Policy::HigherOrZeroSafe},
};

}  // namespace

std::optional<Order> parse_order(std::string_view word, std::uint32_t width) {
  for (std::size_t i = 0; i < std::size(kOrderNames); ++i) {
    if (same_name(word, kOrderNames[i])) return order_at(i, width);
  }
  return std::nullopt;
}

std::string to_text(const Order& order, std::uint32_t width) {
  for (std::size_t i = 0; i < std::size(kOrderNames); ++i) {
    if (order_at(i, width) == order) return std::string(kOrderNames[i]);
  }
  return fmt::format("{}({})", order.kind == OrderKind::Rotation ? "rotation" : "reverse-rotation", order.bias);
}

std::optional<Policy> parse_policy(std::string_view word) {
  for (const auto& [name, policy] : kPolicyNames) {
    if (same_name(word, name)) return policy;
  }
  return std::nullopt;
}

std::string_view to_text(Policy policy) {
  for (const auto& [name, value] : kPolicyNames) {
    if (value == policy) return name;
  }
  return "no policy";
}

std::string_view to_text(TableErrorKind kind) {
  switch (kind) {
    case TableErrorKind::None:
      return "no error";
    case TableErrorKind::Width:
      return "the width is not 1 to 64";
    case TableErrorKind::Shift:
      return "the field reaches beyond bit 63";
    case TableErrorKind::Policy:
      return "there is no such policy";
    case TableErrorKind::Order:
      return "there is no such order, or the policy needs one and the field has none (only Exact does without)";
    case TableErrorKind::Bias:
      return "the bias is not below 2^width, or the order takes none";
    case TableErrorKind::Safe:
      return "the safe value does not fit into the field";
    case TableErrorKind::GeneralOverlap:
      return "two general entries share bits";
    case TableErrorKind::OverrideOverlap:
      return "two overrides share bits";
    case TableErrorKind::OverrideStraddles:
      return "an override shares bits with a general entry without covering exactly the same";
  }
  return "unknown error";
}

}  // namespace idreg::corpora
