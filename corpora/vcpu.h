// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a vCPU is created with, apart from its registers: KVM's features and capabilities. They decide which
// registers exist and how far fields go. Sources: Linux, arch/arm64/include/uapi/asm/kvm.h (KVM_ARM_VCPU_*),
// include/uapi/linux/kvm.h (KVM_CAP_*).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/arch/arch.h"

namespace idreg::corpora {

/// What is known of the first word of features that KVM_ARM_VCPU_INIT takes.
struct VcpuFeatures {
  std::uint64_t known = 0;  ///< bits that are known
  std::uint64_t on = 0;     ///< of these, the bits that are set

  /// Says that `bits` are set, or not.
  void set(std::uint64_t bits, bool to);
  friend bool operator==(const VcpuFeatures&, const VcpuFeatures&) = default;
};

/// A feature that decides about registers.
struct VcpuFeature {
  std::string_view name;    ///< "sve", as `audit --vcpu` takes it
  std::string_view symbol;  ///< "KVM_ARM_VCPU_SVE"
  std::uint64_t bits;       ///< all of them together are the feature
};
[[nodiscard]] std::span<const VcpuFeature> vcpu_feature_names();
/// "el1-32bit, pmu, ...", for messages.
[[nodiscard]] std::string vcpu_feature_list();
/// Whether a vCPU has the feature; nothing if it is not known.
[[nodiscard]] std::optional<bool> has(const VcpuFeatures& vcpu, const VcpuFeature& feature);

/// "sve, pmu" or "none": these features, and no other. The error is the word that is none.
[[nodiscard]] std::expected<VcpuFeatures, std::string> parse_vcpu_features(std::string_view text);
/// Sets what a bitmap of Firecracker's says ("0b", then digits 0, 1 and x for what stays). False: it is none, or
/// has more than 32 digits.
[[nodiscard]] bool apply_bitmap(std::string_view bitmap, VcpuFeatures& vcpu);
/// The same as text; features that are not known are left out.
[[nodiscard]] std::string to_text(const VcpuFeatures& vcpu);

/// A field that a vCPU shows as its lowest code unless it has a feature. Source: Linux,
/// arch/arm64/kvm/sys_regs.c (the reset functions of the ID registers, sve_visibility).
struct GovernedField {
  const VcpuFeature* feature;
  std::uint32_t reg;         ///< index into arch::registers()
  const arch::Field* field;
};
[[nodiscard]] const std::vector<GovernedField>& governed_fields();

/// "KVM_CAP_ARM_SVE" for 170; "KVM capability 999" for one that is not known here.
[[nodiscard]] std::string capability_name(std::uint64_t number);
/// Fields of hardware that show whether a host can have the capability; empty if none does.
[[nodiscard]] std::vector<GovernedField> shown_by(std::uint64_t capability);

}  // namespace idreg::corpora
