// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engine's plain data in words.
#pragma once

#include <cstdint>
#include <string>

#include "corpora/arch/arch.h"
#include "engine/types.h"

namespace idreg::cli {

/// "unsigned", "signed", "PMU-version", ...: an order by the name that sentences use for it.
[[nodiscard]] std::string order_name(OrderKind kind, std::uint64_t bias, unsigned width);

/// The same with what matters about it: "signed order (0x8 is lowest)"; to stand after "the".
[[nodiscard]] std::string order_words(OrderKind kind, std::uint64_t bias, unsigned width);

/// "9 (PMUv3.9)", or "9" where the meaning is not known.
[[nodiscard]] std::string code_with_meaning(const arch::Field& field, std::uint64_t code);

/// "feature", "manual", "principle"
[[nodiscard]] std::string basis_name(arch::Basis basis);

}  // namespace idreg::cli
