// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiled tables are exactly what the text files say.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "corpora/arch/lookup.h"
#include "corpora/facts.h"
#include "corpora/file.h"

namespace idreg::corpora {
namespace {

/// Every text file of corpora/arch; tests run in the root of the source tree.
Facts read_all() {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("corpora/arch")) {
    if (entry.path().filename() == "rules.txt") continue;  // of another format: tests/corpora/rules
    if (entry.path().extension() == ".txt") files.insert(entry.path().string());
  }
  std::vector<std::string> texts;
  texts.reserve(files.size());
  for (const std::string& file : files) texts.push_back(read_file(file).value());
  std::vector<Source> sources;
  sources.reserve(files.size());
  for (const std::string& file : files) sources.push_back(Source{file, texts[sources.size()]});
  return parse_facts(sources).value();
}

void expect_equal(const FieldFact& fact, const arch::Field& field) {
  EXPECT_EQ(fact.name, field.name);
  EXPECT_EQ(fact.entry, field.entry) << fact.name;
  EXPECT_EQ(fact.scheme, field.scheme) << fact.name;
  EXPECT_EQ(fact.basis, field.basis) << fact.name;
  EXPECT_EQ(fact.layout, field.layout != 0) << fact.name;
  EXPECT_EQ(fact.letter, field.letter) << fact.name;
  EXPECT_EQ(fact.source, field.source) << fact.name;
  ASSERT_EQ(fact.meanings.size(), field.meaning_count) << fact.name;
  for (std::size_t i = 0; i < fact.meanings.size(); ++i) {
    EXPECT_EQ(fact.meanings[i].code, field.meanings[i].code) << fact.name;
    EXPECT_EQ(fact.meanings[i].text, field.meanings[i].text) << fact.name;
  }
}

TEST(Generator, MakesTheRegisters) {
  const Facts facts = read_all();
  ASSERT_EQ(facts.registers.size(), arch::registers().size());
  for (std::size_t i = 0; i < facts.registers.size(); ++i) {
    const RegisterFact& fact = facts.registers[i];
    const arch::Register& reg = arch::registers()[i];
    EXPECT_EQ(fact.name, reg.name);
    EXPECT_EQ(&reg, arch::register_by_encoding(fact.op0, fact.op1, fact.crn, fact.crm, fact.op2));
    ASSERT_EQ(fact.fields.size(), reg.field_count) << reg.name;
    for (std::size_t j = 0; j < fact.fields.size(); ++j) expect_equal(fact.fields[j], reg.fields[j]);
  }
}

void expect_equal(const arch::Atom& a, const arch::Atom& b) {
  EXPECT_EQ(a.place, b.place);
  EXPECT_EQ(a.shift, b.shift);
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.is_signed, b.is_signed);
  EXPECT_EQ(a.compare, b.compare);
  EXPECT_EQ(a.constant, b.constant);
}

TEST(Generator, MakesTheDefinitions) {
  const Facts facts = read_all();
  ASSERT_EQ(facts.definitions.size(), arch::definitions().size());
  for (std::size_t i = 0; i < facts.definitions.size(); ++i) {
    const DefinitionFact& fact = facts.definitions[i];
    const arch::Definition& made = arch::definitions()[i];
    EXPECT_EQ(fact.feature, made.feature);
    EXPECT_EQ(fact.registers, std::vector(made.registers, made.registers + made.register_count)) << fact.feature;
    ASSERT_EQ(fact.conjunctions.size(), made.conjunction_count) << fact.feature;
    std::size_t at = 0;
    for (std::size_t c = 0; c < fact.conjunctions.size(); ++c) {
      for (const arch::Atom& atom : fact.conjunctions[c]) expect_equal(atom, made.atoms[at++]);
      EXPECT_EQ(made.ends[c], at) << fact.feature;
    }
  }
}

}  // namespace
}  // namespace idreg::corpora
