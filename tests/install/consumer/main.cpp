// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>

#include "engine/policy.h"

int main() {
  const idreg::Entry entry{8, 4, idreg::Policy::LowerSafe, idreg::OrderKind::Rotation, 0, 0};
  const bool right = idreg::engine::permitted_code(entry, 5, 6) && !idreg::engine::permitted_code(entry, 7, 6);
  std::puts(right ? "5 under 6 is permitted, 7 is not" : "wrong");
  return right ? 0 : 1;
}
