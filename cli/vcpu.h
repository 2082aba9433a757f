// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a vCPU's features and a template's capabilities have to say about registers.
#pragma once

#include <string>
#include <vector>

#include "cli/migrate.h"
#include "corpora/vcpu.h"

namespace idreg::cli {

/// A field that shows more than a vCPU without some feature does.
struct Hidden {
  std::uint32_t reg = 0;  ///< index into arch::registers()
  const arch::Field* field = nullptr;
  std::uint64_t code = 0;
  const corpora::VcpuFeature* feature = nullptr;

  /// "ID_AA64PFR0_EL1.SVE"
  [[nodiscard]] std::string name() const;
  /// "the vCPU is created without sve (KVM_ARM_VCPU_SVE), and KVM then shows 0x0"
  [[nodiscard]] std::string why() const;
};

/// Those of a vCPU with these registers; none of a feature that is not known to be off.
[[nodiscard]] std::vector<Hidden> hidden_fields(const Values& values, const corpora::VcpuFeatures& vcpu);

/// Adds what the features of both vCPUs, and the capabilities that a template asks for, say.
void judge_vcpu(const Guest& guest, const LoadedDump& destination, Migration& found);

}  // namespace idreg::cli
