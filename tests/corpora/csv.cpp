// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/corpora/csv.h"

namespace idreg::corpora::test {

namespace {

std::vector<std::string> cells(std::string_view line) {
  std::vector<std::string> found(1);
  bool in_quotes = false;
  for (const char c : line) {
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == ',' && !in_quotes) {
      found.emplace_back();
    } else if (c != '\r') {
      found.back() += c;
    }
  }
  return found;
}

}  // namespace

std::vector<Row> parse_csv(std::string_view text) {
  std::vector<Row> rows;
  std::vector<std::string> header;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto line = cells(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (header.empty()) {
      header = line;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < header.size() && i < line.size(); ++i) row[header[i]] = line[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace idreg::corpora::test
