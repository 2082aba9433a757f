// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// decode, list, baseline and what all commands share: streams, terminals, help.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

constexpr const char* kMachines =
    "corpora/cpus/ampere-altra.txt corpora/cpus/graviton-3.txt corpora/cpus/raspberry-pi-4.txt";

TEST(Decode, OfARegister) {
  const Ran ran = idreg("decode id_aa64dfr0 0x1100010305408");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "| CTX_CMPs |")) << "ASCII where there is no terminal";
  EXPECT_TRUE(contains(ran.out, "[11:8]   PMUVer"));
  EXPECT_TRUE(contains(ran.out, "FEAT_PMUv3p1"));
  const auto json = idreg("decode id_aa64dfr0 0x1100010305408 --json").json();
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["register"], "ID_AA64DFR0_EL1");
  EXPECT_EQ(json["value"], "0x1100010305408");
  ASSERT_EQ(json["fields"].size(), 16U);
  EXPECT_EQ(json["fields"][2]["field"], "PMUVer");
  EXPECT_EQ(json["fields"][2]["msb"], 11);
  EXPECT_EQ(json["fields"][2]["lsb"], 8);
  EXPECT_EQ(json["fields"][2]["code"], "0x4");
  EXPECT_TRUE(json["fields"][2]["meaning"].is_string());
}

TEST(Decode, OfADumpHasAllItsRegisters) {
  const auto json = idreg("decode corpora/cpus/graviton-3.txt --json").json();
  EXPECT_EQ(json["kind"], "raw");
  EXPECT_GE(json["registers"].size(), 30U);
  EXPECT_TRUE(json["registers"][0]["fields"].is_array());
  EXPECT_EQ(idreg("decode corpora/cpus/graviton-3.txt").status, 0);
}

TEST(Decode, SkipsAndListsWhatIsNoRegisterHere) {
  const std::string dump = file_of("odd.txt", "kind = raw\nCTR_EL0 = 0x1\nFOO_EL1 = 0x2\n");
  const Ran ran = idreg("decode " + dump);
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "skipped 1")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "FOO_EL1"));
  const Ran strict = idreg("decode --strict " + dump);
  EXPECT_EQ(strict.status, 2);
  EXPECT_TRUE(contains(strict.err, dump + ":3")) << strict.err;
}

TEST(List, EveryKind) {
  EXPECT_EQ(idreg("list registers --json").json()["registers"].size(), 42U);
  EXPECT_EQ(idreg("list fields --json").json()["fields"].size(), 400U);
  EXPECT_EQ(idreg("list fields ID_AA64DFR0 --json").json()["fields"].size(), 16U);
  EXPECT_GT(idreg("list features --json").json()["features"].size(), 100U);
  EXPECT_GT(idreg("list claims --json").json()["claims"].size(), 10U);
  EXPECT_EQ(idreg("list subjects --json").json()["subjects"][0]["subject"], "engine");
  for (const char* what : {"registers", "fields", "features", "claims", "subjects"}) {
    EXPECT_EQ(idreg(std::string("list ") + what).status, 0) << what;
  }
  EXPECT_EQ(idreg("list nonsense").status, 2);
  EXPECT_EQ(idreg("list claims CTR_EL0").status, 2);
}

// The values are asked for again, by the check command, on every machine.
TEST(Baseline, OfThreeMachinesIsPermittedOnEach) {
  const Ran ran = idreg(std::string("baseline --json ") + kMachines);
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["architectural_only"], true);
  ASSERT_GE(json["registers"].size(), 30U);
  std::string dump = "kind = guest\n";
  for (const auto& one : json["registers"]) {
    ASSERT_TRUE(one["value"].is_string()) << one;
    EXPECT_TRUE(one["lost"].is_array());
    dump += one["register"].get<std::string>() + " = " + one["value"].get<std::string>() + "\n";
  }
  const std::string file = file_of("baseline.txt", dump);
  for (const char* machine : {"ampere-altra", "graviton-3", "raspberry-pi-4"}) {
    const Ran check = idreg("check " + file + " --limit corpora/cpus/" + machine + ".txt");
    EXPECT_EQ(check.status, 0) << check.out;
  }
  // And the check can say no: each machine has what the smallest one lacks.
  EXPECT_EQ(idreg("check corpora/cpus/graviton-3.txt --limit " + file).status, 1);
}

TEST(Baseline, IsHeadedAndNamesWhatIsLostAndNotJudged) {
  const Ran ran = idreg(std::string("baseline ") + kMachines);
  EXPECT_TRUE(ran.out.starts_with("architectural only, not what KVM accepts")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "lost: "));
  EXPECT_TRUE(contains(ran.out, "not judged"));
}

TEST(Baseline, NamesTheBitsThatPreventAValue) {
  const std::string a = file_of("a.txt", "kind = raw\nID_AA64ZFR0_EL1 = 0x30000000\n");
  const std::string b = file_of("b.txt", "kind = raw\nID_AA64ZFR0_EL1 = 0x0\n");
  const Ran ran = idreg("baseline " + a + " " + b);
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "[29:28]")) << ran.out;
  const auto json = idreg("baseline --json " + a + " " + b).json();
  EXPECT_TRUE(json["registers"][0]["value"].is_null());
  EXPECT_EQ(json["registers"][0]["prevented"][0]["violations"][0]["field"], "[29:28]");
}

TEST(Baseline, WithNothingInCommonIsAnEmptySelection) {
  const std::string a = file_of("a.txt", "kind = raw\nID_AA64ZFR0_EL1 = 0x0\n");
  const std::string b = file_of("b.txt", "kind = raw\nCTR_EL0 = 0x0\n");
  EXPECT_EQ(idreg("baseline " + a + " " + b).status, 2);
}

TEST(Streams, AFullDiskIsNoSuccess) {
  for (const char* arguments :
       {"list registers", "decode CTR_EL0 0", "check CTR_EL0 0 --limit 0", "--help", "--version"}) {
    EXPECT_EQ(idreg(arguments).status, 0) << arguments;
    const Ran full = idreg(std::string(arguments) + " >/dev/full");
    EXPECT_EQ(full.status, 4) << arguments;
    EXPECT_TRUE(contains(full.err, "No space left")) << full.err;
  }
  EXPECT_NE(idreg("list fields >&-").status, 0) << "a closed output";
}

TEST(Streams, ColourIsForTerminalsOnly) {
  const std::string arguments = "check ID_AA64DFR0_EL1 0x900 --limit 0x600";
  EXPECT_FALSE(contains(idreg(arguments).out, "\033["));
  EXPECT_TRUE(contains(idreg_on_terminal(arguments, 80, "").out, "\033[31m"));
  EXPECT_FALSE(contains(idreg_on_terminal(arguments, 80, "NO_COLOR=1").out, "\033["));
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t width = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      widest = std::max(widest, width);
      width = 0;
    } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
      ++width;  // not a continuation byte of UTF-8
    }
  }
  return std::max(widest, width);
}

TEST(Streams, ThePictureFitsTheTerminal) {
  for (const char* reg : {"ID_AA64DFR0_EL1", "ID_AA64SMFR0_EL1", "ID_AA64MMFR1_EL1", "CTR_EL0"}) {
    for (const unsigned columns : {60U, 80U, 120U}) {
      const Ran ran =
          idreg_on_terminal(std::string("decode ") + reg + " 0x1111222233334444", columns, "NO_COLOR=1 LC_ALL=C.UTF-8");
      EXPECT_EQ(ran.status, 0);
      EXPECT_TRUE(contains(ran.out, "┌")) << ran.out;
      EXPECT_LE(widest_line(ran.out.substr(0, ran.out.find("\r\n\r\n  ["))), columns) << ran.out;
    }
  }
  EXPECT_FALSE(contains(idreg_on_terminal("decode CTR_EL0 1", 80, "NO_COLOR=1 LC_ALL=C").out, "┌"));
}

// Also that the command by itself declares what the list of all shows.
TEST(Help, EveryCommandHasAnExample) {
  std::istringstream lines(idreg("--help").out);
  std::string line;
  while (std::getline(lines, line) && line != "Subcommands:") continue;
  int commands = 0;
  while (std::getline(lines, line) && line.size() > 2) {
    const std::string command = line.substr(2, line.find(' ', 2) - 2);
    const Ran ran = idreg(command + " --help");
    EXPECT_EQ(ran.status, 0) << command;
    EXPECT_TRUE(contains(ran.out, "Example: idreg ")) << command;
    ++commands;
  }
  EXPECT_GT(commands, 10);
}

// The everyday commands start in milliseconds because they load neither.
TEST(Help, TheCommandLoadsNeitherSolverNorCompiler) {
  const std::string libraries = scratch() + "/libraries";
  ASSERT_EQ(idreg("--version >/dev/null; ldd '" IDREG_COMMAND "' >" + libraries).status, 0);
  const Ran solver = idreg("--version >/dev/null; ! grep -qi -e libz3 -e libLLVM " + libraries);
  EXPECT_EQ(solver.status, 0);
  EXPECT_EQ(idreg("--version >/dev/null; grep -q libc.so " + libraries).status, 0) << "ldd said something";
  EXPECT_EQ(idreg("--version >/dev/null; ldd '" IDREG_COMMAND "-prover' | grep -q libz3").status, 0);
}

TEST(Help, VersionNamesTheSolverAndTheCompiler) {
  const Ran ran = idreg("--version");
  EXPECT_EQ(ran.status, 0);
  for (const char* part : {"idreg ", "LLVM 19", "Z3 "}) EXPECT_TRUE(contains(ran.out, part)) << ran.out;
}

TEST(Decode, TwoValuesSideBySide) {
  const Ran ran = idreg("decode ID_AA64DFR0 0x506 0x808");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "PMUVer!")) << ran.out;
  EXPECT_FALSE(contains(ran.out, "BRPs!")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "PMUVer: 0x5 (PMUv3 for Armv8.4), then 0x8 (PMUv3 for Armv8.8)")) << ran.out;
  const auto json = idreg("decode ID_AA64DFR0 0x506 0x8000000000000808 --json").json();
  EXPECT_EQ(json["pairs"][0]["differences"].size(), 3U);
  EXPECT_EQ(json["pairs"][0]["differences"][2]["field"], "HPMN0");
}

TEST(Decode, TwoDumpsSideBySide) {
  const Ran ran = idreg("decode corpora/cpus/graviton-3.txt corpora/cpus/ampere-altra.txt");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "11 of 31 registers differ\n")) << ran.out;
  EXPECT_FALSE(contains(ran.out, "\nID_MMFR2_EL1\n")) << "equal ones are not drawn";
  EXPECT_TRUE(contains(ran.out, "only 1 has ")) << ran.out;
}

TEST(Decode, TwoSidesWrongly) {
  EXPECT_EQ(idreg("decode ID_AA64DFR0 0x506 0xg").status, 2);
  EXPECT_EQ(idreg("decode ID_AA64DFR0 0x506 --html page.html").status, 2);
  EXPECT_EQ(idreg("decode corpora/cpus/graviton-3.txt /nonexistent").status, 2);
  EXPECT_EQ(idreg("decode ID_AA64DFR0 1 2 --html /nonexistent/x").status, 2);
}

}  // namespace
}  // namespace idreg::cli::test
