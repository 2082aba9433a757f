// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/file.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace idreg::corpora {
namespace {

std::string temporary(const std::string& name) { return testing::TempDir() + "idreg_file_test_" + name; }

TEST(ReadFile, GivesBackWhatWasWritten) {
  const std::string path = temporary("bytes");
  const std::string bytes("a\0b\xff\n", 5);
  ASSERT_TRUE(write_file(path, bytes));
  EXPECT_EQ(read_file(path), bytes);
  EXPECT_TRUE(read_file(path, bytes.size()));
  const auto longer = read_file(path, bytes.size() - 1);
  ASSERT_FALSE(longer);
  EXPECT_NE(longer.error().message.find("larger than 4 bytes"), std::string::npos);
  std::filesystem::remove(path);
}

TEST(ReadFile, RefusesAHundredMegabytesWithoutReadingThem) {
  const std::string path = temporary("large");
  ASSERT_TRUE(write_file(path, ""));
  std::filesystem::resize_file(path, std::uintmax_t{100} << 20);
  const auto text = read_file(path);
  std::filesystem::remove(path);
  ASSERT_FALSE(text);
  EXPECT_EQ(to_text(text.error()),
            path + ": larger than 16777216 bytes, the most that is read; is this the right file?");
}

TEST(ReadFile, NamesMissingFilesAndDirectories) {
  const auto missing = read_file("/nonexistent/file");
  ASSERT_FALSE(missing);
  EXPECT_EQ(to_text(missing.error()), "/nonexistent/file: cannot be opened: No such file or directory");
  const auto directory = read_file(testing::TempDir());
  ASSERT_FALSE(directory);
  EXPECT_NE(directory.error().message.find("Is a directory"), std::string::npos);
}

TEST(WriteFile, SaysWhatIsWrong) {
  EXPECT_FALSE(write_file("/nonexistent/file", "x"));
  const auto full = write_file("/dev/full", "x");
  ASSERT_FALSE(full);
  EXPECT_NE(full.error().message.find("No space left"), std::string::npos);
}

TEST(ErrorText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(to_text(Error{"f", 3, "m"}), "f:3: m");
  EXPECT_EQ(to_text(Error{"f", 0, "m"}), "f: m");
  EXPECT_EQ(to_text(Error{"", 3, "m"}), "line 3: m");
  EXPECT_EQ(to_text(Error{"", 0, "m"}), "m");
}

}  // namespace
}  // namespace idreg::corpora
