// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A fuzz target as a child process. Private to fuzz/.
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idreg::fuzz {

/// Runs until it ends, is stopped, or this process dies, in whatever way. Stopped and waited for when the
/// object goes.
class Child {
 public:
  /// `variables` ("NAME=VALUE") replace those of this process; both of its output streams go to the file `log`.
  [[nodiscard]] static std::expected<Child, std::string> start(std::vector<std::string> arguments,
                                                               const std::vector<std::string>& variables,
                                                               const std::string& log);
  Child(Child&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Its exit status, or 128 + signal, once it has ended. Does not wait.
  [[nodiscard]] std::optional<int> ended();
  /// Asks it to end.
  void stop() const;

 private:
  explicit Child(pid_t id) : id_(id) {}
  pid_t id_;  ///< 0: has ended
};

}  // namespace idreg::fuzz
