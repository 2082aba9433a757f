// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg-auditor as a command, in a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "corpora/file.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

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
  std::string file(const std::string& name, const std::string& text) {
    EXPECT_TRUE(corpora::write_file(folder_ / name, text).has_value());
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

}  // namespace idreg::audit::code::testing
