// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the real command and keeps all that it says.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace idreg::cli::test {

struct Ran {
  int status = -1;  ///< 128 + the signal's number where a signal ended it
  std::string out;
  std::string err;

  /// The document on standard output; a discarded value if that is no JSON.
  [[nodiscard]] nlohmann::ordered_json json() const;
};

/// Runs `idreg ARGUMENTS`, which is shell syntax: quotes and redirections work. A redirection of
/// standard output leaves `out` empty.
[[nodiscard]] Ran idreg(const std::string& arguments, const std::string& environment = "");

/// Runs `idreg ARGUMENTS` on a terminal of its own, so many columns wide; both streams are in `out`.
[[nodiscard]] Ran idreg_on_terminal(const std::string& arguments, unsigned columns, const std::string& environment);

/// The path of a file of that name below a directory of this process, holding `text`.
[[nodiscard]] std::string file_of(const std::string& name, std::string_view text);

/// That directory.
[[nodiscard]] const std::string& scratch();

[[nodiscard]] bool contains(std::string_view text, std::string_view part);

}  // namespace idreg::cli::test
