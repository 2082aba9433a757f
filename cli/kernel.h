// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one host's kernel answers when somebody writes an ID register of a fresh vCPU. Commands that ask know
// neither IR nor solver: idreg-auditor fills this in from a tree (cli/tree_kernel.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "corpora/vcpu.h"

namespace idreg::cli {

/// KVM's answer to one write of a register, the same on every host that has the limit.
struct KernelAnswer {
  enum class Kind : std::uint8_t {
    Stored,     ///< accepted; `stored` is read afterwards
    Refused,    ///< `why` is the error's name
    ReadOnly,   ///< userspace cannot write the register
    NotThere,   ///< the kernel has no such register
    Undecided,  ///< `why`: it depends on something else, no host has this limit, or out of budget
  } kind = Kind::Undecided;
  std::uint64_t stored = 0;
  std::string why = {};
};

struct Kernel {
  std::string tree;  ///< as it was named
  /// Register (index into arch::registers()), value, limit, features of the vCPU as far as they are known.
  std::function<KernelAnswer(std::uint32_t, std::uint64_t, std::uint64_t, const corpora::VcpuFeatures&)> write;
  /// Bits of a register that this kernel lets userspace write; nothing if it has no such register.
  std::function<std::optional<std::uint64_t>(std::uint32_t)> writable;
};

}  // namespace idreg::cli
