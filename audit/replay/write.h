// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One register's write path, natively: the events of code::Path in the same order.
#pragma once

#include "audit/replay/native.h"

namespace idreg::audit::replay {

class Write {
 public:
  struct Answer {
    std::uint64_t visibility = 0, limit = 0, before = 0, stored = 0;
    std::uint32_t result = 0;
    const char* ended = nullptr;  ///< why some call did not return; then what follows it is 0

    // arch/arm64/kvm/sys_regs.h: REG_HIDDEN, REG_RAZ, REG_USER_WI.
    [[nodiscard]] bool hidden() const { return (visibility & 1) != 0; }
    [[nodiscard]] bool zero() const { return (visibility & 2) != 0; }
    [[nodiscard]] bool ignored() const { return (visibility & 4) != 0; }
  };

  /// Precondition: the register's functions are among those that `native` has compiled.
  Write(const Native& native, const code::Tree& tree, const code::Descriptor& reg);

  /// Visibility and reset alone.
  [[nodiscard]] Answer limit() const;
  /// The whole path.
  [[nodiscard]] Answer run(std::uint64_t value) const;

 private:
  bool call(std::uint64_t function, std::uint64_t third, Answer& answer, std::uint64_t& result) const;

  const Native& native_;
  std::uint64_t vcpu_, row_, visibility_, reset_, get_user_, set_user_;
};

}  // namespace idreg::audit::replay
