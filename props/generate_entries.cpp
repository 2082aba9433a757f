// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>

#include "props/generate.h"

namespace idreg::props {

namespace {

bool rotates(OrderKind kind) { return kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation; }

/// The biases that schemes really have, sometimes any other.
std::uint64_t likely_bias(Random& random, std::uint32_t width) {
  const std::uint64_t all = ones(width);
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
      return 0;
    case 3:
    case 4:
      return all ^ (all >> 1U);  // signed
    case 5:
      return 1;  // PMU version
    case 6:
      return all;  // CWG, ERG
    case 7:
      return all >> 1U;  // where arithmetic on signed numbers overflows
    default:
      return random.next() & all;
  }
}

std::uint64_t rank_zero(const Entry& e) { return (0 - e.bias) & ones(e.width); }
std::uint64_t rank_last(const Entry& e) { return (0 - e.bias - 1) & ones(e.width); }

/// The code at the bottom of the entry's own order.
std::uint64_t lowest_code(const Entry& e) {
  switch (e.kind) {
    case OrderKind::Rotation:
      return rank_zero(e);
    case OrderKind::ReverseRotation:
      return rank_last(e);
    case OrderKind::Subset:
      return 0;
    case OrderKind::None:
      break;
  }
  return e.safe;
}

std::uint32_t likely_width(Random& random) {
  constexpr std::uint8_t kOdd[] = {2, 3, 5, 7, 8, 12, 16, 20, 31, 32, 33, 52, 63, 64, 64};
  const std::uint64_t plan = random.below(20);
  if (plan < 11) return 4;
  if (plan < 14) return 1;
  if (plan < 17) return kOdd[random.below(std::size(kOdd))];
  return static_cast<std::uint32_t>(1 + random.below(plan == 17 ? 64 : 8));
}

}  // namespace

Entry well_formed_entry(Random& random, Span bits) {
  Entry entry{};
  entry.shift = bits.shift;
  entry.width = bits.width;
  constexpr OrderKind kKinds[] = {OrderKind::Rotation,        OrderKind::Rotation, OrderKind::Rotation,
                                  OrderKind::ReverseRotation, OrderKind::Subset,   OrderKind::None};
  entry.kind = kKinds[random.below(std::size(kKinds))];
  entry.policy = entry.kind == OrderKind::None ? Policy::Exact : static_cast<Policy>(random.below(kPolicies));
  if (rotates(entry.kind)) entry.bias = likely_bias(random, bits.width);
  entry.safe = random.one_in(2) ? lowest_code(entry) : boundary_code(random, entry);
  return entry;
}

void spoil_entry(Random& random, Entry& entry) {
  const std::uint64_t all = ones(entry.width);
  switch (random.below(9)) {
    case 0:
      entry.width = 0;
      break;
    case 1:
      entry.width = static_cast<std::uint8_t>(65 + random.below(191));
      break;
    case 2:
      entry.shift = static_cast<std::uint8_t>(65 - entry.width + random.below(4));
      break;
    case 3:
      entry.shift = static_cast<std::uint8_t>(64 + random.below(192));
      break;
    case 4:
      entry.policy = static_cast<Policy>(kPolicies + random.below(256 - kPolicies));
      break;
    case 5:
      entry.kind = static_cast<OrderKind>(kOrderKinds + random.below(256 - kOrderKinds));
      break;
    case 6:
      entry.kind = OrderKind::None;
      entry.bias = 0;
      entry.policy = static_cast<Policy>(1 + random.below(kPolicies - 1));
      break;
    case 7:
      entry.bias = rotates(entry.kind) && all != ~std::uint64_t{0} ? all + 1 + random.below(2) : 1;
      if (all == ~std::uint64_t{0}) entry.kind = OrderKind::Subset;
      break;
    default:
      if (all == ~std::uint64_t{0}) return spoil_entry(random, entry);  // every 64-bit safe value is in range
      entry.safe |= all + 1;
      break;
  }
}

Scheme scheme_for(Random& random, const Entry& entry) {
  const std::uint32_t width = std::clamp<std::uint32_t>(entry.width, 1, kRegisterBits);
  const std::uint64_t all = ones(width);
  if (random.one_in(8)) {
    const Entry any = well_formed_entry(random, {0, static_cast<std::uint8_t>(width)});
    return {any.kind, any.bias, any.safe};
  }
  Scheme scheme{entry.kind, entry.bias & all, 0};
  if (entry.policy == Policy::Exact) {
    // The schemes whose lowest code is the entry's safe value.
    constexpr OrderKind kKinds[] = {OrderKind::Rotation, OrderKind::ReverseRotation, OrderKind::Subset,
                                    OrderKind::None};
    scheme.kind = kKinds[random.below(std::size(kKinds))];
    const std::uint64_t back = scheme.kind == OrderKind::ReverseRotation ? entry.safe + 1 : entry.safe;
    scheme.bias = rotates(scheme.kind) ? (0 - back) & all : 0;
    scheme.safe = entry.safe & all;
  } else if (entry.policy == Policy::HigherSafe) {
    scheme.kind = entry.kind == OrderKind::ReverseRotation ? OrderKind::Rotation : OrderKind::ReverseRotation;
    if (entry.kind == OrderKind::Subset) scheme.bias = 0;
  } else if (entry.policy == Policy::HigherOrZeroSafe) {
    const bool turned = entry.kind == OrderKind::ReverseRotation;
    scheme = turned ? Scheme{OrderKind::Rotation, 0, 0} : Scheme{OrderKind::ReverseRotation, all, 0};
  }
  if (random.one_in(10)) scheme.bias = (scheme.bias + 1) & all;  // nearly
  if (random.one_in(20)) scheme.kind = static_cast<OrderKind>(random.below(kOrderKinds));
  if (!rotates(scheme.kind)) scheme.bias = 0;
  return scheme;
}

Span overlapping(Random& random, const Entry& entry) {
  const std::uint32_t width = std::clamp<std::uint32_t>(entry.width, 1, kRegisterBits);
  const std::uint32_t shift = std::min<std::uint32_t>(entry.shift, kRegisterBits - width);
  switch (random.below(4)) {
    case 0:  // narrower
      if (width > 1) return {static_cast<std::uint8_t>(shift), static_cast<std::uint8_t>(width - 1)};
      break;
    case 1:  // wider, downwards
      if (shift > 0) return {static_cast<std::uint8_t>(shift - 1), static_cast<std::uint8_t>(width + 1)};
      break;
    case 2:  // the same width, one bit lower
      if (shift > 0 && width > 1) return {static_cast<std::uint8_t>(shift - 1), static_cast<std::uint8_t>(width)};
      break;
    default:
      break;
  }
  const std::uint32_t room = kRegisterBits - shift;
  if (room > width) return {static_cast<std::uint8_t>(shift), static_cast<std::uint8_t>(width + 1)};
  if (shift > 0) return {static_cast<std::uint8_t>(shift - 1), static_cast<std::uint8_t>(width + 1)};
  return {0, static_cast<std::uint8_t>(width - 1)};  // width is 64
}

std::vector<Span> partition(Random& random, unsigned size) {
  const std::uint64_t most = 1 + std::min<std::uint64_t>(size, 100) * (random.one_in(8) ? 63 : 15) / 100;
  const std::uint64_t wanted = 1 + random.below(most);
  std::vector<Span> all;
  const auto uniform = static_cast<std::uint32_t>(random.one_in(3) ? likely_width(random) : 0);
  for (std::uint32_t at = 0; at < kRegisterBits;) {
    const std::uint32_t width = std::min(uniform != 0 ? uniform : likely_width(random), kRegisterBits - at);
    all.push_back({static_cast<std::uint8_t>(at), static_cast<std::uint8_t>(width)});
    at += width;
  }
  while (all.size() > wanted) all.erase(all.begin() + static_cast<std::ptrdiff_t>(random.below(all.size())));
  return all;
}

}  // namespace idreg::props
