// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/report/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/report/style.h"
#include "corpora/arch/lookup.h"

namespace idreg::cli::report {
namespace {

struct Box {
  unsigned msb = 0;
  unsigned lsb = 0;
  std::string name;
  std::vector<std::string> codes;  ///< one for each line
  bool marked = false;

  /// Columns between the borders.
  [[nodiscard]] std::size_t width() const {
    std::size_t widest = std::max(name.size() + 2, msb == lsb ? std::size_t{2} : std::size_t{5});
    for (const std::string& code : codes) widest = std::max(widest, code.size() + 2);
    return widest;
  }
};

struct Borders {
  const char* horizontal;
  const char* vertical;
  const char* top[3];     ///< left, middle, right
  const char* bottom[3];
};
constexpr Borders kUnicode = {"─", "│", {"┌", "┬", "┐"}, {"└", "┴", "┘"}};
constexpr Borders kAscii = {"-", "|", {"+", "+", "+"}, {"+", "+", "+"}};

std::uint64_t mask_of(unsigned msb, unsigned lsb) { return ~std::uint64_t{0} >> (63 - msb) & ~std::uint64_t{0} << lsb; }

Box box(unsigned msb, unsigned lsb, const char* name, const std::vector<Line>& lines, std::uint64_t marked) {
  const std::uint64_t mask = mask_of(msb, lsb);
  Box made{msb, lsb, name == nullptr ? "-" : name, {}, (mask & marked) != 0};
  if (made.marked) made.name += "!";
  for (const Line& line : lines) {
    const std::uint64_t code = (line.value & mask) >> lsb;
    made.codes.push_back(name == nullptr && code == 0 ? "" : fmt::format("{:#x}", code));
  }
  return made;
}

/// From bit 63 down to 0: fields, and the gaps between them, cut at the middle of the register.
std::vector<Box> boxes(const arch::Register& reg, const std::vector<Line>& lines, std::uint64_t marked) {
  std::vector<Box> all;
  unsigned next = 0;
  const auto gap = [&](unsigned end) {
    if (next < 32 && end > 32) {
      all.push_back(box(31, next, nullptr, lines, marked));
      next = 32;
    }
    if (next < end) all.push_back(box(end - 1, next, nullptr, lines, marked));
  };
  for (const arch::Field& field : arch::fields(reg)) {
    gap(field.entry.shift);
    next = field.entry.shift + unsigned{field.entry.width};
    all.push_back(box(next - 1, field.entry.shift, field.name, lines, marked));
  }
  gap(64);
  std::ranges::reverse(all);
  return all;
}

std::size_t columns(std::span<const Box> row) {
  std::size_t sum = 1;
  for (const Box& one : row) sum += one.width() + 1;
  return sum;
}

std::string border(std::span<const Box> row, const Borders& borders, const char* const (&corners)[3],
                   std::size_t indent) {
  std::string text(indent, ' ');
  for (std::size_t i = 0; i < row.size(); ++i) {
    text += corners[i == 0 ? 0 : 1];
    for (std::size_t column = 0; column < row[i].width(); ++column) text += borders.horizontal;
  }
  return text + corners[2] + "\n";
}

std::string numbers(std::span<const Box> row, std::size_t indent) {
  std::string text(indent, ' ');
  for (const Box& one : row) {
    const std::string low = one.msb == one.lsb ? "" : std::to_string(one.lsb);
    text += fmt::format(" {:<{}}{}", one.msb, one.width() - low.size(), low);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

template <typename Text>
std::string inside(std::span<const Box> row, const Borders& borders, const std::string& label, std::size_t indent,
                   const Style& style, Text text_of) {
  std::string text = fmt::format("{:<{}}", label, indent);
  for (const Box& one : row) {
    const std::string cell = fmt::format(" {:<{}}", text_of(one), one.width() - 1);
    text += borders.vertical + (one.marked ? style.bad(cell) : cell);
  }
  return text + borders.vertical + "\n";
}

std::string draw(std::span<const Box> row, const std::vector<Line>& lines, std::size_t indent,
                 const Terminal& terminal) {
  const Borders& borders = terminal.unicode ? kUnicode : kAscii;
  const Style style(terminal.colour);
  std::string text = numbers(row, indent);
  text += border(row, borders, borders.top, indent);
  text += inside(row, borders, "", indent, style, [](const Box& one) { return one.name; });
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += inside(row, borders, lines[i].label, indent, style, [&](const Box& one) { return one.codes[i]; });
  }
  return text + border(row, borders, borders.bottom, indent);
}

/// A row that is too wide is drawn as two of about the same width.
std::string draw_fitting(std::span<const Box> row, const std::vector<Line>& lines, std::size_t indent,
                         const Terminal& terminal) {
  const std::size_t whole = columns(row);
  if (row.size() <= 1 || indent + whole <= terminal.width) return row.empty() ? "" : draw(row, lines, indent, terminal);
  std::size_t half = 1;
  while (half + 1 < row.size() && columns(row.first(half)) < whole / 2) ++half;
  return draw_fitting(row.first(half), lines, indent, terminal) +
         draw_fitting(row.subspan(half), lines, indent, terminal);
}

}  // namespace

std::string picture(const arch::Register& reg, const std::vector<Line>& lines, std::uint64_t marked,
                    const Terminal& terminal) {
  const std::vector<Box> all = boxes(reg, lines, marked);
  std::size_t indent = 0;
  for (const Line& line : lines) indent = std::max(indent, line.label.empty() ? 0 : line.label.size() + 1);
  const auto lower = std::ranges::find_if(all, [](const Box& one) { return one.msb < 32; });
  const auto upper = static_cast<std::size_t>(lower - all.begin());
  return draw_fitting(std::span(all).first(upper), lines, indent, terminal) +
         draw_fitting(std::span(all).subspan(upper), lines, indent, terminal);
}

}  // namespace idreg::cli::report
