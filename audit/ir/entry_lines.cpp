// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/ir/entry_lines.h"

#include <filesystem>

#include "corpora/file.h"

namespace idreg::audit {
namespace {

/// Walks C text without looking into comments and literals.
class Walk {
 public:
  Walk(std::string_view text, std::uint32_t line) : text_(text) {
    while (line_ < line && at_ < text_.size()) line_ += text_[at_++] == '\n';
  }

  /// The next character of code; '\0' at the end.
  char next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (text_.substr(at_).starts_with("/*")) {
        skip_to("*/");
      } else if (text_.substr(at_).starts_with("//")) {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == '"') {
        skip_string();
      } else {
        ++at_;
        line_ += c == '\n';
        return c;
      }
    }
    return '\0';
  }
  [[nodiscard]] std::uint32_t line() const { return line_; }

 private:
  void skip_to(std::string_view end) {
    const std::size_t found = text_.find(end, at_ + 2);
    const std::size_t stop = found == std::string_view::npos ? text_.size() : found + end.size();
    for (; at_ < stop; ++at_) line_ += text_[at_] == '\n';
  }
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) at_ += text_[at_] == '\\';
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::vector<std::uint32_t> row_lines(std::string_view source, std::uint32_t line) {
  std::vector<std::uint32_t> rows;
  Walk walk(source, line);
  char c = walk.next();
  while (c != '{' && c != ';' && c != '\0') c = walk.next();
  if (c != '{') return rows;
  bool in_row = false;
  for (int depth = 1; depth > 0;) {
    c = walk.next();
    if (c == '\0') return {};
    if (depth == 1 && c == ',') {
      in_row = false;
    } else if (!blank(c) && !in_row && !(depth == 1 && c == '}')) {
      in_row = true;
      rows.push_back(walk.line());
    }
    if (c == '{' || c == '(') ++depth;
    if (c == '}' || c == ')') --depth;
  }
  return rows;
}

void EntryLines::place(FtrRegister& reg) const {
  for (FtrBits& field : reg.fields) field.where = reg.where;
  if (tree_.empty() || reg.where.line == 0) return;
  const std::vector<std::uint32_t> rows = row_lines(source(reg.where.file), reg.where.line);
  if (rows.size() != reg.fields.size() + (reg.terminated ? 1 : 0) + reg.after_terminator) return;
  for (std::size_t i = 0; i < reg.fields.size(); ++i) reg.fields[i].where.line = rows[i];
}

const std::string& EntryLines::source(const std::string& file) const {
  const auto [entry, added] = sources_.try_emplace(file);
  if (added) {
    if (auto text = corpora::read_file(std::filesystem::path(tree_) / file)) entry->second = std::move(*text);
  }
  return entry->second;
}

}  // namespace idreg::audit
