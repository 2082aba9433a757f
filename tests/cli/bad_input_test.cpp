// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bad input of every kind: a short error that names the place, exit status 2, never a crash.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

/// Exit 2, nothing on standard output, a short error that has `part`.
void expect_refused(const std::string& arguments, const std::string& part) {
  const Ran ran = idreg(arguments);
  EXPECT_EQ(ran.status, 2) << arguments << "\n" << ran.err;
  EXPECT_EQ(ran.out, "") << arguments;
  EXPECT_TRUE(contains(ran.err, part)) << arguments << "\n" << ran.err;
  EXPECT_TRUE(ran.err.starts_with("idreg: ")) << ran.err;
  EXPECT_LT(ran.err.size(), 600U) << ran.err;
}

/// By every command that reads a file of this kind.
void expect_file_refused(const std::string& path) {
  for (const std::string command : {"decode ", "baseline ", "check --limit corpora/cpus/graviton-3.txt "}) {
    expect_refused(command + path, path);
  }
  expect_refused("check corpora/cpus/graviton-3.txt --limit " + path, path);
  expect_refused("check CTR_EL0 0 --limit 0 --table " + path, path);
  expect_refused("check CTR_EL0 0 --limit 0 --override " + path, path);
  expect_refused("minimise " + path, path);
  expect_refused("prove --expect " + path, path);
}

std::string noise(std::size_t bytes, bool printable) {
  std::string text(bytes, ' ');
  std::uint64_t state = 1;
  for (char& c : text) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto byte = static_cast<unsigned>(state >> 56);
    c = static_cast<char>(printable ? (byte % 61 == 0 ? '\n' : 32 + byte % 95) : byte);
  }
  return text;
}

TEST(BadUsage, NamesWhatIsWrongAndSuggests) {
  expect_refused("", "subcommand");
  expect_refused("chek", "did you mean check");
  expect_refused("check", "are missing");
  expect_refused("check --frobnicate CTR_EL0 0 --limit 0", "frobnicate");
  expect_refused("decode ID_AA64DFRO_EL1 0", "did you mean ID_AA64DFR0_EL1");
  expect_refused("check ID_AA64DFRO_EL1 0 --limit 0", "did you mean ID_AA64DFR0_EL1");
  expect_refused("list fields NOPE", "NOPE");
  expect_refused("decode CTR_EL0", "value is missing");
  expect_refused("check CTR_EL0 --limit 0", "value is missing");
}

TEST(BadUsage, ValuesAreRefusedWithTheReason) {
  expect_refused("decode CTR_EL0 0x1_0000_0000_0000_0000", "64 bits");
  expect_refused("check CTR_EL0 0x10000000000000000 --limit 0", "64 bits");
  expect_refused("check CTR_EL0 0 --limit 0x10000000000000000", "64 bits");
  expect_refused("check CTR_EL0 0 --limit 0 --writable 18446744073709551616", "64 bits");
  expect_refused("decode CTR_EL0 zero", "not a number");
  expect_refused("check CTR_EL0 12ab --limit 0", "0x");
}

TEST(BadUsage, OverridesAreRefusedWithTheReason) {
  const std::string check = "check ID_AA64DFR0_EL1 0 --limit 0 --override ";
  expect_refused(check + "PMUVr=signed,LowerSafe", "PMUVer");
  expect_refused(check + "PMUVer=sideways,LowerSafe", "sideways");
  expect_refused(check + "PMUVer=signed,Lower", "Lower");
  expect_refused(check + "PMUVer=signed,Exact,99", "99");
  expect_refused(check + "PMUVer=signed,LowerSafe --override PMUVer=unsigned,LowerSafe", "override");
}

TEST(BadUsage, NamesOfClaimsAndSubjects) {
  expect_refused("prove --claim nothing-like-this", "selects no claim");
  expect_refused("prove --claim extraction --subject engin", "did you mean engine");
  expect_refused("fuzz --claim nothing-like-this", "selects no claim");
  expect_refused("fuzz --subject engin --runs 1", "did you mean engine");
  expect_refused("fuzz --random --rapidcheck", "exclude");
}

TEST(BadFiles, Missing) { expect_file_refused(scratch() + "/missing"); }

TEST(BadFiles, Directory) {
  const std::string path = scratch() + "/directory";
  std::filesystem::create_directory(path);
  expect_file_refused(path);
  expect_refused("replay " + path, path);
}

TEST(BadFiles, Empty) { expect_file_refused(file_of("empty", "")); }

TEST(BadFiles, TruncatedJson) {
  expect_file_refused(file_of("truncated.json", R"({"guest_cpu_config": {"kvm_capabilities": [], "reg_mo)"));
}

TEST(BadFiles, DeeplyNestedJson) {
  expect_file_refused(file_of("deep.json", std::string(200'000, '[')));
  expect_file_refused(file_of("deeper.json", "{\"guest_cpu_config\": " + std::string(200'000, '[')));
}

TEST(BadFiles, Noise) {
  expect_file_refused(file_of("noise", noise(100 * kMegabyte, false)));
  expect_file_refused(file_of("noise", noise(2 * kMegabyte, false)));
  expect_file_refused(file_of("noise", noise(2 * kMegabyte, true)));
}

// /proc/self/mem is a file that opens and cannot be read, by root neither.
TEST(BadFiles, Unreadable) { expect_file_refused("/proc/self/mem"); }

TEST(BadFiles, MalformedValuesNameTheLine) {
  expect_refused("decode " + file_of("bad.txt", "kind = raw\nCTR_EL0 = zero\n"), "bad.txt:2");
  expect_refused("decode " + file_of("wide.txt", "kind = raw\nCTR_EL0 = 0x10000000000000000\n"), "wide.txt:2");
  expect_refused("decode " + file_of("twice.txt", "kind = raw\nCTR_EL0 = 1\nCTR_EL0 = 2\n"), "twice.txt:3");
}

TEST(BadFiles, OneBadCaseDoesNotStopAReplay) {
  const std::string path = scratch() + "/cases";
  std::filesystem::create_directory(path);
  EXPECT_TRUE(file_of("cases/bad.json", "{").ends_with("bad.json"));
  const Ran ran = idreg("replay " + path);
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.err, "bad.json")) << ran.err;
}

}  // namespace
}  // namespace idreg::cli::test
