// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/vcpu.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "corpora/arch/lookup.h"
#include "corpora/text.h"

namespace idreg::corpora {

namespace {

constexpr std::array<VcpuFeature, 5> kFeatures = {{
    {"el1-32bit", "KVM_ARM_VCPU_EL1_32BIT", 1U << 1},
    {"pmu", "KVM_ARM_VCPU_PMU_V3", 1U << 3},
    {"sve", "KVM_ARM_VCPU_SVE", 1U << 4},
    {"ptrauth", "KVM_ARM_VCPU_PTRAUTH_ADDRESS and _GENERIC", 1U << 5 | 1U << 6},
    {"nested", "KVM_ARM_VCPU_HAS_EL2", 1U << 7},
}};
constexpr const VcpuFeature* kPmu = &kFeatures[1];
constexpr const VcpuFeature* kSve = &kFeatures[2];
constexpr const VcpuFeature* kPtrauth = &kFeatures[3];

struct Governed {
  const VcpuFeature* feature;
  const char* reg;
  const char* field;  ///< null: all of the register
};
constexpr std::array<Governed, 10> kGoverned = {{
    {kSve, "ID_AA64PFR0_EL1", "SVE"},
    {kSve, "ID_AA64ZFR0_EL1", nullptr},
    {kPmu, "ID_AA64DFR0_EL1", "PMUVer"},
    {kPmu, "ID_DFR0_EL1", "PerfMon"},
    {kPtrauth, "ID_AA64ISAR1_EL1", "APA"},
    {kPtrauth, "ID_AA64ISAR1_EL1", "API"},
    {kPtrauth, "ID_AA64ISAR1_EL1", "GPA"},
    {kPtrauth, "ID_AA64ISAR1_EL1", "GPI"},
    {kPtrauth, "ID_AA64ISAR2_EL1", "APA3"},
    {kPtrauth, "ID_AA64ISAR2_EL1", "GPA3"},
}};

struct Capability {
  std::uint64_t number;
  std::string_view name;
  const VcpuFeature* feature;  ///< that asks for it; null: none of those above
};
constexpr std::array<Capability, 9> kCapabilities = {{
    {87, "KVM_CAP_ARM_PSCI", nullptr},
    {93, "KVM_CAP_ARM_EL1_32BIT", kFeatures.data()},
    {102, "KVM_CAP_ARM_PSCI_0_2", nullptr},
    {126, "KVM_CAP_ARM_PMU_V3", kPmu},
    {170, "KVM_CAP_ARM_SVE", kSve},
    {171, "KVM_CAP_ARM_PTRAUTH_ADDRESS", kPtrauth},
    {172, "KVM_CAP_ARM_PTRAUTH_GENERIC", kPtrauth},
    {205, "KVM_CAP_ARM_MTE", nullptr},
    {240, "KVM_CAP_ARM_EL2", &kFeatures[4]},
}};

std::vector<GovernedField> resolve() {
  std::vector<GovernedField> all;
  for (const Governed& one : kGoverned) {
    const arch::Register& reg = *arch::find_register(one.reg);
    for (const arch::Field& field : arch::fields(reg)) {
      if (one.field == nullptr || same_name(field.name, one.field)) {
        all.push_back({one.feature, arch::index_of(reg), &field});
      }
    }
  }
  return all;
}

}  // namespace

void VcpuFeatures::set(std::uint64_t bits, bool to) {
  known |= bits;
  on = to ? on | bits : on & ~bits;
}

std::span<const VcpuFeature> vcpu_feature_names() { return kFeatures; }

std::string vcpu_feature_list() {
  std::string text;
  for (const VcpuFeature& one : kFeatures) text += fmt::format("{}{}", text.empty() ? "" : ", ", one.name);
  return text;
}

std::optional<bool> has(const VcpuFeatures& vcpu, const VcpuFeature& feature) {
  // One bit that is known to be clear decides; else all must be known.
  if ((vcpu.known & ~vcpu.on & feature.bits) != 0) return false;
  if ((vcpu.known & feature.bits) != feature.bits) return std::nullopt;
  return true;
}

std::expected<VcpuFeatures, std::string> parse_vcpu_features(std::string_view text) {
  VcpuFeatures vcpu;
  for (const VcpuFeature& feature : kFeatures) vcpu.set(feature.bits, false);
  std::string commas(text);
  std::ranges::replace(commas, '+', ',');
  if (same_name(trimmed(text), "none")) return vcpu;
  for (const std::string_view word : split(commas, ',')) {
    const auto found = std::ranges::find_if(kFeatures, [&](const auto& one) { return same_name(one.name, word); });
    if (found == kFeatures.end()) return std::unexpected(std::string(word));
    vcpu.set(found->bits, true);
  }
  return vcpu;
}

bool apply_bitmap(std::string_view bitmap, VcpuFeatures& vcpu) {
  if (!bitmap.starts_with("0b") || bitmap.size() < 3 || bitmap.size() > 34) return false;
  for (std::size_t i = 0; i + 2 < bitmap.size(); ++i) {
    const char c = bitmap[bitmap.size() - 1 - i];
    if (c == '0' || c == '1') {
      vcpu.set(std::uint64_t{1} << i, c == '1');
    } else if (c != 'x' && c != 'X') {
      return false;
    }
  }
  return true;
}

std::string to_text(const VcpuFeatures& vcpu) {
  std::string text;
  for (const VcpuFeature& feature : kFeatures) {
    if (has(vcpu, feature) == true) text += fmt::format("{}{}", text.empty() ? "" : ", ", feature.name);
  }
  return text.empty() ? "none" : text;
}

const std::vector<GovernedField>& governed_fields() {
  static const std::vector<GovernedField> kAll = resolve();
  return kAll;
}

std::string capability_name(std::uint64_t number) {
  const auto found = std::ranges::find(kCapabilities, number, &Capability::number);
  return found == kCapabilities.end() ? fmt::format("KVM capability {}", number) : std::string(found->name);
}

std::vector<GovernedField> shown_by(std::uint64_t capability) {
  const auto found = std::ranges::find(kCapabilities, capability, &Capability::number);
  std::vector<GovernedField> fields;
  if (found == kCapabilities.end() || found->feature == nullptr) return fields;
  for (const GovernedField& one : governed_fields()) {
    if (one.feature == found->feature) fields.push_back(one);
  }
  return fields;
}

}  // namespace idreg::corpora
