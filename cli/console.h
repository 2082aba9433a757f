// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a command writes: standard output for the answer, standard error for errors and progress.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/status.h"

namespace idreg::cli {

/// What the standard streams can show.
struct Terminal {
  bool colour = false;        ///< standard output is a terminal and NO_COLOR is not set
  bool unicode = false;       ///< standard output is a terminal with a UTF-8 locale: box-drawing characters
  bool progress = false;      ///< standard error is a terminal
  unsigned width = 80;        ///< columns of standard output; 80 where it is no terminal

  /// As the environment says; a terminal narrower than 40 columns counts as 40.
  [[nodiscard]] static Terminal detect();
};

/// Output of one command. The answer is kept until `finish`, so that an error leaves no half document.
class Console {
 public:
  explicit Console(const Terminal& terminal) : terminal_(terminal) {}

  [[nodiscard]] const Terminal& terminal() const { return terminal_; }

  /// Adds to the answer.
  void print(std::string_view text) { answer_ += text; }

  /// Writes text to standard output at once, before the answer: what is final while the rest is not.
  void show(std::string_view text);

  /// Forgets the answer so far; what was shown stays.
  void drop() { answer_.clear(); }

  /// Writes one error to standard error, after "idreg: ".
  void error(std::string_view what) const;

  /// Replaces the progress line on standard error; nothing unless that is a terminal.
  void progress(std::string_view line);

  /// A line on standard error where that is no terminal: what `progress` is there.
  void note(std::string_view line) const;

  /// Writes the answer. Internal when standard output does not take all of it, else `status`.
  [[nodiscard]] Status finish(Status status);

 private:
  void clear_progress();

  Terminal terminal_;
  std::string answer_;
  bool progress_shown_ = false;
  bool written_ = true;  ///< standard output took all that was shown
};

}  // namespace idreg::cli
