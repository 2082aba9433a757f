// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lifter's suites, as functions: the ordinary tests expect each to pass, the test of planted
// faults expects each fault to make one of them fail. All stop at the first mismatch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "smt/lift/lift.h"

namespace idreg::smt::lift::testing {

/// What differed, in words; nothing if all agreed.
using Failure = std::optional<std::string>;

/// Every opcode and intrinsic on every operand at widths 1 to `exhaustive`, and on random and edge
/// operands at wider ones: folded constants, the solver and plain evaluation against native arithmetic.
[[nodiscard]] Failure check_opcodes(const Limits& limits, unsigned exhaustive);
/// Memory: symbolic indices, partial words, copies, guarded stores, pointers to functions.
[[nodiscard]] Failure check_memory(const Limits& limits);
/// Random C++ programs at three optimisation levels against their own native code.
[[nodiscard]] Failure check_programs(const Limits& limits, std::uint64_t seed, unsigned count, unsigned inputs);
/// The engine's functions, from both of its bitcodes, against the linked engine.
[[nodiscard]] Failure check_engine(const Limits& limits, std::uint64_t seed, unsigned inputs);
/// Guards at every merge of the engine and of random programs: disjoint and complete, by the solver.
[[nodiscard]] Failure check_guards(const Limits& limits, std::uint64_t seed);
/// What the program's environment decides: assembly, unknown functions, mutable globals.
[[nodiscard]] Failure check_environment(const Limits& limits);
/// Undefined behaviour becomes an obligation of the right kind and line, just where it happens.
[[nodiscard]] Failure check_obligations(const Limits& limits);

}  // namespace idreg::smt::lift::testing
