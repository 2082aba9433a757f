// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The registers of real machines that come with the project.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "engine/fields.h"

namespace idreg::corpora {
namespace {

std::uint64_t code(const Dump& dump, std::string_view reg_name, std::string_view field_name) {
  const arch::Register* reg = arch::find_register(reg_name);
  const arch::Field* field = arch::find_field(*reg, field_name);
  return engine::extract(dump.value_of(arch::index_of(*reg)).value(), field->entry.shift, field->entry.width);
}

TEST(Machines, AllRead) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("corpora/cpus")) {
    if (entry.is_directory()) continue;
    const auto dump = read_dump(entry.path().string(), Unknown::Refuse);
    ASSERT_TRUE(dump) << to_text(dump.error());
    EXPECT_EQ(dump->kind, DumpKind::Raw);
    EXPECT_GE(dump->registers.size(), 31U);
    EXPECT_GE(dump->provenance.size(), 3U);
    names.insert(entry.path().stem().string());
  }
  EXPECT_EQ(names, (std::set<std::string>{"ampere-altra", "graviton-3", "raspberry-pi-4"}));
}

TEST(Machines, EmulatedOnesShowWhatProgramsAndGuestsSee) {
  std::map<std::string, std::set<DumpKind>> kinds;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("corpora/cpus/emulated")) {
    if (entry.is_directory() || entry.path().filename() == "requests.txt") continue;
    const auto dump = read_dump(entry.path().string());
    ASSERT_TRUE(dump) << to_text(dump.error());
    EXPECT_EQ(dump->kind, entry.path().filename() == "user.txt" ? DumpKind::User : DumpKind::KvmLimit) << entry.path();
    EXPECT_GE(dump->registers.size(), 34U) << entry.path();
    EXPECT_TRUE(dump->provenance.at(0).starts_with("Emulated: QEMU")) << entry.path();
    EXPECT_NE(dump->provenance.at(1).find("Linux 6.12."), std::string::npos) << entry.path();
    kinds[entry.path().parent_path().filename()].insert(dump->kind);
  }
  EXPECT_EQ(kinds.size(), 4U);
  for (const auto& [cpu, seen] : kinds) EXPECT_EQ(seen.size(), 2U) << cpu;
}

TEST(Machines, DecodeToWhatTheyAre) {
  const Dump n1 = read_dump("corpora/cpus/ampere-altra.txt").value();
  EXPECT_EQ(code(n1, "ID_AA64DFR0", "PMUVer"), 4U) << "PMUv3 for Armv8.1";
  EXPECT_EQ(code(n1, "ID_AA64ISAR0", "ATOMIC"), 2U) << "LSE";
  EXPECT_EQ(code(n1, "CTR", "L1Ip"), 3U) << "PIPT";
  const Dump a72 = read_dump("corpora/cpus/raspberry-pi-4.txt").value();
  EXPECT_EQ(code(a72, "ID_AA64DFR0", "DebugVer"), 6U) << "Armv8.0";
  EXPECT_EQ(code(a72, "ID_AA64ISAR0", "AES"), 0U) << "no cryptography";
  const Dump v1 = read_dump("corpora/cpus/graviton-3.txt").value();
  EXPECT_EQ(code(v1, "ID_AA64PFR0", "SVE"), 1U);
  EXPECT_EQ(code(v1, "ID_AA64DFR0", "PMUVer"), 5U) << "PMUv3 for Armv8.4";
}

}  // namespace
}  // namespace idreg::corpora
