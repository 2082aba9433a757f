// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running other programs: the kernel's build, git; and keeping others out meanwhile.
#pragma once

#include <string>
#include <vector>

namespace idreg::audit {

/// Runs a program, found in PATH, and waits for it. Both of its streams are appended to the file `log`; its
/// input is empty. Returns its exit status, 128 + the number of the signal that ended it, or 127 where it
/// cannot be started (and `log` says why).
[[nodiscard]] int run(const std::vector<std::string>& arguments, const std::string& log);

/// The same, with standard output alone in the file `out`, replaced.
[[nodiscard]] int run_into(const std::vector<std::string>& arguments, const std::string& out, const std::string& log);

/// Holds a file, and what it stands for, for this process alone; waits until nobody else does.
class FileLock {
 public:
  explicit FileLock(const std::string& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

/// Whether PATH has an executable of this name.
[[nodiscard]] bool in_path(const std::string& program);

/// The last `lines` lines of a file; what can be read of it.
[[nodiscard]] std::string last_lines(const std::string& file, unsigned lines);

}  // namespace idreg::audit
