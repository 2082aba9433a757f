// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/hand_over.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace idreg::cli {

Result<std::string> beside(const char* program) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) return std::unexpected(Error{Status::Internal, "cannot tell where this program is: " + failed.message()});
  return (self.parent_path() / program).string();
}

Error hand_over(const char* program, char** argv) {
  const Result<std::string> path = beside(program);
  if (!path) return path.error();
  execv(path->c_str(), argv);
  return {Status::Internal,
          fmt::format("cannot start {}: {}; it is built and installed beside idreg", *path, std::strerror(errno))};
}

}  // namespace idreg::cli
