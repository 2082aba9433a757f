// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In a file of its own, so that no predicate inlines it: see effective.h.
#include "props/effective.h"

namespace idreg::props {

extern "C" std::uint64_t idreg_claims_all_field_bits(const Table& table) noexcept {
  std::uint64_t bits = 0;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    if (table.slots[shift].width != 0) bits |= idreg_spec_field_mask(shift, table.slots[shift].width);
  }
  return bits;
}

}  // namespace idreg::props
