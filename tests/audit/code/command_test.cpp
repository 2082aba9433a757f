// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg diff` and `idreg audit` as commands, on miniatures: exit statuses and what is said.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>

#include "corpora/file.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

namespace {

class Command : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "idreg-command-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// A folder with the IR of a miniature.
  std::string tree(const std::string& name, const std::string& flags) {
    std::filesystem::create_directories(folder_ / name);
    EXPECT_TRUE(corpora::write_file(folder_ / name / "miniature.ll", compile_miniature(flags)).has_value());
    return folder_ / name;
  }

  int run(const std::string& arguments) {
    const std::string output = folder_ / "output";
    const int status = std::system((std::string(IDREG_AUDITOR) + " " + arguments + " >" + output + " 2>&1").c_str());
    said_ = corpora::read_file(output).value_or("");
    return WEXITSTATUS(status);
  }
  [[nodiscard]] bool said(const std::string& what) const { return said_.find(what) != std::string::npos; }

  std::filesystem::path folder_;
  std::string said_;
};

}  // namespace

TEST_F(Command, DiffProvesThatNothingChanged) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " " + tree("new", "-DREORDERED")), 0) << said_;
  EXPECT_TRUE(said("0 changes; 4 registers proved alike")) << said_;
}

TEST_F(Command, DiffNamesWhatChanged) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " " + tree("new", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("ID_AA64DFR0_EL1.PMUVer  accepted")) << said_;
  EXPECT_TRUE(said("write 0x808: old limit 0x8, then 0x0; new limit 0x8, then 0x808")) << said_;
  EXPECT_EQ(run("diff --json --ir " + tree("old", "") + " " + tree("new", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("\"kind\": \"accepted\"")) << said_;
}

TEST_F(Command, WrongUsageIsSaid) {
  EXPECT_EQ(run("diff --ir " + tree("old", "") + " /nowhere"), 2) << said_;
  EXPECT_EQ(run("audit --vcpu nothing --ir " + tree("old", "")), 2) << said_;
  EXPECT_TRUE(said("--vcpu nothing: no such feature")) << said_;
}

TEST_F(Command, AuditNamesTheHost) {
  EXPECT_EQ(run("audit --json --vcpu pmu --ir " + tree("old", "-DPMUVER_SIGNED=1")), 1) << said_;
  EXPECT_TRUE(said("above-limit")) << said_;
  EXPECT_TRUE(said("the host's ID_AA64DFR0_EL1 = 0x8")) << said_;
}

}  // namespace idreg::audit::code::testing
