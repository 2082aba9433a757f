// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The numbers and the list of letters in docs/architecture-facts.md are true, and the examples in it and in
// docs/file-formats.md are read as what they are shown for.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/entries.h"
#include "corpora/facts.h"
#include "corpora/file.h"
#include "corpora/letters.h"
#include "corpora/rules/rules.h"
#include "corpora/template.h"
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

/// The code blocks with this tag; the empty tag has none of the others.
std::vector<std::string_view> blocks(std::string_view text, std::string_view tag) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t start = text.find("\n```");
    if (start == std::string_view::npos) return found;
    const std::size_t line = text.find('\n', start + 1);
    const std::string_view here = text.substr(start + 4, line - start - 4);
    const std::size_t end = text.find("\n```", line);
    if (here == tag) found.push_back(text.substr(line + 1, end - line));
    text.remove_prefix(end + 4);
  }
}

TEST(Documentation, ExamplesOfFilesAreRead) {
  const std::string formats = read_file("docs/file-formats.md").value();
  const auto dumps = blocks(formats, "dump");
  ASSERT_EQ(dumps.size(), 3U);
  for (const std::string_view text : dumps) {
    const auto dump = parse_dump(text, "example", Unknown::Skip);
    EXPECT_TRUE(dump) << to_text(dump.error());
  }
  const auto templates = blocks(formats, "template");
  ASSERT_EQ(templates.size(), 1U);
  const auto cpu = parse_template(templates[0], "example");
  EXPECT_TRUE(cpu) << to_text(cpu.error());
  const auto tables = blocks(formats, "entries");
  ASSERT_EQ(tables.size(), 1U);
  const auto entries = parse_entries(tables[0], "example");
  ASSERT_TRUE(entries) << to_text(entries.error());
  EXPECT_EQ(entries->size(), 4U);
  const auto overrides = blocks(formats, "override");
  ASSERT_EQ(overrides.size(), 1U);
  Lines lines(overrides[0]);
  for (auto line = lines.next(); line; line = lines.next()) {
    const auto found = parse_override(line->text);
    EXPECT_TRUE(found) << to_text(found.error());
  }
}

TEST(Documentation, ExampleOfFactsIsRead) {
  const auto examples = blocks(document(), "");
  ASSERT_EQ(examples.size(), 1U);
  const Source source{"example", examples[0]};
  const auto facts = parse_facts({&source, 1});
  EXPECT_TRUE(facts) << to_text(facts.error());
}

TEST(Documentation, ExampleOfRulesIsRead) {
  const auto examples = blocks(document(), "rules");
  ASSERT_EQ(examples.size(), 1U);
  const auto rules = rules::parse_rules(examples[0], "example");
  EXPECT_TRUE(rules) << to_text(rules.error());
  std::size_t one_way = 0;
  for (const rules::Rule& rule : rules::own_rules().rules()) {
    one_way += rule.kind != rules::Kind::Shown && !rule.manual ? 1 : 0;
  }
  EXPECT_NE(document().find(": " + std::to_string(one_way - 1) + " rules."), std::string::npos) << one_way;
}

}  // namespace
}  // namespace idreg::corpora
