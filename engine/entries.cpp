// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In a file of its own, so that its proved specification can stand for it (docs/trust.md).
#include "engine/fields.h"
#include "engine/tables.h"

namespace idreg::engine {

TableErrorKind entry_error(const Entry& entry) noexcept {
  if (entry.width < 1 || entry.width > kRegisterBits) return TableErrorKind::Width;
  if (entry.shift > kRegisterBits - entry.width) return TableErrorKind::Shift;
  if (static_cast<std::uint8_t>(entry.policy) >= kPolicies) return TableErrorKind::Policy;
  if (static_cast<std::uint8_t>(entry.kind) >= kOrderKinds) return TableErrorKind::Order;
  if (entry.kind == OrderKind::None && entry.policy != Policy::Exact) return TableErrorKind::Order;
  const bool rotates = entry.kind == OrderKind::Rotation || entry.kind == OrderKind::ReverseRotation;
  const std::uint64_t all = field_mask(0, entry.width);
  if (entry.bias > (rotates ? all : 0)) return TableErrorKind::Bias;
  if (entry.safe > all) return TableErrorKind::Safe;
  return TableErrorKind::None;
}

}  // namespace idreg::engine
