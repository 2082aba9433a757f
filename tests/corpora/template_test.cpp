// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/template.h"

#include <gtest/gtest.h>

#include "corpora/arch/lookup.h"

namespace idreg::corpora {
namespace {

std::uint32_t reg(const char* name) { return arch::index_of(*arch::find_register(name)); }

std::string fault(const std::string& text) {
  const auto cpu = parse_template(text, "f");
  return cpu ? "" : to_text(cpu.error());
}

const std::string kOpen = "0b" + std::string(56, 'x') + "0010xxxx";

std::string firecracker(const std::string& modifiers) {
  return R"({"kvm_capabilities": ["171", "!170"], "vcpu_features": [{"index": 0, "bitmap": "0b1"}],
             "reg_modifiers": [)" +
         modifiers + "]}";
}

std::string modifier(const std::string& addr, const std::string& bitmap) {
  return R"({"addr": ")" + addr + R"(", "bitmap": ")" + bitmap + "\"}";
}

TEST(Template, FirecrackersFormat) {
  const auto cpu = parse_template(
      firecracker(modifier("0x603000000013c030", kOpen) + "," + modifier("0x6030000000140000", "0b10000000000000000")),
      "f");
  ASSERT_TRUE(cpu) << to_text(cpu.error());
  EXPECT_EQ(cpu->settings, (std::vector<Setting>{{reg("ID_AA64ISAR0_EL1"), 0xf0, 0x20}}));
  ASSERT_EQ(cpu->others.size(), 1U);
  EXPECT_EQ(other_name(cpu->others[0].value.id), "KVM_REG_ARM_PSCI_VERSION");
  EXPECT_EQ(cpu->kvm_capabilities, (std::vector<std::string>{"171", "!170"}));
  EXPECT_EQ(cpu->vcpu_features.size(), 1U);
  EXPECT_EQ(open_bits(*cpu, {}), std::vector<std::string>{"ID_AA64ISAR0_EL1 [63:8],[3:0]"});
  EXPECT_EQ(applied(*cpu, {{reg("ID_AA64ISAR0_EL1"), 0x1111}}).at(reg("ID_AA64ISAR0_EL1")), 0x1121U);
  const auto again = parse_template(write_template(*cpu), "g");
  ASSERT_TRUE(again) << to_text(again.error());
  EXPECT_EQ(again->settings, cpu->settings);
  EXPECT_EQ(again->others, cpu->others);
  EXPECT_EQ(again->kvm_capabilities, cpu->kvm_capabilities);
}

TEST(Template, QemusAnswerAndProperties) {
  const std::string answer =
      R"({"return": {"model": {"name": "host", "props": {"SYSREG_ID_AA64ISAR0_EL1_DP": 1,
          "SYSREG_ID_AA64PFR1_EL1_RAS_frac": "0x1", "pauth": true, "pmu": false,
          "kvm-no-adjvtime": false}}}})";
  const auto cpu = parse_template(answer, "f");
  ASSERT_TRUE(cpu) << to_text(cpu.error());
  EXPECT_EQ(cpu->settings.size(), 2U);
  EXPECT_EQ(cpu->skipped, (std::vector<Skipped>{{"kvm-no-adjvtime", 0}}));
  EXPECT_EQ(to_text(cpu->vcpu), "ptrauth");
  EXPECT_NE(cpu->format.find("QEMU's version is not in the file"), std::string::npos);
  std::string line = answer;
  std::erase(line, '\n');
  const auto greeted = parse_template(R"({"QMP": {"version": {"qemu": {"major": 10, "minor": 1, "micro": 0}}}})"
                                      "\n" +
                                          line + "\n",
                                      "f");
  ASSERT_TRUE(greeted) << to_text(greeted.error());
  EXPECT_NE(greeted->format.find("(QEMU 10.1.0)"), std::string::npos) << greeted->format;
  const auto again = parse_template(write_cpu_properties(*cpu, "host"), "g");
  ASSERT_TRUE(again) << to_text(again.error());
  EXPECT_EQ(again->settings, cpu->settings);
}

TEST(Template, ThePlainFormat) {
  const auto cpu =
      parse_template("kind = template\nID_AA64ISAR0.SHA2 = 2\nMVFR2_EL1 = 0x43\nMIDR_EL1 = 0x411fd401\n", "f");
  ASSERT_TRUE(cpu) << to_text(cpu.error());
  EXPECT_EQ(cpu->settings.size(), 2U);
  EXPECT_EQ(cpu->others.size(), 1U);
}

TEST(Template, FaultsNameThePlace) {
  EXPECT_EQ(fault(firecracker(modifier("0x603000000013c030", "0b2"))),
            "f: reg_modifiers[0].bitmap: '0b2' is not 0b and digits 0, 1 and x");
  EXPECT_EQ(fault(firecracker(modifier("0x603000000013c030", "0b1" + std::string(64, '0')))),
            "f: reg_modifiers[0].bitmap: '0b10000000000000000000000000000000000000... does not fit into the 64 bits "
            "that the register id 0x603000000013c030 says");
  EXPECT_NE(fault(firecracker(modifier("0x603000000013c030", "0b1") + "," + modifier("0x603000000013c030", "0b1")))
                .find("reg_modifiers[1]: ID_AA64ISAR0_EL1 was set before"),
            std::string::npos);
  EXPECT_EQ(fault(R"({"reg_modifiers": []})"), "f: a template that sets nothing");
  EXPECT_EQ(fault("kind = template\nID_AA64ISAR0.SHA2 = 16\n"),
            "f:2: ID_AA64ISAR0.SHA2: 0x10 is no code of the 4 bits of ID_AA64ISAR0_EL1.SHA2");
  EXPECT_EQ(fault("kind = template\nID_AA64ISAR0.SHAA2 = 1\n").find("f:2: ID_AA64ISAR0_EL1 has no field 'SHAA2'"), 0U);
  EXPECT_EQ(fault("kind = raw\n"), "f:1: kind 'raw': this is a dump and no template");
  EXPECT_EQ(fault("MVFR2_EL1 = 1\n"), "f: no line 'kind = template'");
  EXPECT_EQ(fault("[]"), "f: expected a JSON object");
}

TEST(OtherRegisters, AValueTooLargeForItsIdIsAnError) {
  EXPECT_TRUE(parse_other(0x6020000000110000, "0xffffffff"));
  const auto large = parse_other(0x6020000000110000, "0x100000000");
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error(), "'0x100000000' does not fit into the 32 bits that the register id 0x6020000000110000 says");
  const auto wide = parse_other(0x606000000015ffff, "0x" + std::string(128, '0') + "f");
  ASSERT_TRUE(wide) << wide.error();
  EXPECT_EQ(wide->words.size(), 8U);
  EXPECT_EQ(value_text(*wide), "0xf");
  EXPECT_FALSE(parse_other(0x6030000000140000, "0xg"));
}

TEST(OtherRegisters, PairsAreReadAndWrittenBack) {
  const auto dump = parse_dump("kind = kvm-limit\n0x603000000013c030 0x1121\n0x6030000000140000=0x10001\n", "f");
  ASSERT_TRUE(dump) << to_text(dump.error());
  EXPECT_EQ(dump->kind, DumpKind::KvmLimit);
  EXPECT_EQ(dump->value_of(reg("ID_AA64ISAR0_EL1")), 0x1121U);
  const auto again = parse_dump(write_dump(*dump), "g");
  ASSERT_TRUE(again) << to_text(again.error());
  EXPECT_EQ(again->registers, dump->registers);
  EXPECT_EQ(again->others, dump->others);
  EXPECT_EQ(again->others.size(), 1U);
}

}  // namespace
}  // namespace idreg::corpora
