// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/audit/compile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace idreg::audit::test {
namespace {

struct Folder {
  std::string path = std::filesystem::temp_directory_path() / fmt::format("idreg-audit-{}", getpid());
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

const std::string& scratch() {
  static const Folder folder;
  return folder.path;
}

std::string compiled(const std::string& options) {
  static int count = 0;
  std::string out = fmt::format("{}/{}.ll", scratch(), ++count);
  const std::string command = fmt::format("{} --target=aarch64-linux-gnu -O2 -S -emit-llvm {} {} -o {}", IDREG_CLANG,
                                          options, IDREG_TABLES, out);
  if (std::system(command.c_str()) != 0) {
    fmt::print(stderr, "failed: {}\n", command);
    std::abort();
  }
  return out;
}

}  // namespace idreg::audit::test
