// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The numbers and the list of letters in docs/architecture-facts.md are true.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "corpora/arch/lookup.h"
#include "corpora/file.h"
#include "corpora/letters.h"
#include "corpora/text.h"

namespace idreg::corpora {
namespace {

const std::string& document() {
  static const std::string text = read_file("docs/architecture-facts.md").value();
  return text;
}

/// The cells of the table row that begins with this letter.
std::vector<std::string_view> row(std::string_view letter) {
  const std::string start = "| `" + std::string(letter) + "` |";
  const std::size_t at = document().find(start);
  if (at == std::string::npos) return {};
  return split(std::string_view(document()).substr(at, document().find('\n', at) - at), '|');
}

TEST(Documentation, ListsEveryLetterWithItsCountPolicyAndMeaning) {
  std::map<std::string, std::size_t> counts;
  for (const arch::Register& reg : arch::registers()) {
    for (const arch::Field& field : arch::fields(reg)) ++counts[field.letter];
  }
  for (const Letter& letter : letters()) {
    const auto cells = row(letter.name);
    ASSERT_GE(cells.size(), 5U) << "no row for " << letter.name;
    EXPECT_EQ(cells[2], letter.meaning);
    EXPECT_EQ(parse_number(cells[3]), counts[std::string(letter.name)]) << letter.name;
  }
}

TEST(Documentation, GivesTheCounts) {
  std::map<arch::Basis, std::size_t> bases;
  std::size_t fields = 0;
  for (const arch::Register& reg : arch::registers()) {
    for (const arch::Field& field : arch::fields(reg)) ++bases[field.basis];
    fields += reg.field_count;
  }
  const auto says = [](const std::string& sentence) {
    EXPECT_NE(document().find(sentence), std::string::npos) << "docs/architecture-facts.md lacks: " << sentence;
  };
  says(std::to_string(arch::registers().size()) + " registers");
  says(std::to_string(fields) + " fields");
  says(std::to_string(arch::definitions().size()) + " definitions");
  says("`feature` (" + std::to_string(bases[arch::Basis::Feature]) + ")");
  says("`manual` (" + std::to_string(bases[arch::Basis::Manual]) + ")");
  says("`principle` (" + std::to_string(bases[arch::Basis::Principle]) + ")");
}

}  // namespace
}  // namespace idreg::corpora
