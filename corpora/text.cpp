// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace idreg::corpora {

namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The value of a digit; 255 for what is none.
unsigned digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? static_cast<unsigned>(small - 'a') + 10 : 255;
}

/// Levenshtein's distance, names taken in any case.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replace, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<Line> Lines::next() {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find('\n');
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    text = trimmed(text.substr(0, text.find('#')));
    if (!text.empty()) return Line{number_, text};
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::string_view rest = trimmed(text); !rest.empty();) found.push_back(take_word(rest));
  return found;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text = trimmed(text.substr(word.size()));
  return word;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  unsigned base = 10;
  if (text.size() > 2 && text[0] == '0' && (lower(text[1]) == 'x' || lower(text[1]) == 'b')) {
    base = lower(text[1]) == 'x' ? 16 : 2;
    text.remove_prefix(2);
  }
  if (text.empty() || text.front() == '_' || text.back() == '_') return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c == '_') continue;
    const unsigned next = digit(c);
    if (next >= base || value > (UINT64_MAX - next) / base) return std::nullopt;
    value = value * base + next;
  }
  return value;
}

std::string code_text(std::uint64_t code) { return code < 10 ? fmt::format("{}", code) : fmt::format("{:#x}", code); }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string quote(std::string_view text) {
  constexpr std::size_t shown = 40;
  std::string out = "'";
  for (const char c : text.substr(0, shown)) {
    if (c >= ' ' && c <= '~') {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out + (text.size() > shown ? "..." : "'");
}

std::string_view closest(std::string_view name, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  if (name.size() > 64) return best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    // Lengths that differ by as much are never nearer; most candidates go without a look at their letters.
    if (candidate.size() + least <= name.size() || name.size() + least <= candidate.size()) continue;
    const std::size_t found = distance(name, candidate);
    if (found < least && found < candidate.size()) {
      least = found;
      best = candidate;
    }
  }
  return best;
}

}  // namespace idreg::corpora
