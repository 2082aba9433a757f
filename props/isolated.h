// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running what may crash or never end: in a child process, within a limit of CPU time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace idreg::props {

struct Isolated {
  enum class End : std::uint8_t {
    Finished,
    Crashed,    ///< a signal, or an exit of its own
    OutOfTime,  ///< the limit of CPU time
    NotStarted  ///< the system gave no process
  } end = End::NotStarted;
  std::string output;      ///< what it said until then
  double cpu_seconds = 0;  ///< of the child
};

/// Runs `work` in a child process; what it says is returned, also where it does not finish. The child
/// shares nothing back and writes no core file. `cpu_seconds`: at least 1.
[[nodiscard]] Isolated isolated(const std::function<void(const std::function<void(std::string_view)>& say)>& work,
                                unsigned cpu_seconds);

}  // namespace idreg::props
