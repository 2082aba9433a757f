// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Colour, where there is colour.
#pragma once

#include <string>
#include <string_view>

namespace idreg::cli::report {

class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}

  [[nodiscard]] std::string strong(std::string_view text) const { return paint("1", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return paint("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return paint("31", text); }
  [[nodiscard]] std::string warn(std::string_view text) const { return paint("33", text); }
  [[nodiscard]] std::string faint(std::string_view text) const { return paint("2", text); }

 private:
  [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
    if (!colour_) return std::string(text);
    return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
  }

  bool colour_;
};

}  // namespace idreg::cli::report
