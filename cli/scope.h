// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What no answer of idreg is about, named in every summary.
#pragma once

#include <array>

namespace idreg::cli {

inline constexpr std::array<const char*, 4> kNotCovered = {
    "whether KVM enforces a lowered feature (traps)",
    "pKVM's own tables",
    "IMPLEMENTATION DEFINED registers and errata",
    "values changed between the write and the guest's first run",
};

}  // namespace idreg::cli
