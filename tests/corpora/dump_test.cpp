// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/dump.h"

#include <gtest/gtest.h>

#include "corpora/arch/lookup.h"

namespace idreg::corpora {
namespace {

std::uint32_t index(std::string_view name) { return arch::index_of(*arch::find_register(name)); }

TEST(ParseDump, ReadsThePlainFormat) {
  const auto dump = parse_dump(
      "# SPDX-License-Identifier: x\n# a machine\n#\nkind = kvm-limit\n"
      "ID_AA64PFR0_EL1 = 0x11\n  ctr: 0b10 # comment\nMPIDR_EL1 = what\nid_pfr0 = 3\n",
      "f");
  ASSERT_TRUE(dump) << to_text(dump.error());
  EXPECT_EQ(dump->format, DumpFormat::Plain);
  EXPECT_EQ(dump->kind, DumpKind::KvmLimit);
  EXPECT_EQ(dump->provenance, (std::vector<std::string>{"a machine", ""}));
  EXPECT_EQ(dump->registers.size(), 3U);
  EXPECT_EQ(dump->value_of(index("ID_AA64PFR0")), 0x11U);
  EXPECT_EQ(dump->value_of(index("CTR")), 2U);
  EXPECT_EQ(dump->value_of(index("ID_PFR0")), 3U);
  EXPECT_FALSE(dump->value_of(index("ID_PFR1")));
  EXPECT_EQ(dump->skipped, (std::vector<Skipped>{{"MPIDR_EL1", 7}}));
}

constexpr std::string_view kSysregs =
    "\nMIDR_EL1: 0000 0000 0000 0000 0000 0000 0000 0000 - 0100 0001 0011 1111 1101 0000 1100 0001\n\n"
    "  Part: 0x0\n"
    "ID_AA64PFR1_EL1: 0000 0000 0000 0000 0000 0000 0000 0000 - 0000 0000 0000 0000 0000 0000 0010 0000\r\n\n"
    "  ID_AA64PFR1_EL1: not a register, since indented\n"
    "CTR_EL0: 1000 0000 0000 0000 0000 0000 0000 0001 - 1001 0100 0100 0100 1100 0000 0000 0100";

TEST(ParseDump, ReadsCpusysregs) {
  const auto dump = parse_dump(kSysregs, "f");
  ASSERT_TRUE(dump) << to_text(dump.error());
  EXPECT_EQ(dump->format, DumpFormat::CpuSysregs);
  EXPECT_EQ(dump->kind, DumpKind::Raw);
  EXPECT_EQ(dump->registers,
            (std::vector<DumpValue>{{index("ID_AA64PFR1"), 0x20}, {index("CTR"), 0x800000019444c004}}));
  EXPECT_EQ(dump->skipped, (std::vector<Skipped>{{"MIDR_EL1", 2}}));
}

std::string fingerprint(const std::string& modifiers) {
  return R"({"firecracker_version": "1", "guest_cpu_config": {"kvm_capabilities": [], "reg_modifiers": [)" + modifiers +
         "]}}";
}

/// A modifier of ID_AA64PFR0_EL1 (or another id) with these low digits.
std::string modifier(const std::string& digits, std::size_t width, const std::string& id = "0x603000000013c020") {
  return R"({"addr": ")" + id + R"(", "bitmap": "0b)" + std::string(width - digits.size(), '0') + digits + "\"}";
}

TEST(ParseDump, ReadsFingerprints) {
  const auto dump = parse_dump(fingerprint(modifier("101", 128) + "," + modifier("1", 128, "0x6020000000110000")), "f");
  ASSERT_TRUE(dump) << to_text(dump.error());
  EXPECT_EQ(dump->format, DumpFormat::Fingerprint);
  EXPECT_EQ(dump->kind, DumpKind::Guest);
  EXPECT_EQ(dump->registers, (std::vector<DumpValue>{{index("ID_AA64PFR0"), 5}}));
  EXPECT_EQ(dump->skipped, (std::vector<Skipped>{{"0x6020000000110000", 0}}));
  EXPECT_TRUE(parse_dump(R"({"reg_modifiers": [)" + modifier("1", 64) + "]}", "f")) << "a dumped configuration alone";
}

TEST(ParseDump, GivesBackWhatWasWritten) {
  for (const std::string& text : {std::string(kSysregs), fingerprint(modifier("101", 128)),
                                  std::string("# one\n#\n# three\nkind = guest\nCTR = 0xffffffffffffffff\n")}) {
    const Dump dump = parse_dump(text, "f").value();
    const auto again = parse_dump(write_dump(dump), "g", Unknown::Refuse);
    ASSERT_TRUE(again) << to_text(again.error());
    EXPECT_EQ(again->kind, dump.kind);
    EXPECT_EQ(again->registers, dump.registers);
    EXPECT_EQ(again->provenance, dump.provenance);
    EXPECT_EQ(again->format, DumpFormat::Plain);
  }
}

TEST(DumpKindText, ReadsBack) {
  for (int i = 0; i <= static_cast<int>(DumpKind::Guest); ++i) {
    const auto kind = static_cast<DumpKind>(i);
    EXPECT_EQ(parse_dump_kind(to_text(kind)), kind);
  }
  EXPECT_FALSE(parse_dump_kind(""));
}

}  // namespace
}  // namespace idreg::corpora
