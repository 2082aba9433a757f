// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
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

/// Lets this process write no file beyond so many bytes, as a full disk does.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(WriteFile, AFullDiskLeavesTheOldContents) {
  const std::string folder = temporary("full");
  std::filesystem::create_directory(folder);
  const std::string path = folder + "/case.json";
  ASSERT_TRUE(write_file(path, "old"));
  {
    const FullDisk full(100);
    const auto written = write_file(path, std::string(200, 'x'));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().file, path);
    EXPECT_FALSE(write_file(folder + "/new.json", std::string(200, 'x')));
  }
  EXPECT_EQ(read_file(path), "old");
  // Nothing is left beside it, and nothing under the new name.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
}

TEST(WriteFile, FollowsALinkAndKeepsTheMode) {
  const std::string path = temporary("target");
  const std::string link = temporary("link");
  ASSERT_TRUE(write_file(path, "old"));
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink(path, link);
  ASSERT_TRUE(write_file(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::remove(link);
  std::filesystem::remove(path);
}

TEST(ErrorText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(to_text(Error{"f", 3, "m"}), "f:3: m");
  EXPECT_EQ(to_text(Error{"f", 0, "m"}), "f: m");
  EXPECT_EQ(to_text(Error{"", 3, "m"}), "line 3: m");
  EXPECT_EQ(to_text(Error{"", 0, "m"}), "m");
}

}  // namespace
}  // namespace idreg::corpora
