// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The small things that every line format here shares: lines with numbers, words, numbers, names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::corpora {

/// One line of a file that says something.
struct Line {
  std::uint32_t number;   ///< from 1
  std::string_view text;  ///< without comment and surrounding blanks; never empty
};

/// Walks the lines of a text, leaving out blank ones and comments (from `#` to the end).
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  [[nodiscard]] std::optional<Line> next();

 private:
  std::string_view rest_;
  std::uint32_t number_ = 0;
};

/// Without blanks, tabs and carriage returns at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The parts between blanks.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);

/// The parts between `separator`, trimmed; an empty text has one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// The first word of `text`, which keeps the rest (trimmed).
[[nodiscard]] std::string_view take_word(std::string_view& text);

/// A number of at most 64 bits: hexadecimal (0x), binary (0b) or decimal, `_` allowed between digits.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

/// A code of a field, for people and for parse_number: decimal below ten, else hexadecimal.
[[nodiscard]] std::string code_text(std::uint64_t code);

/// Whether two names are equal, A to Z like a to z.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

/// Only printable ASCII.
[[nodiscard]] bool printable(std::string_view text);

/// Some input as it may be shown in a message: in quotes, at most 40 characters, the unprintable escaped.
[[nodiscard]] std::string quote(std::string_view text);

/// The candidate most like `name` if one is near enough to be a slip of the keyboard; else empty.
[[nodiscard]] std::string_view closest(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace idreg::corpora
