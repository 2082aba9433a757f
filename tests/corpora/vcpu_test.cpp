// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/vcpu.h"

#include <gtest/gtest.h>

#include "corpora/dump.h"
#include "corpora/template.h"

namespace idreg::corpora {
namespace {

const VcpuFeature& named(std::string_view name) {
  for (const VcpuFeature& one : vcpu_feature_names()) {
    if (one.name == name) return one;
  }
  return vcpu_feature_names().front();
}

TEST(Vcpu, WordsAndBits) {
  const auto vcpu = parse_vcpu_features("pmu+SVE");
  ASSERT_TRUE(vcpu);
  EXPECT_EQ(vcpu->on, 0x18U);
  EXPECT_EQ(to_text(*vcpu), "pmu, sve");
  EXPECT_EQ(has(*vcpu, named("sve")), true);
  EXPECT_EQ(has(*vcpu, named("ptrauth")), false);
  EXPECT_EQ(has({}, named("sve")), std::nullopt);
  EXPECT_EQ(parse_vcpu_features("sve, avx").error(), "avx");
  EXPECT_EQ(to_text(*parse_vcpu_features("none")), "none");
}

TEST(Vcpu, AuthenticationNeedsBothBits) {
  VcpuFeatures one;
  one.set(1U << 5, true);
  EXPECT_EQ(has(one, named("ptrauth")), std::nullopt);
  one.set(1U << 6, false);
  EXPECT_EQ(has(one, named("ptrauth")), false);
  one.set(1U << 6, true);
  EXPECT_EQ(has(one, named("ptrauth")), true);
}

TEST(Vcpu, BitmapsLeaveWhatTheyDoNotSay) {
  VcpuFeatures vcpu = *parse_vcpu_features("pmu");
  EXPECT_TRUE(apply_bitmap("0b1xxxx", vcpu));
  EXPECT_EQ(to_text(vcpu), "pmu, sve");
  EXPECT_TRUE(apply_bitmap("0b0xxx", vcpu));
  EXPECT_EQ(to_text(vcpu), "sve");
  EXPECT_FALSE(apply_bitmap("0b2", vcpu));
  EXPECT_FALSE(apply_bitmap("0b", vcpu));
  EXPECT_FALSE(apply_bitmap("0b" + std::string(33, '1'), vcpu));
}

TEST(Vcpu, FieldsAndCapabilitiesOfAFeature) {
  EXPECT_EQ(capability_name(170), "KVM_CAP_ARM_SVE");
  EXPECT_EQ(capability_name(9999), "KVM capability 9999");
  EXPECT_EQ(shown_by(126).size(), 2U) << "PMUVer and PerfMon";
  EXPECT_TRUE(shown_by(205).empty());
  EXPECT_GT(governed_fields().size(), 10U);
}

TEST(Vcpu, FilesSayThem) {
  const auto dump = parse_dump("kind = kvm-limit\nvcpu = pmu, sve\nID_AA64PFR0_EL1 = 1\n", "f");
  ASSERT_TRUE(dump);
  EXPECT_EQ(to_text(dump->vcpu), "pmu, sve");
  const auto wrong = parse_dump("kind = kvm-limit\nvcpu = avx\nID_AA64PFR0_EL1 = 1\n", "f");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(to_text(wrong.error()),
            "f:2: 'avx' is no feature of a vCPU: none, or some of el1-32bit, pmu, sve, ptrauth, nested");
  const std::string head = R"({"vcpu_features": [{"index": 0, "bitmap": )";
  const std::string tail = R"(}], "reg_modifiers": [{"addr": "0x603000000013c020", "bitmap": "0b1x"}]})";
  const auto cpu = parse_template(head + R"("0b1xxxx")" + tail, "f");
  ASSERT_TRUE(cpu);
  EXPECT_EQ(to_text(cpu->vcpu), "sve");
  const auto bad = parse_template(head + R"("1")" + tail, "f");
  ASSERT_FALSE(bad);
  EXPECT_EQ(to_text(bad.error()),
            "f: vcpu_features[0]: expected an index and a bitmap of 0b and up to 32 digits 0, 1 and x");
}

}  // namespace
}  // namespace idreg::corpora
