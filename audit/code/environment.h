// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of Linux that is not lifted: what inline assembly means, and the few functions of other
// files that a write path calls. docs/trust.md lists it for readers; this file is that list.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "smt/lift/lift.h"

namespace idreg::audit::code {

/// What a run met of the environment.
struct Met {
  std::set<std::string> unknown;   ///< functions that nothing is known of: they may have changed anything
  std::set<std::string> warnings;  ///< places of WARN() that some path passes
};

/// Names of variables: "cap!N" a CPU capability, "key!SYMBOL" a static key, "SYMBOL()!N" what an unknown
/// function returned, else object and offset ("kvm+0xbd0").
[[nodiscard]] std::string capability_name(std::uint64_t number);
/// ARM64_ALWAYS_BOOT and ARM64_ALWAYS_SYSTEM, 0 and 1: true once the kernel has booted.
[[nodiscard]] bool is_always(std::uint64_t capability);

/// Limits of smt/lift for kernel code: mutable globals hold anything, volatile loads are stable (a lock
/// is held), memory holds values of its type.
[[nodiscard]] smt::lift::Limits kernel_limits();

/// Teaches a machine the kernel's assembly and functions; `met` collects. Both outlive the run.
void install_environment(smt::lift::Machine& machine, Met& met);

/// Functions without an effect on what is judged: locks, messages, requests to other CPUs.
[[nodiscard]] bool has_no_effect(std::string_view symbol);

}  // namespace idreg::audit::code
